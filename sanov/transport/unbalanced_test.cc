#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "sanov/base/error.h"
#include "sanov/transport/sinkhorn_divergence.h"
#include "sanov/transport/sinkhorn_naive_test.h"

namespace sanov {
namespace {

using testing::HasSubstr;
using testing::ThrowsMessage;

constexpr double kInfinity = std::numeric_limits<double>::infinity();

std::vector<double> times(std::vector<double> weights, double by) {
  for (double& w : weights) w *= by;
  return weights;
}

long double divergence(const std::vector<long double>& p, const std::vector<double>& q) {
  long double sum = 0;
  for (std::size_t i = 0; i < p.size(); ++i) sum += (p[i] > 0 ? p[i] * std::log(p[i] / q[i]) : 0) - p[i] + q[i];
  return sum;
}

long double total(const std::vector<double>& weights) {
  long double sum = 0;
  for (const double w : weights) sum += w;
  return sum;
}

/// The objective, term by term as it is defined.
long double naive_objective(const NaiveSinkhorn& s, const std::vector<double>& a, const std::vector<double>& b,
                            long double epsilon, long double reach_a, long double reach_b) {
  std::vector<long double> rows(a.size()), columns(b.size());
  for (std::size_t i = 0; i < a.size(); ++i)
    for (std::size_t j = 0; j < b.size(); ++j) {
      rows[i] += s.plan[i * b.size() + j];
      columns[j] += s.plan[i * b.size() + j];
    }
  long double sum = s.cost + epsilon * (s.divergence - s.total + total(a) * total(b));
  if (std::isfinite(reach_a)) sum += reach_a * divergence(rows, a);
  if (std::isfinite(reach_b)) sum += reach_b * divergence(columns, b);
  return sum;
}

TEST(Unbalanced, IsWhatItsDefinitionSays) {
  const Points x = points(11, 2, 1), y = points(8, 2, 2);
  const std::vector<double> a = times(weights(11, 3), 1.7), b = times(weights(8, 4), 0.6);
  for (const Cost cost : kCosts)
    for (const auto& [reach_a, reach_b] : {std::pair{0.3, 0.3}, {0.05, 2.0}, {kInfinity, 0.5}, {0.5, kInfinity}})
      for (const double epsilon : {0.03, 0.7}) {
        SCOPED_TRACE(testing::Message() << static_cast<int>(cost) << " reaches " << reach_a << " " << reach_b << " eps "
                                        << epsilon);
        const std::vector<double> costs = matrix(x, y, cost);
        const NaiveSinkhorn expected = naive_sinkhorn(costs, a, b, epsilon, reach_a, reach_b);
        const SinkhornOptions options{.cost = cost,
                                      .epsilon = epsilon,
                                      .a = a,
                                      .b = b,
                                      .reach_a = reach_a,
                                      .reach_b = reach_b,
                                      .tolerance = 1e-13};
        const Sinkhorn s = sinkhorn(x.rows(), y.rows(), options);
        EXPECT_EQ(s.status, Status::converged);
        EXPECT_NEAR(s.transport_cost, static_cast<double>(expected.cost), 1e-11);
        EXPECT_NEAR(s.mass, static_cast<double>(expected.total), 1e-11);
        const long double objective = naive_objective(expected, a, b, epsilon, reach_a, reach_b);
        EXPECT_NEAR(s.objective, static_cast<double>(objective), 1e-11);
        EXPECT_NEAR(s.dual, static_cast<double>(objective), 1e-11);
        for (std::size_t i = 0; i < 11; ++i) EXPECT_NEAR(s.f[i], static_cast<double>(expected.f[i]), 1e-10);
        for (std::size_t j = 0; j < 8; ++j) EXPECT_NEAR(s.g[j], static_cast<double>(expected.g[j]), 1e-10);
        const std::vector<double> plan = SinkhornPlan(x.rows(), y.rows(), options, s).dense();
        for (std::size_t k = 0; k < plan.size(); ++k)
          EXPECT_NEAR(plan[k], static_cast<double>(expected.plan[k]), 1e-11);
      }
}

/// One point against one: everything in closed form. P = exp(−c/(ε + ρ_a + ρ_b) + …) of masses a and b.
TEST(Unbalanced, OfTwoPointsIsInClosedForm) {
  const Points x{1, 1, {0}}, y{1, 1, {2}};
  const std::vector<double> a{3}, b{0.5};
  const double epsilon = 0.2, reach_a = 1.5, reach_b = 0.7, cost = 4;
  // Stationary in log P: c + ε log(P/ab) + ρ_a log(P/a) + ρ_b log(P/b) = 0.
  const double all = epsilon + reach_a + reach_b;
  const double mass =
      std::exp((-cost + epsilon * std::log(3 * 0.5) + reach_a * std::log(3) + reach_b * std::log(0.5)) / all);
  const Sinkhorn s =
      sinkhorn(x.rows(), y.rows(),
               {.epsilon = epsilon, .a = a, .b = b, .reach_a = reach_a, .reach_b = reach_b, .tolerance = 1e-14});
  EXPECT_NEAR(s.mass, mass, 1e-14);
  EXPECT_NEAR(s.transport_cost, 4 * mass, 1e-13);
}

TEST(Unbalanced, TendsToBalancedAsTheReachGrows) {
  const Points x = points(30, 2, 5), y = points(40, 2, 6);
  const std::vector<double> a = weights(30, 7), b = weights(40, 8);
  const Sinkhorn held = sinkhorn(x.rows(), y.rows(), {.epsilon = 0.01, .a = a, .b = b});
  for (const double reach : {1e2, 1e4, 1e6}) {
    const Sinkhorn s =
        sinkhorn(x.rows(), y.rows(), {.epsilon = 0.01, .a = a, .b = b, .reach_a = reach, .reach_b = reach});
    EXPECT_EQ(s.status, Status::converged) << reach;
    EXPECT_NEAR(s.transport_cost, held.transport_cost, 10 / reach) << reach;
    EXPECT_NEAR(s.objective, held.objective, 10 / reach) << reach;
  }
}

TEST(Unbalanced, ItsSlopesAreThose) {
  for (const auto& [reach_a, reach_b] : {std::pair{0.4, 0.4}, {kInfinity, 0.5}, {0.3, kInfinity}}) {
    Points x = points(7, 2, 9), y = points(6, 2, 10);
    std::vector<double> a = times(weights(7, 11), 1.3), b = times(weights(6, 12), 0.8);
    SinkhornOptions options{.cost = Cost::euclidean,
                            .epsilon = 0.1,
                            .reach_a = reach_a,
                            .reach_b = reach_b,
                            .tolerance = 1e-13,
                            .position_slopes = true};
    const auto solve = [&] {
      options.a = a;
      options.b = b;
      return sinkhorn(x.rows(), y.rows(), options);
    };
    const Sinkhorn s = solve();
    const auto slope = [&](double& at) {
      const double h = 1e-5, before = at;
      at = before + h;
      const double up = solve().objective;
      at = before - h;
      const double down = solve().objective;
      at = before;
      return (up - down) / (2 * h);
    };
    SCOPED_TRACE(reach_a);
    for (std::size_t i = 0; i < 7; ++i) EXPECT_NEAR(slope(a[i]), s.a_slopes[i], 1e-6);
    for (std::size_t j = 0; j < 6; ++j) EXPECT_NEAR(slope(b[j]), s.b_slopes[j], 1e-6);
    for (std::size_t k = 0; k < 14; ++k) EXPECT_NEAR(slope(x.x[k]), s.x_slopes[k], 1e-6);
    for (std::size_t k = 0; k < 12; ++k) EXPECT_NEAR(slope(y.x[k]), s.y_slopes[k], 1e-6);
  }
}

TEST(Unbalanced, ItsDivergenceIsZeroOnItselfAndNotNegative) {
  for (const Cost cost : kCosts)
    for (const double reach : {0.1, 1.0, 50.0}) {
      const Points x = points(20, 2, 13), y = points(25, 2, 14);
      const std::vector<double> a = times(weights(20, 15), 2), b = times(weights(25, 16), 0.7);
      const SinkhornOptions options{
          .cost = cost, .power = 1.5, .epsilon = 0.05, .a = a, .b = b, .reach_a = reach, .reach_b = reach};
      const SinkhornDivergence s = sinkhorn_divergence(x.rows(), y.rows(), options);
      EXPECT_GT(s.divergence, 0);
      SinkhornOptions own = options;
      own.b = a;
      EXPECT_EQ(sinkhorn_divergence(x.rows(), x.rows(), own).divergence, 0);
      SinkhornOptions twice = own;
      const std::vector<double> more = times(a, 1 + 1e-6);
      twice.b = more;
      const SinkhornDivergence near = sinkhorn_divergence(x.rows(), x.rows(), twice);
      EXPECT_GE(near.divergence, 0);
      EXPECT_LE(near.divergence, 1e-10 * (1 + reach) + near.error);
    }
}

TEST(Unbalanced, ItsDivergenceHasThoseSlopes) {
  Points x = points(6, 2, 17), y = points(7, 2, 18);
  std::vector<double> a = times(weights(6, 19), 1.4), b = times(weights(7, 20), 0.9);
  SinkhornOptions options{.epsilon = 0.1, .reach_a = 0.6, .reach_b = 0.6, .tolerance = 1e-13, .position_slopes = true};
  const auto solve = [&] {
    options.a = a;
    options.b = b;
    return sinkhorn_divergence(x.rows(), y.rows(), options);
  };
  const SinkhornDivergence s = solve();
  const auto slope = [&](double& at) {
    const double h = 1e-5, before = at;
    at = before + h;
    const double up = solve().divergence;
    at = before - h;
    const double down = solve().divergence;
    at = before;
    return (up - down) / (2 * h);
  };
  for (std::size_t i = 0; i < 6; ++i) EXPECT_NEAR(slope(a[i]), s.a_slopes[i], 1e-6);
  for (std::size_t j = 0; j < 7; ++j) EXPECT_NEAR(slope(b[j]), s.b_slopes[j], 1e-6);
  for (std::size_t k = 0; k < 12; ++k) EXPECT_NEAR(slope(x.x[k]), s.x_slopes[k], 1e-6);
  for (std::size_t k = 0; k < 14; ++k) EXPECT_NEAR(slope(y.x[k]), s.y_slopes[k], 1e-6);
}

/// What nothing can reach stays, and costs its reach.
TEST(Unbalanced, LeavesWhatCannotMove) {
  const std::vector<double> costs{0.5, kInfinity, kInfinity, kInfinity}, a{1, 2}, b{1, 3};
  const SinkhornOptions options{.epsilon = 0.1, .a = a, .b = b, .reach_a = 0.4, .reach_b = 0.3, .tolerance = 1e-13};
  const Sinkhorn s = sinkhorn(CostMatrix{Rows(costs.data(), 2, 2)}, options);
  const double mass = std::exp(-0.5 / 0.8), epsilon = 0.1;
  EXPECT_NEAR(s.mass, mass, 1e-13);
  const double logarithm = std::log(mass);
  const double expected = 0.5 * mass + epsilon * (mass * logarithm - mass + 12) + 0.4 * (mass * logarithm - mass + 3) +
                          0.3 * (mass * logarithm - mass + 4);
  EXPECT_NEAR(s.objective, expected, 1e-12);
  EXPECT_NEAR(s.dual, expected, 1e-12);
  EXPECT_EQ(s.f[1], kInfinity);
  EXPECT_EQ(s.g[1], kInfinity);
  EXPECT_THAT([&] { sinkhorn(CostMatrix{Rows(costs.data(), 2, 2)}, {.epsilon = 1, .reach_a = 1}); },
              ThrowsMessage<DomainError>(HasSubstr("point 1 of b has weight, but no pair")));
}

TEST(Unbalanced, RefusesBadInput) {
  const Points x = points(3, 2, 1), y = points(3, 2, 2);
  for (const double reach : {0.0, -1.0, std::nan("")})
    EXPECT_THAT([&] { sinkhorn(x.rows(), y.rows(), {.epsilon = 1, .reach_b = reach}); },
                ThrowsMessage<InvalidArgument>(HasSubstr("sinkhorn: reach_b is ")));
  const std::vector<double> negative{1, -1, 1};
  EXPECT_THAT([&] { sinkhorn(x.rows(), y.rows(), {.epsilon = 1, .a = negative, .reach_a = 1, .reach_b = 1}); },
              ThrowsMessage<DomainError>(HasSubstr("a[1] is -1; weights are finite and not negative")));
  const std::vector<double> costs{-1e6, 1, 1, 1};
  EXPECT_THAT([&] { sinkhorn(CostMatrix{Rows(costs.data(), 2, 2)}, {.epsilon = 1, .reach_a = 1, .reach_b = 1}); },
              ThrowsMessage<DomainError>(HasSubstr("so far below 0")));
}

}  // namespace
}  // namespace sanov
