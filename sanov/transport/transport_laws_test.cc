// Laws of exact transport, on seeded points of every kind: what holds whatever the plan is.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "sanov/transport/naive_test.h"
#include "sanov/transport/transport.h"
#include "sanov/transport/wasserstein_1d.h"

namespace sanov {
namespace {

Points scattered(std::size_t n, std::size_t d, std::uint64_t seed, bool lattice = false) {
  Random random(seed);
  Points out{n, d, std::vector<double>(n * d)};
  for (double& x : out.x) x = lattice ? static_cast<double>(random.below(6)) : random.normal();
  return out;
}

double wasserstein(const Points& x, const Points& y, double p) {
  return std::pow(transport(x.rows(), y.rows(), {.cost = Cost::power, .power = p}).cost, 1 / p);
}

TEST(TransportLaws, ItsRootIsAMetric) {
  for (const double p : {1.0, 2.0, 3.5})
    for (const bool lattice : {false, true})
      for (std::uint64_t seed = 0; seed < 10; ++seed) {
        const Points x = scattered(40, 2, 3 * seed, lattice), y = scattered(55, 2, 3 * seed + 1, lattice),
                     z = scattered(30, 2, 3 * seed + 2, lattice);
        const double xy = wasserstein(x, y, p);
        EXPECT_NEAR(xy, wasserstein(y, x, p), 1e-12 * xy);
        EXPECT_LE(xy, (wasserstein(x, z, p) + wasserstein(z, y, p)) * (1 + 1e-12));
        EXPECT_EQ(wasserstein(x, x, p), 0);
      }
}

TEST(TransportLaws, ScalesWithThePoints) {
  const Points x = scattered(300, 3, 1), y = scattered(280, 3, 2);
  Points far_x = x, far_y = y;
  for (Points* points : {&far_x, &far_y})
    for (double& value : points->x) value = 1024 * value + 3;
  const double cost = transport(x.rows(), y.rows()).cost;
  EXPECT_NEAR(transport(far_x.rows(), far_y.rows()).cost, 1024.0 * 1024.0 * cost, 1e-9 * cost * 1024 * 1024);
}

TEST(TransportLaws, TheOrderOfPointsDoesNotMatter) {
  const Points x = scattered(500, 2, 1), y = scattered(450, 2, 2);
  Points turned{x.n, x.d, {}};
  for (std::size_t i = x.n; i-- > 0;) turned.x.insert(turned.x.end(), &x.x[2 * i], &x.x[2 * i] + 2);
  const Transport t = transport(x.rows(), y.rows()), other = transport(turned.rows(), y.rows());
  EXPECT_NEAR(t.cost, other.cost, 1e-14 * t.cost);
}

TEST(TransportLaws, APointInTwoHalvesIsThePoint) {
  const Points x = scattered(60, 2, 1), y = scattered(70, 2, 2);
  Points twice = x;
  twice.n = 2 * x.n;
  twice.x.insert(twice.x.end(), x.x.begin(), x.x.end());
  const double cost = transport(x.rows(), y.rows(), {.cost = Cost::cityblock}).cost;
  EXPECT_NEAR(transport(twice.rows(), y.rows(), {.cost = Cost::cityblock}).cost, cost, 1e-14 * cost);
}

/// The points with a second coordinate of 0: the simplex does not know that they lie on a line.
Points in_the_plane(const Points& line) {
  Points out{line.n, 2, {}};
  for (const double x : line.x) out.x.insert(out.x.end(), {x, 0});
  return out;
}

TEST(TransportLaws, OnTheLineItIsTheSortedOne) {
  for (const std::size_t n : {7, 200, 1500})
    for (const double p : {1.0, 2.0, 3.0}) {
      const Points x = scattered(n, 1, n), y = scattered(n + n / 3, 1, n + 1);
      const double expected = wasserstein_1d(x.x, y.x, {.p = p});
      EXPECT_NEAR(wasserstein(x, y, p), expected, 1e-12 * expected) << n << " " << p;
      EXPECT_NEAR(wasserstein(in_the_plane(x), in_the_plane(y), p), expected, 1e-12 * expected) << n << " " << p;
    }
}

TEST(TransportLaws, OnTheLineNothingIsPivoted) {
  const Points x = scattered(30'000, 1, 1), y = scattered(20'000, 1, 2);
  std::vector<double> a(x.n), b(y.n);
  Random random(3);
  double of_a = 0, of_b = 0;
  for (double& w : a) of_a += w = random.uniform() < 0.1 ? 0 : random.exponential();
  for (double& w : b) of_b += w = random.exponential();
  for (double& w : b) w *= of_a / of_b;
  for (const Cost cost : {Cost::squared_euclidean, Cost::euclidean, Cost::cityblock, Cost::chebyshev, Cost::power}) {
    const double p = cost == Cost::squared_euclidean ? 2 : cost == Cost::power ? 2.5 : 1;
    const Transport t = transport(x.rows(), y.rows(), {.cost = cost, .power = 2.5, .a = a, .b = b});
    EXPECT_EQ(t.pivots, 0U);
    const double expected = std::pow(wasserstein_1d(x.x, y.x, {.p = p, .a = a, .b = b}), p) * t.mass;
    EXPECT_NEAR(t.cost, expected, 1e-12 * expected);
    EXPECT_NEAR(t.mass, of_a, 1e-12 * of_a);
    EXPECT_LE(t.gap, 1e-12 * t.cost);
    double cost_of_plan = 0, dual = 0;
    for (std::size_t e = 0; e < t.plan.mass.size(); ++e) cost_of_plan += t.plan.mass[e] * t.plan.cost[e];
    for (std::size_t i = 0; i < x.n; ++i) dual += a[i] * t.u[i];
    for (std::size_t j = 0; j < y.n; ++j) dual += b[j] * t.v[j];
    EXPECT_NEAR(cost_of_plan, t.cost, 1e-12 * t.cost);
    EXPECT_NEAR(dual, t.cost, 1e-11 * t.cost);
    for (std::size_t e = 0; e < t.plan.mass.size(); e += 97) {
      const double c = std::pow(std::fabs(x.x[t.plan.from[e]] - y.x[t.plan.to[e]]), p);
      ASSERT_NEAR(t.plan.cost[e], c, 1e-14 * c);
    }
  }
}

TEST(TransportLaws, LargeProblemsAreProvedToo) {
  for (const bool lattice : {false, true})
    for (const Cost cost : {Cost::squared_euclidean, Cost::euclidean}) {
      const Points x = scattered(3000, 2, 1, lattice), y = scattered(2500, 2, 2, lattice);
      const Transport t = transport(x.rows(), y.rows(), {.cost = cost});
      EXPECT_LE(t.gap, 1e-13 * t.cost) << lattice << to_text(cost);
      std::vector<double> out(x.n), in(y.n);
      for (std::size_t e = 0; e < t.plan.mass.size(); ++e) {
        out[t.plan.from[e]] += t.plan.mass[e];
        in[t.plan.to[e]] += t.plan.mass[e];
      }
      for (const double mass : out) ASSERT_NEAR(mass, 1 / 3000.0, 1e-16);
      for (const double mass : in) ASSERT_NEAR(mass, 1 / 2500.0, 1e-16);
    }
}

TEST(TransportLaws, OneHeavyPointTakesItAll) {
  const Points x = scattered(800, 2, 1);
  const Points one{1, 2, {0.5, -0.25}};
  double expected = 0;
  for (std::size_t i = 0; i < x.n; ++i) expected += naive_cost(x, i, one, 0, Cost::squared_euclidean) / 800;
  EXPECT_NEAR(transport(x.rows(), one.rows()).cost, expected, 1e-13 * expected);
}

TEST(TransportLaws, WeightsOverManyOrdersOfMagnitude) {
  const Points x = scattered(30, 2, 1), y = scattered(30, 2, 2);
  std::vector<double> a(30), b(30);
  for (std::size_t i = 0; i < 30; ++i) a[i] = std::pow(10.0, -static_cast<double>(i) / 2), b[29 - i] = a[i];
  const double total = std::accumulate(a.begin(), a.end(), 0.0);
  const Transport t = transport(x.rows(), y.rows(), {.a = a, .b = b});
  EXPECT_NEAR(t.mass, total, 1e-15 * total);
  EXPECT_LE(t.gap, 1e-14 * t.cost);
}

}  // namespace
}  // namespace sanov
