#include "sanov/transport/grid.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <vector>

#include "sanov/numerics/parallel.h"
#include "sanov/transport/grid_kernel.h"
#include "sanov/transport/sinkhorn.h"
#include "sanov/transport/sinkhorn_divergence.h"
#include "sanov/transport/sinkhorn_kernel.h"
#include "sanov/transport/sinkhorn_naive_test.h"

namespace sanov {
namespace {

/// The places of a grid whose axes have uneven steps; in disorder, and without those that `seed` leaves out.
Points grid(const std::vector<std::size_t>& sizes, std::uint64_t seed, double missing = 0) {
  Random random(seed);
  std::vector<std::vector<double>> places;
  for (const std::size_t n : sizes) {
    std::vector<double>& axis = places.emplace_back();
    double at = random.uniform();
    for (std::size_t k = 0; k < n; ++k) axis.push_back(at += (0.5 + random.uniform()) / static_cast<double>(n));
  }
  std::size_t cells = 1;
  for (const std::size_t n : sizes) cells *= n;
  std::vector<std::size_t> order(cells);
  std::iota(order.begin(), order.end(), 0);
  for (std::size_t k = cells; k > 1; --k) std::swap(order[k - 1], order[random.below(k)]);
  Points out{0, sizes.size(), {}};
  for (std::size_t cell : order) {
    if (random.uniform() < missing) continue;
    ++out.n;
    std::vector<double> point(sizes.size());
    for (std::size_t k = sizes.size(); k-- > 0; cell /= sizes[k]) point[k] = places[k][cell % sizes[k]];
    out.x.insert(out.x.end(), point.begin(), point.end());
  }
  return out;
}

struct Clouds {
  Clouds(const Points& p, const Points& q, Cost of)
      : x(p.rows(), of, "test", "x"), y(q.rows(), of, "test", "y"), costs(x, y, of, 2) {}
  Cloud x, y;
  PairCosts costs;
};

TEST(Grid, IsFoundWhereItPays) {
  const Points x = grid({20, 30}, 1), y = grid({25, 24}, 2), holes = grid({25, 24}, 3, 0.5);
  for (const Cost cost : kCosts) {
    const bool adds_up = cost == Cost::squared_euclidean || cost == Cost::cityblock || cost == Cost::power;
    EXPECT_EQ(find_grids(Clouds(x, y, cost).costs, 0.1).has_value(), adds_up) << to_text(cost);
    EXPECT_EQ(find_grids(Clouds(x, holes, cost).costs, 0.1).has_value(), adds_up) << to_text(cost);
  }
  EXPECT_FALSE(find_grids(Clouds(x, y, Cost::squared_euclidean).costs, 1e-5));
  EXPECT_FALSE(find_grids(Clouds(x, points(600, 2, 1), Cost::cityblock).costs, 0.1));
  Points twice = x;
  twice.x[0] = twice.x[2], twice.x[1] = twice.x[3];
  EXPECT_FALSE(find_grids(Clouds(twice, y, Cost::cityblock).costs, 0.1));
}

TEST(Grid, ItsKernelIsThatOfAllPairs) {
  const Points x = grid({12, 9, 10}, 4, 0.2), y = grid({7, 13, 11}, 5);
  const std::vector<double> a = weights(x.n, 6, 0.1), b = weights(y.n, 7, 0.1);
  Random random(8);
  for (const Cost cost : {Cost::squared_euclidean, Cost::cityblock})
    for (const double epsilon : {0.2, 2.0}) {
      const Clouds clouds(x, y, cost);
      const auto grids = find_grids(clouds.costs, epsilon);
      ASSERT_TRUE(grids);
      const std::vector<double> cells_a = GridPair::spread(a, grids->from, grids->from_cells, 0),
                                cells_b = GridPair::spread(b, grids->to, grids->to_cells, 0);
      std::vector<double> g(y.n), v(y.n), spread(y.n), cells_spread(grids->to_cells);
      for (double& p : g) p = random.uniform();
      for (double& p : v) p = random.uniform() - 0.5;
      SinkhornKernel all(clouds.costs, a, b, 0);
      all.look(epsilon, 0.3, g);
      all.spread(v, spread);
      for (const std::size_t memory : {std::size_t{0}, std::size_t{50000}, std::size_t{1} << 28}) {
        SCOPED_TRACE(testing::Message() << to_text(cost) << " " << epsilon << " " << memory);
        GridKernel axes(*grids, cells_a, cells_b, memory);
        axes.look(epsilon, 0.3, GridPair::spread(g, grids->to, grids->to_cells, 0));
        axes.spread(GridPair::spread(v, grids->to, grids->to_cells, 0), cells_spread);
        for (std::size_t i = 0; i < x.n; ++i) {
          EXPECT_NEAR(axes.softmin()[grids->from[i]], all.softmin()[i], 1e-13);
          EXPECT_NEAR(axes.row_masses()[grids->from[i]], all.row_masses()[i], 1e-15);
        }
        for (std::size_t j = 0; j < y.n; ++j) {
          EXPECT_NEAR(axes.column_masses()[grids->to[j]], all.column_masses()[j], 1e-15);
          EXPECT_NEAR(axes.diagonal()[grids->to[j]], all.diagonal()[j], 1e-15);
          EXPECT_NEAR(cells_spread[grids->to[j]], spread[j], 1e-15);
        }
      }
    }
}

/// Between grids, and the same points as a matrix of costs, which knows of no axes.
TEST(Grid, ItsTransportIsThatOfTheMatrix) {
  const Points x = grid({16, 20}, 11, 0.3), y = grid({18, 15}, 12);
  const std::vector<double> a = weights(x.n, 13, 0.1), b = weights(y.n, 14, 0.1);
  for (const Cost cost : {Cost::squared_euclidean, Cost::cityblock})
    for (const double reach : {HUGE_VAL, 0.7}) {
      const SinkhornOptions options{.cost = cost,
                                    .epsilon = 0.08,
                                    .a = a,
                                    .b = b,
                                    .reach_a = reach,
                                    .reach_b = reach,
                                    .tolerance = 1e-12,
                                    .position_slopes = true};
      ASSERT_TRUE(find_grids(Clouds(x, y, cost).costs, options.epsilon));
      const std::vector<double> costs = matrix(x, y, cost);
      const Sinkhorn s = sinkhorn(x.rows(), y.rows(), options);
      const Sinkhorn expected = sinkhorn(CostMatrix{Rows(costs.data(), x.n, y.n)}, options);
      EXPECT_EQ(s.status, Status::converged);
      EXPECT_NEAR(s.transport_cost, expected.transport_cost, 1e-11);
      EXPECT_NEAR(s.objective, expected.objective, 1e-11);
      EXPECT_NEAR(s.dual, expected.dual, 1e-11);
      EXPECT_LE(s.dual, s.objective + 1e-13);
      for (std::size_t i = 0; i < x.n; ++i)
        EXPECT_NEAR(s.a_slopes[i] - s.a_slopes[0], expected.a_slopes[i] - expected.a_slopes[0], 1e-8);
      for (std::size_t j = 0; j < y.n; ++j) EXPECT_NEAR(s.g[j] - s.g[0], expected.g[j] - expected.g[0], 1e-8);
      // The plan's rows are worked out from all pairs.
      const std::vector<double> plan = SinkhornPlan(x.rows(), y.rows(), options, s).dense();
      std::vector<double> of_x(2 * x.n), of_y(2 * y.n);
      for (std::size_t i = 0; i < x.n; ++i)
        for (std::size_t j = 0; j < y.n; ++j)
          for (std::size_t k = 0; k < 2; ++k) {
            const double d = x.x[2 * i + k] - y.x[2 * j + k],
                         slope = cost == Cost::cityblock ? std::copysign(1, d) : 2 * d;
            of_x[2 * i + k] += plan[i * y.n + j] * slope;
            of_y[2 * j + k] -= plan[i * y.n + j] * slope;
          }
      for (std::size_t k = 0; k < of_x.size(); ++k) EXPECT_NEAR(s.x_slopes[k], of_x[k], 1e-13);
      for (std::size_t k = 0; k < of_y.size(); ++k) EXPECT_NEAR(s.y_slopes[k], of_y[k], 1e-11);
    }
}

TEST(Grid, ItsDivergenceIsNoneToItself) {
  const Points x = grid({24, 24}, 21);
  const std::vector<double> a = weights(x.n, 22), b = weights(x.n, 23);
  const SinkhornOptions own{.epsilon = 0.05, .a = a, .b = a}, other{.epsilon = 0.05, .a = a, .b = b};
  EXPECT_EQ(sinkhorn_divergence(x.rows(), x.rows(), own).divergence, 0);
  const SinkhornDivergence d = sinkhorn_divergence(x.rows(), x.rows(), other);
  const std::vector<double> costs = matrix(x, x, Cost::squared_euclidean);
  const auto between = [&](const std::vector<double>& one, const std::vector<double>& two) {
    return sinkhorn(CostMatrix{Rows(costs.data(), x.n, x.n)}, {.epsilon = 0.05, .a = one, .b = two, .tolerance = 1e-12})
        .objective;
  };
  EXPECT_NEAR(d.divergence, between(a, b) - (between(a, a) + between(b, b)) / 2, d.error + 1e-12);
  EXPECT_GT(d.divergence, 0);
}

TEST(Grid, HasTheSameBitsForAnyThreads) {
  const Points x = grid({30, 31}, 31), y = grid({29, 32}, 32);
  set_thread_count(1);
  const Sinkhorn one = sinkhorn(x.rows(), y.rows(), {.epsilon = 0.05});
  for (const int threads : {2, 5}) {
    set_thread_count(threads);
    const Sinkhorn s = sinkhorn(x.rows(), y.rows(), {.epsilon = 0.05});
    EXPECT_EQ(s.g, one.g);
    EXPECT_EQ(s.transport_cost, one.transport_cost);
  }
  set_thread_count(0);
}

}  // namespace
}  // namespace sanov
