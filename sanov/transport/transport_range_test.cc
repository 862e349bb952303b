// Exact transport where some costs are vast beside those that the plan pays: points without mass, far pairs, clusters.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <string>
#include <vector>

#include "sanov/base/error.h"
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

constexpr Cost kOfDistance[] = {Cost::squared_euclidean, Cost::euclidean, Cost::cityblock, Cost::chebyshev,
                                Cost::power};

TEST(TransportRange, PointsAtAnyScaleHaveTheSamePlan) {
  for (const Cost cost : kOfDistance)
    for (const int exponent : {-1000, -700, -300, 300, 450, 1000}) {
      const double degree = cost == Cost::squared_euclidean ? 2 : cost == Cost::power ? 1.5 : 1;
      if (degree * exponent > 900) continue;  // such costs are refused
      const TransportOptions options{.cost = cost, .power = 1.5};
      Points x = square(40, 1), y = square(30, 2);
      const Transport plain = transport(x.rows(), y.rows(), options);
      for (Points* points : {&x, &y})
        for (double& value : points->x) value = std::ldexp(value, exponent);
      const Transport t = transport(x.rows(), y.rows(), options);
      EXPECT_EQ(t.plan.from, plain.plan.from) << to_text(cost) << exponent;
      EXPECT_EQ(t.plan.mass, plain.plan.mass);
      EXPECT_EQ(t.status, Status::converged);
      const auto expect_scaled = [&](double value, double before) {
        const long double expected = before * std::exp2(degree * exponent * 1.0L);
        EXPECT_NEAR(value, static_cast<double>(expected), std::max<double>(std::fabs(expected) * 1e-14L, 5e-324));
      };
      expect_scaled(t.cost, plain.cost);
      for (std::size_t k = 0; k < t.plan.cost.size(); ++k) expect_scaled(t.plan.cost[k], plain.plan.cost[k]);
      EXPECT_GT(t.gap, 0);
      EXPECT_LE(t.gap, std::max(1e-13 * t.cost, 0x1p-1070));
      for (std::size_t i = 0; i < x.n; ++i)
        for (std::size_t j = 0; j < y.n; ++j) {
          const double between = static_cast<double>(
              cost == Cost::power ? std::pow(std::hypot(static_cast<long double>(x.x[2 * i]) - y.x[2 * j],
                                                        static_cast<long double>(x.x[2 * i + 1]) - y.x[2 * j + 1]),
                                             1.5L)
                                  : naive_cost(x, i, y, j, cost));
          ASSERT_LE(t.u[i] + t.v[j], between + 1e-14 * (std::fabs(t.u[i]) + std::fabs(t.v[j])) + 0x1p-1072);
        }
    }
}

TEST(TransportRange, TwoPointsAtTheEndsOfTheRange) {
  const auto between = [](double from, double to, Cost cost) {
    const Points x{1, 2, {from, from}}, y{1, 2, {to, from}};
    return transport(x.rows(), y.rows(), {.cost = cost});
  };
  for (const Cost cost : {Cost::euclidean, Cost::cityblock, Cost::chebyshev}) {
    for (const double far : {5e-324, 1e-320, 1e-200, 1e-160, 1e160, 1e270}) {
      const Transport t = between(0, far, cost);
      EXPECT_NEAR(t.cost, far, 1e-15 * far + 5e-324) << to_text(cost);
      EXPECT_LE(t.gap, 1e-14 * far + 0x1p-1070);
    }
    EXPECT_EQ(between(-5, -5, cost).gap, 0);
    EXPECT_EQ(between(1e200, 1e200, cost).cost, 0);
  }
  // Their square is less than any double above 0, and not 0.
  const Transport t = between(0, 1e-200, Cost::squared_euclidean);
  EXPECT_EQ(t.cost, 0);
  EXPECT_GT(t.gap, 0);
  EXPECT_LE(t.gap, 0x1p-1070);
}

TEST(TransportRange, NearPairsBesideFarOnesAreNotProvedToCostNothing) {
  const Points x{2, 2, {0, 0, 1, 1}}, y{2, 2, {1e-200, 0, 1, 1}};
  const Transport t = transport(x.rows(), y.rows(), {.cost = Cost::euclidean});
  EXPECT_LE(std::fabs(t.cost - 0.5e-200), t.gap);
  EXPECT_LE(t.gap, 1e-150);
}

