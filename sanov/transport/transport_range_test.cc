// Exact transport where some costs are vast beside those that the plan pays: points without mass, far pairs, clusters.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

#include "sanov/numerics/parallel.h"
#include "sanov/transport/naive_test.h"
#include "sanov/transport/transport.h"

namespace sanov {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

Points square(std::size_t n, std::uint64_t seed) {
  Random random(seed);
  Points out{n, 2, std::vector<double>(2 * n)};
  for (double& x : out.x) x = random.uniform();
  return out;
}

Points with_point(Points points, double x, double y) {
  points.x.insert(points.x.end(), {x, y});
  ++points.n;
  return points;
}

std::vector<double> equal_but_last(std::size_t n, double last) {
  std::vector<double> out(n, (1 - last) / static_cast<double>(n - 1));
  out.back() = last;
  return out;
}

std::vector<double> costs_between(const Points& x, const Points& y) {
  std::vector<double> out;
  for (std::size_t i = 0; i < x.n; ++i)
    for (std::size_t j = 0; j < y.n; ++j) out.push_back(naive_cost(x, i, y, j, Cost::squared_euclidean));
  return out;
}

/// The prices hold for all pairs, those of points without mass included.
void expect_feasible(const Transport& t, const std::vector<double>& costs) {
  const std::size_t m = t.v.size();
  for (std::size_t i = 0; i < t.u.size(); ++i)
    for (std::size_t j = 0; j < m; ++j)
      ASSERT_LE(t.u[i] + t.v[j], costs[i * m + j] + 4e-16 * (std::fabs(t.u[i]) + std::fabs(t.v[j])) + 1e-16);
}

TEST(TransportRange, AFarPointWithoutMassChangesNothing) {
  for (const std::size_t n : {300, 1000}) {
    const Points x = square(n, 1), y = square(n, 2);
    const double expected = transport(x.rows(), y.rows()).cost;
    const std::vector<double> weights = equal_but_last(n + 1, 0);
    for (const double far : {1e4, 1e6, 1e8, 1e100}) {
      const Points far_x = with_point(x, far, far), far_y = with_point(y, -far, far);
      const Transport t = transport(far_x.rows(), far_y.rows(), {.a = weights, .b = weights});
      EXPECT_NEAR(t.cost, expected, 1e-14 * expected) << far;
      EXPECT_LE(t.gap, 1e-11 * expected);
      EXPECT_EQ(t.status, Status::converged);
      if (n == 300) expect_feasible(t, costs_between(far_x, far_y));
    }
  }
}

TEST(TransportRange, DearRowsWithoutMassChangeNothing) {
  const Points x = square(300, 1), y = square(250, 2);
  std::vector<double> costs = costs_between(x, y), listed;
  const Transport plain = transport(CostMatrix{Rows(costs.data(), 300, 250)});
  for (const double dear : {1e6, 1e12, kInfinity}) {
    std::vector<double> more = costs;
    more.insert(more.end(), 250, dear);
    const std::vector<double> a = equal_but_last(301, 0);
    const Transport t = transport(CostMatrix{Rows(more.data(), 301, 250)}, {.a = a});
    EXPECT_NEAR(t.cost, plain.cost, 1e-14 * plain.cost) << dear;
    EXPECT_EQ(t.status, Status::converged);
    expect_feasible(t, more);
    std::vector<std::uint32_t> from, to;
    for (std::uint32_t i = 0; i < 301; ++i)
      for (std::uint32_t j = 0; j < 250; ++j) {
        from.push_back(i);
        to.push_back(j);
      }
    const Transport of_list = transport(SparseCosts{301, 250, from, to, more}, {.a = a});
    EXPECT_NEAR(of_list.cost, plain.cost, 1e-14 * plain.cost);
    expect_feasible(of_list, more);
  }
}

TEST(TransportRange, AFarPairOfLittleMassKeepsTheOthersDigits) {
  const Points x = square(300, 1), y = square(300, 2);
  const double near = transport(x.rows(), y.rows()).cost;
  const std::vector<double> weights = equal_but_last(301, 1e-9);
  for (const double far : {1e4, 1e6, 1e7}) {
    const Points far_x = with_point(x, far, far), far_y = with_point(y, far + 1, far);
    const Transport t = transport(far_x.rows(), far_y.rows(), {.a = weights, .b = weights});
    const double expected = near * (1 - 1e-9) + 1e-9;
    EXPECT_NEAR(t.cost, expected, 1e-13 * expected) << far;
    // Weights are rounded to 2⁻⁶⁰ of the mass, which counts at the far pair's prices.
    EXPECT_LE(t.gap, 1e-11 * expected + 1e-24 * far * far);
    EXPECT_EQ(t.status, Status::converged);
  }
}

TEST(TransportRange, FarClustersAreSolvedAsWellAsEachAlone) {
  for (const std::size_t n : {150, 1000})
    for (const double apart : {0x1p10, 0x1p17, 0x1p20, 0x1p24}) {
      // Coordinates of 28 binary digits, so that moving them is exact.
      Points x[2] = {square(n, 1), square(n, 2)}, y[2] = {square(n, 3), square(n, 4)};
      double expected = 0;
      Points all_x{0, 2, {}}, all_y{0, 2, {}};
      for (std::size_t k = 0; k < 2; ++k) {
        for (Points* points : {&x[k], &y[k]})
          for (double& coordinate : points->x) coordinate = std::round(coordinate * 0x1p28) / 0x1p28;
        expected += transport(x[k].rows(), y[k].rows()).cost / 2;
        for (const double coordinate : x[k].x) all_x.x.push_back(coordinate + static_cast<double>(k) * apart);
        for (const double coordinate : y[k].x) all_y.x.push_back(coordinate + static_cast<double>(k) * apart);
      }
      all_x.n = all_y.n = 2 * n;
      const Transport t = transport(all_x.rows(), all_y.rows());
      EXPECT_NEAR(t.cost, expected, 1e-13 * expected) << n << " " << apart;
      EXPECT_LE(t.gap, 1e-11 * expected);
      EXPECT_EQ(t.status, Status::converged);
    }
}

TEST(TransportRange, AHighPowerIsProvedToo) {
  const Points x = square(900, 1), y = square(900, 2);
  const Transport t = transport(x.rows(), y.rows(), {.cost = Cost::power, .power = 60});
  EXPECT_LE(t.gap, 1e-12 * t.cost);
  EXPECT_EQ(t.status, Status::converged);
}

__extension__ typedef __int128 Wide;

/// The cheapest of all assignments, in whole numbers.
Wide cheapest(const std::vector<std::int64_t>& costs, std::size_t n) {
  std::vector<std::size_t> to(n);
  std::iota(to.begin(), to.end(), std::size_t{0});
  Wide best = Wide{1} << 120;
  do {
    Wide sum = 0;
    for (std::size_t i = 0; i < n; ++i) sum += costs[i * n + to[i]];
    best = std::min(best, sum);
  } while (std::next_permutation(to.begin(), to.end()));
  return best;
}

TEST(TransportRange, TheCertificateHoldsInWholeNumbers) {
  // Masses of 1, so that cost and gap are of sums of whole numbers; compared with nothing rounded but they.
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    Random random(seed);
    const std::size_t n = 1 + seed % 6;
    std::vector<std::int64_t> whole(n * n);
    for (std::int64_t& c : whole) {
      const int digits = static_cast<int>(random.below(53));
      c = static_cast<std::int64_t>(random.below(std::uint64_t{1} << digits)) - (seed % 3 == 0 ? 4 : 0);
    }
    const std::vector<double> costs(whole.begin(), whole.end()), ones(n, 1.0);
    const Transport t = transport(CostMatrix{Rows(costs.data(), n, n)}, {.a = ones, .b = ones});
    const Wide best = cheapest(whole, n);
    Wide found = 0;
    for (std::size_t e = 0; e < t.plan.mass.size(); ++e)
      found += Wide(t.plan.mass[e]) * whole[t.plan.from[e] * n + t.plan.to[e]];
    EXPECT_TRUE(found == best) << seed;
    const long double lower = static_cast<long double>(t.cost) - t.gap;
    EXPECT_TRUE(static_cast<Wide>(std::floor(lower)) <= best) << seed;
    EXPECT_LE(t.gap, 1e-14 * std::max(std::fabs(t.cost), 1.0)) << seed;
    EXPECT_EQ(t.status, Status::converged);
  }
}

