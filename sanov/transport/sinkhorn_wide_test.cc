#include "sanov/transport/sinkhorn_wide.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "sanov/base/error.h"
#include "sanov/numerics/parallel.h"
#include "sanov/transport/sinkhorn_divergence.h"
#include "sanov/transport/sinkhorn_naive_test.h"

namespace sanov {
namespace {

using testing::HasSubstr;
using testing::ThrowsMessage;

constexpr double kInfinity = std::numeric_limits<double>::infinity();

long double mean_cost(const Points& x, const std::vector<double>& a, const Points& y, const std::vector<double>& b,
                      Cost cost) {
  long double sum = 0;
  for (std::size_t i = 0; i < x.n; ++i)
    for (std::size_t j = 0; j < y.n; ++j)
      sum += static_cast<long double>(a[i]) * b[j] * naive_cost(x, i, y, j, cost, 1.5);
  return sum;
}

/// min over all plans, less what the second order leaves: by ⟨a⊗b, c̃²⟩/(2ε), c̃ without its rows' and columns' means.
long double expanded(const Points& x, const std::vector<double>& a, const Points& y, const std::vector<double>& b,
                     Cost cost, long double epsilon) {
  std::vector<long double> rows(x.n), columns(y.n);
  const long double mean = mean_cost(x, a, y, b, cost);
  const auto c = [&](std::size_t i, std::size_t j) {
    return static_cast<long double>(naive_cost(x, i, y, j, cost, 1.5));
  };
  for (std::size_t i = 0; i < x.n; ++i)
    for (std::size_t j = 0; j < y.n; ++j) {
      rows[i] += b[j] * c(i, j);
      columns[j] += a[i] * c(i, j);
    }
  long double squares = 0;
  for (std::size_t i = 0; i < x.n; ++i)
    for (std::size_t j = 0; j < y.n; ++j)
      squares += static_cast<long double>(a[i]) * b[j] * std::pow(c(i, j) - rows[i] - columns[j] + mean, 2.0L);
  return mean - squares / (2 * epsilon);
}

TEST(SinkhornWide, KeepsItsDigitsHoweverLargeEpsilonIs) {
  const Points x = points(23, 2, 1), y = points(31, 2, 2);
  const std::vector<double> a = weights(23, 3), b = weights(31, 4);
  for (const Cost cost : kCosts)
    for (const double epsilon : {1e6, 1e9, 1e15, 1e100, 1e300}) {
      const Sinkhorn s = sinkhorn(x.rows(), y.rows(),
                                  {.cost = cost, .power = 1.5, .epsilon = epsilon, .a = a, .b = b, .tolerance = 1e-13});
      SCOPED_TRACE(testing::Message() << static_cast<int>(cost) << " epsilon " << epsilon);
      // Of the third order, c³/ε², nothing is left.
      const double expected = static_cast<double>(expanded(x, a, y, b, cost, epsilon));
      EXPECT_EQ(s.status, Status::converged);
      EXPECT_NEAR(s.objective, expected, 1e-12);
      EXPECT_NEAR(s.dual, expected, 1e-12);
      EXPECT_NEAR(s.transport_cost, static_cast<double>(mean_cost(x, a, y, b, cost)), 10 / epsilon + 1e-14);
    }
}

TEST(SinkhornWide, ItsPotentialsAreTheMeanCosts) {
  const Points x = points(17, 2, 5), y = points(19, 2, 6);
  const std::vector<double> a = weights(17, 7, 0.3), b = weights(19, 8, 0.3);
  const Sinkhorn s = sinkhorn(x.rows(), y.rows(), {.epsilon = 1e18, .a = a, .b = b, .tolerance = 1e-13});
  const long double mean = mean_cost(x, a, y, b, Cost::squared_euclidean);
  for (std::size_t i = 0; i < 17; ++i) {
    long double expected = -mean / 2;
    for (std::size_t j = 0; j < 19; ++j) expected += b[j] * naive_cost(x, i, y, j, Cost::squared_euclidean);
    EXPECT_NEAR(s.f[i], static_cast<double>(expected), 1e-14) << i;
  }
  for (std::size_t j = 0; j < 19; ++j) {
    long double expected = -mean / 2;
    for (std::size_t i = 0; i < 17; ++i) expected += a[i] * naive_cost(x, i, y, j, Cost::squared_euclidean);
    EXPECT_NEAR(s.g[j], static_cast<double>(expected), 1e-14) << j;
  }
}

/// At the border the two ways meet; what the naive iteration says holds for both.
TEST(SinkhornWide, AgreesWithTheDefinitionOnBothSidesOfItsBorder) {
  const Points x = points(9, 2, 9), y = points(11, 2, 10);
  for (const double scale : {1.0, 3.0}) {
    std::vector<double> a = weights(9, 11), b = weights(11, 12);
    for (double& w : b) w *= scale;
    for (const double epsilon : {10.0, 14.0, 18.0, 30.0, 100.0})
      for (const double reach : {kInfinity, 0.01, 2.0, 5000.0}) {
        if (std::isinf(reach) && scale != 1) continue;
        const std::vector<double> costs = matrix(x, y, Cost::squared_euclidean);
        const NaiveSinkhorn expected = naive_sinkhorn(costs, a, b, epsilon, reach, reach);
        const Sinkhorn s =
            sinkhorn(x.rows(), y.rows(),
                     {.epsilon = epsilon, .a = a, .b = b, .reach_a = reach, .reach_b = reach, .tolerance = 1e-13});
        SCOPED_TRACE(testing::Message() << "epsilon " << epsilon << " reach " << reach << " scale " << scale);
        EXPECT_EQ(s.status, Status::converged);
        EXPECT_NEAR(s.transport_cost, static_cast<double>(expected.cost), 1e-12 * scale);
        if (std::isinf(reach)) continue;
        for (std::size_t i = 0; i < 9; ++i)
          EXPECT_NEAR(s.f[i], static_cast<double>(expected.f[i]), 1e-11 * std::max(1.0, reach));
        EXPECT_NEAR(s.dual, s.objective, 1e-11 * std::max(1.0, reach));
      }
  }
}

/// The last term of the definition apart, masses may differ: then P is a⊗b, and what the marginals pay for that is known.
TEST(SinkhornWide, UnbalancedTendsToWhatTheProductPays) {
  const Points x = points(8, 2, 13), y = points(7, 2, 14);
  std::vector<double> a = weights(8, 15), b = weights(7, 16);
  for (double& w : b) w *= 2.5;
  const double reach = 3;
  // The marginals of a⊗b are 2.5·a and 1·b.
  const double paid = reach * (2.5 * std::log(2.5) - 2.5 + 1);
  const double expected = static_cast<double>(mean_cost(x, a, y, b, Cost::squared_euclidean)) + paid;
  for (const double epsilon : {1e16, 1e60, 1e300}) {
    const Sinkhorn s =
        sinkhorn(x.rows(), y.rows(), {.epsilon = epsilon, .a = a, .b = b, .reach_a = reach, .reach_b = reach});
    EXPECT_NEAR(s.objective, expected, 1e-12) << epsilon;
    EXPECT_NEAR(s.dual, expected, 1e-12) << epsilon;
    EXPECT_NEAR(s.mass, 2.5, 1e-13);
  }
}

TEST(SinkhornWide, ItsSlopesInTheWeightsAreThoseOfTheObjective) {
  const Points x = points(8, 2, 17), y = points(7, 2, 18);
  std::vector<double> a = weights(8, 19), b = weights(7, 20);
  for (double& w : b) w *= 1.5;
  const auto run = [&] {
    return sinkhorn(x.rows(), y.rows(),
                    {.epsilon = 1e4, .a = a, .b = b, .reach_a = 2, .reach_b = 2, .tolerance = 1e-13});
  };
  const Sinkhorn s = run();
  const auto slope = [&](double& w) {
    const double h = 1e-4, at = w;
    w = at + h;
    const double up = run().objective;
    w = at - h;
    const double down = run().objective;
    w = at;
    return (up - down) / (2 * h);
  };
  for (std::size_t i = 0; i < 8; ++i) EXPECT_NEAR(slope(a[i]), s.a_slopes[i], 1e-6) << i;
  for (std::size_t j = 0; j < 7; ++j) EXPECT_NEAR(slope(b[j]), s.b_slopes[j], 1e-6) << j;
}

TEST(SinkhornWide, TheDivergenceTendsToTheEnergyDistance) {
  const Points x = points(50, 2, 21), y = points(40, 2, 22);
  const std::vector<double> a(50, 1.0 / 50), b(40, 1.0 / 40);
  for (const Cost cost : {Cost::squared_euclidean, Cost::euclidean}) {
    const double expected = static_cast<double>(mean_cost(x, a, y, b, cost) -
                                                (mean_cost(x, a, x, a, cost) + mean_cost(y, b, y, b, cost)) / 2);
    for (const double epsilon : {1e13, 1e15, 1e100, 1e300}) {
      const SinkhornDivergence s = sinkhorn_divergence(x.rows(), y.rows(), {.cost = cost, .epsilon = epsilon});
      EXPECT_NEAR(s.divergence, expected, 1e-12) << epsilon;
      EXPECT_LE(std::fabs(s.divergence - expected), s.error + 10 / epsilon) << epsilon;
      EXPECT_LE(s.error, 1e-9);
    }
  }
}

TEST(SinkhornWide, HasTheSameBitsForAnyThreads) {
  const Points x = points(200, 3, 23), y = points(170, 3, 24);
  set_thread_count(1);
  const Sinkhorn one = sinkhorn(x.rows(), y.rows(), {.epsilon = 1e5, .reach_a = 3});
  for (const int threads : {2, 5}) {
    set_thread_count(threads);
    const Sinkhorn other = sinkhorn(x.rows(), y.rows(), {.epsilon = 1e5, .reach_a = 3});
    EXPECT_EQ(one.f, other.f);
    EXPECT_EQ(one.g, other.g);
    EXPECT_EQ(one.objective, other.objective);
  }
  set_thread_count(0);
}

TEST(SinkhornWide, RefusesWhatOverflows) {
  const Points x = points(3, 2, 25), y = points(3, 2, 26);
  EXPECT_THAT([&] { sinkhorn(x.rows(), y.rows(), {.epsilon = 5e307}); },
              ThrowsMessage<InvalidArgument>(HasSubstr("epsilon is 5e+307; it is at most 2^1000")));
  const std::vector<double> heavy{1e5, 1e5, 1e5};
  EXPECT_THAT(
      [&] { sinkhorn_divergence(x.rows(), y.rows(), {.epsilon = 1e300, .a = heavy, .reach_a = 1, .reach_b = 1}); },
      ThrowsMessage<InvalidArgument>(HasSubstr("(Σ a − Σ b)² overflows")));
}

TEST(SinkhornWide, ForbiddenPairsAreNotForgotten) {
  const std::vector<double> costs{0, kInfinity, kInfinity, 1};
  for (const double epsilon : {1e3, 1e20, 1e300}) {
    const Sinkhorn s = sinkhorn(CostMatrix{Rows(costs.data(), 2, 2)}, {.epsilon = epsilon});
    EXPECT_NEAR(s.transport_cost, 0.5, 1e-15) << epsilon;
    EXPECT_NEAR(s.objective / epsilon, std::log(2), 1e-3) << epsilon;
    const Sinkhorn relaxed =
        sinkhorn(CostMatrix{Rows(costs.data(), 2, 2)}, {.epsilon = epsilon, .reach_a = 1e-200, .reach_b = 1e-200});
    EXPECT_TRUE(std::isfinite(relaxed.objective) && std::isfinite(relaxed.dual)) << epsilon;
  }
}

/// With one point a side there is one plan, and what it costs is the least; before, rounding brought `dual` above that.
TEST(Sinkhorn, ItsDualIsBelowTheLeastThereIs) {
  Random random(27);
  for (int trial = 0; trial < 300; ++trial) {
    const std::size_t d = trial % 3 == 0 ? 40 : 2;
    const Points x = points(1, d, 1000 + trial), y = points(1, d, 2000 + trial);
    const double epsilon = std::pow(10, 9 * random.uniform() - 6), power = 1 + 9 * random.uniform();
    for (const Cost cost : {Cost::squared_euclidean, Cost::euclidean, Cost::power}) {
      long double squares = 0;
      for (std::size_t k = 0; k < d; ++k) squares += std::pow(static_cast<long double>(x.x[k]) - y.x[k], 2.0L);
      const long double least = cost == Cost::squared_euclidean ? squares
                                : cost == Cost::euclidean       ? std::sqrt(squares)
                                                                : std::pow(squares, power / 2.0L);
      const Sinkhorn s = sinkhorn(x.rows(), y.rows(), {.cost = cost, .power = power, .epsilon = epsilon});
      EXPECT_LE(s.dual, least);
      EXPECT_GE(s.dual, least - 1e-12L * (least + epsilon) * power);
    }
  }
}

/// a⊗b is a plan whose KL is 0.
TEST(Sinkhorn, ItsDualIsBelowTheProductsCost) {
  const Points x = points(30, 2, 28), y = points(40, 2, 29);
  const std::vector<double> a(30, 1.0 / 30), b(40, 1.0 / 40);
  const long double product = mean_cost(x, a, y, b, Cost::squared_euclidean);
  for (double epsilon = 0.1; epsilon < 1e300; epsilon *= 7)
    EXPECT_LE(sinkhorn(x.rows(), y.rows(), {.epsilon = epsilon}).dual, product) << epsilon;
}

TEST(Sinkhorn, PointsWithoutWeightChangeNothingHoweverFar) {
  const Points x = points(60, 2, 30), y = points(50, 2, 31);
  const SinkhornDivergence there = sinkhorn_divergence(x.rows(), y.rows(), {.epsilon = 1e-3});
  const Sinkhorn plain = sinkhorn(x.rows(), y.rows(), {.epsilon = 1e-3});
  for (const double far : {1e4, 1e8}) {
    Points more = x;
    more.n = 61;
    more.x.insert(more.x.end(), {far, far});
    std::vector<double> a(61, 1.0 / 60);
    a[60] = 0;
    const Sinkhorn s = sinkhorn(more.rows(), y.rows(), {.epsilon = 1e-3, .a = a});
    EXPECT_NEAR(s.objective, plain.objective, 1e-12);
    EXPECT_EQ(s.iterations, plain.iterations);
    EXPECT_EQ(s.status, Status::converged);
    // To its own nearest, all but alone.
    double nearest = kInfinity;
    for (std::size_t j = 0; j < 50; ++j)
      nearest = std::min(nearest, naive_cost(more, 60, y, j, Cost::squared_euclidean) - s.g[j]);
    EXPECT_NEAR(s.f[60] / nearest, 1, 1e-9);
    const SinkhornDivergence d = sinkhorn_divergence(more.rows(), y.rows(), {.epsilon = 1e-3, .a = a});
    EXPECT_NEAR(d.divergence, there.divergence, there.error + d.error);
    EXPECT_LE(d.error, 2 * there.error + 1e-12);
    // A matrix with a row of weight 0, far above or below all others.
    for (const double of_row : {far, -far}) {
      std::vector<double> costs = matrix(more, y, Cost::squared_euclidean);
      for (std::size_t j = 0; j < 50; ++j) costs[60 * 50 + j] = of_row + static_cast<double>(j);
      const Sinkhorn by_matrix = sinkhorn(CostMatrix{Rows(costs.data(), 61, 50)}, {.epsilon = 1e-3, .a = a});
      EXPECT_NEAR(by_matrix.objective, plain.objective, 1e-9);
      EXPECT_NEAR(by_matrix.dual, plain.dual, 1e-9);
      EXPECT_EQ(by_matrix.status, Status::converged);
      double least = kInfinity;
      for (std::size_t j = 0; j < 50; ++j) least = std::min(least, costs[60 * 50 + j] - by_matrix.g[j]);
      EXPECT_NEAR(by_matrix.f[60], least, 0.01);
    }
  }
}

}  // namespace
}  // namespace sanov