TEST(TransportRange, RefusesCostsThatOverflow) {
  const auto refuses = [](const auto& call, const char* sentence) {
    try {
      call();
    } catch (const DomainError& e) {
      EXPECT_NE(std::string(e.what()).find(sentence), std::string::npos) << e.what();
      return;
    }
    ADD_FAILURE() << "no error: " << sentence;
  };
  const Points origin{2, 2, {0, 0, 1, 0}}, far{2, 2, {1e160, 0, 0, 0}}, vast{2, 2, {1.5e308, 0, -1.5e308, 0}};
  refuses([&] { transport(origin.rows(), far.rows()); }, "costs could be more than 1e280");
  refuses([&] { transport(origin.rows(), vast.rows(), {.cost = Cost::euclidean}); }, "costs could be more than 1e280");
  EXPECT_NEAR(transport(origin.rows(), far.rows(), {.cost = Cost::euclidean}).cost, 5e159, 1e146);
  // One of no mass, so far off that what the others pay is nothing beside its costs.
  const std::vector<double> first{1, 0};
  const Points near{2, 2, {0, 0, 1e-200, 0}}, lost{2, 2, {1e-200, 0, 1e200, 0}};
  refuses([&] { transport(near.rows(), lost.rows(), {.b = first}); }, "costs could be more than 1e280");
  const std::vector<double> heavy{0.5e308, 0.5e308}, costs{10, 11, 11, 10};
  constexpr const char* kOverflow = "a has weights that sum to 1e+308, and mass times cost overflows";
  refuses([&] { transport(CostMatrix{Rows(costs.data(), 2, 2)}, {.a = heavy, .b = heavy}); }, kOverflow);
  const Points moved{2, 2, {10, 0, 11, 0}}, line{2, 1, {0, 1}}, moved_line{2, 1, {10, 11}};
  refuses([&] { transport(origin.rows(), moved.rows(), {.a = heavy, .b = heavy}); }, kOverflow);
  refuses([&] { transport(line.rows(), moved_line.rows(), {.a = heavy, .b = heavy}); }, kOverflow);
  const std::vector<std::uint32_t> from{0, 1}, to{0, 1};
  const std::vector<double> ten{10, 10};
  refuses([&] { transport(SparseCosts{2, 2, from, to, ten}, {.a = heavy, .b = heavy}); }, kOverflow);
}

TEST(TransportRange, HeavyWeightsAloneAreNoTrouble) {
  const Points x{2, 2, {1, 0, 0, 1}}, y{2, 2, {1, 1, 0, 1}};
  const std::vector<double> heavy{1e300, 1e300};
  const Transport t = transport(x.rows(), y.rows(), {.cost = Cost::cosine, .a = heavy, .b = heavy});
  const double expected = 1e300 * (1 - std::sqrt(0.5));
  EXPECT_NEAR(t.cost, expected, 1e-14 * expected);
  EXPECT_LE(t.gap, 1e-13 * expected);
}

TEST(TransportRange, HasTheSameBitsForAnyThreads) {
  const Points x = with_point(square(700, 1), 1e6, 1e6), y = with_point(square(700, 2), 1e6 + 1, 1e6);
  const std::vector<double> weights = equal_but_last(701, 1e-9), costs = costs_between(x, y);
  // Every other pair, and the diagonal, so that all mass has a way.
  std::vector<std::uint32_t> from, to;
  std::vector<double> listed;
  for (std::uint32_t i = 0; i < 701; ++i)
    for (std::uint32_t j = 0; j < 701; ++j)
      if (i == j || (i + j) % 2 == 0) {
        from.push_back(i);
        to.push_back(j);
        listed.push_back(costs[i * 701 + j]);
      }
  std::vector<Transport> found;
  for (const int threads : {1, 2, 5}) {
    set_thread_count(threads);
    found.push_back(transport(x.rows(), y.rows(), {.a = weights, .b = weights}));
    found.push_back(transport(CostMatrix{Rows(costs.data(), 701, 701)}, {.a = weights, .b = weights}));
    found.push_back(transport(SparseCosts{701, 701, from, to, listed}, {.a = weights, .b = weights}));
  }
  set_thread_count(0);
  for (std::size_t k = 3; k < found.size(); ++k) {
    EXPECT_EQ(found[k].cost, found[k % 3].cost);
    EXPECT_EQ(found[k].gap, found[k % 3].gap);
    EXPECT_EQ(found[k].u, found[k % 3].u);
    EXPECT_EQ(found[k].v, found[k % 3].v);
    EXPECT_EQ(found[k].plan.to, found[k % 3].plan.to);
    EXPECT_EQ(found[k].plan.mass, found[k % 3].plan.mass);
  }
}

}  // namespace
}  // namespace sanov