TEST(TransportRange, TheGapIsAboutTheWeightsAsGiven) {
  // A unit of 2⁻⁶⁰ of the mass costs 1e-3 here.
  constexpr double kFar = 1e15;
  const std::vector<double> costs{0, kFar, kFar, 0};
  for (int steps = 1; steps < 1000; ++steps) {
    const double p = 1e-5, q = p + steps * 0x1p-69;
    const std::vector<double> a{p, 1}, b{q, 1 - (q - p)};
    const long double share_a = p / (1 + static_cast<long double>(p)),
                      share_b = q / (q + static_cast<long double>(b[1]));
    const long double expected = std::fabs(share_a - share_b) * kFar * (1 + p);
    const Transport t = transport(CostMatrix{Rows(costs.data(), 2, 2)}, {.a = a, .b = b});
    EXPECT_LE(static_cast<double>(t.cost - t.gap), static_cast<double>(expected) + 1e-8) << steps;
    EXPECT_LE(t.gap, 4e-3);
  }
}

TEST(TransportRange, TheGapIsAboutTheTrueCosts) {
  // One point each: the cost is the least there is, and the gap is what computing it may have rounded.
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    Random random(seed);
    const double p = 1 + 9 * random.uniform();
    Points x{1, 3, {}}, y{1, 3, {}};
    for (std::size_t k = 0; k < 3; ++k) {
      x.x.push_back(random.normal());
      y.x.push_back(seed % 2 == 0 ? random.normal() : x.x[k] * (1 + 1e-6 * random.normal()));
    }
    for (const Cost cost : {Cost::squared_euclidean, Cost::euclidean, Cost::cityblock, Cost::power, Cost::cosine}) {
      const Transport t = transport(x.rows(), y.rows(), {.cost = cost, .power = p});
      long double squares = 0, sum = 0, xx = 0, yy = 0, cross = 0;
      for (std::size_t k = 0; k < 3; ++k) {
        const long double d = static_cast<long double>(x.x[k]) - y.x[k];
        const std::size_t next = (k + 1) % 3;
        const long double area =
            static_cast<long double>(x.x[k]) * y.x[next] - static_cast<long double>(x.x[next]) * y.x[k];
        squares += d * d;
        sum += std::fabs(d);
        xx += static_cast<long double>(x.x[k]) * x.x[k];
        yy += static_cast<long double>(y.x[k]) * y.x[k];
        cross += area * area;
      }
      // 1 − cos = sin²/(1 + cos), and the sine is |x × y|.
      const long double sine2 = cross / (xx * yy), cosine = (xx + yy - squares) / 2 / std::sqrt(xx * yy);
      const long double expected = cost == Cost::squared_euclidean ? squares
                                   : cost == Cost::euclidean       ? std::sqrt(squares)
                                   : cost == Cost::cityblock       ? sum
                                   : cost == Cost::power           ? std::pow(squares, p / 2)
                                   : cosine > -0.5L                ? sine2 / (1 + cosine)
                                                                   : 1 - cosine;
      EXPECT_TRUE(static_cast<long double>(t.cost) - t.gap <= expected) << seed << to_text(cost);
      EXPECT_TRUE(static_cast<long double>(t.cost) + t.gap >= expected) << seed << to_text(cost);
      if (cost == Cost::cosine) continue;
      EXPECT_LE(t.gap, 1e-14 * p * t.cost + 4e-15 * t.cost);
    }
  }
}

TEST(TransportRange, HasTheSameBitsForAnyThreads) {
  const Points x = with_point(square(700, 1), 1e6, 1e6), y = with_point(square(700, 2), 1e6 + 1, 1e6);
  const std::vector<double> weights = equal_but_last(701, 1e-9), costs = costs_between(x, y);
  std::vector<Transport> found;
  for (const int threads : {1, 2, 5}) {
    set_thread_count(threads);
    found.push_back(transport(x.rows(), y.rows(), {.a = weights, .b = weights}));
    found.push_back(transport(CostMatrix{Rows(costs.data(), 701, 701)}, {.a = weights, .b = weights}));
  }
  set_thread_count(0);
  for (std::size_t k = 2; k < found.size(); ++k) {
    EXPECT_EQ(found[k].cost, found[k % 2].cost);
    EXPECT_EQ(found[k].gap, found[k % 2].gap);
    EXPECT_EQ(found[k].u, found[k % 2].u);
    EXPECT_EQ(found[k].plan.mass, found[k % 2].plan.mass);
  }
}

}  // namespace
}  // namespace sanov
