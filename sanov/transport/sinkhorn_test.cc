#include "sanov/transport/sinkhorn.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "sanov/base/error.h"
#include "sanov/numerics/parallel.h"
#include "sanov/numerics/target.h"
#include "sanov/transport/sinkhorn_naive_test.h"

namespace sanov {
namespace {

using testing::HasSubstr;
using testing::ThrowsMessage;

constexpr double kInfinity = std::numeric_limits<double>::infinity();
/// Σ |marginals − weights| of a plan in rows.
double off(const std::vector<double>& plan, const std::vector<double>& a, const std::vector<double>& b) {
  std::vector<double> rows(a), columns(b);
  for (std::size_t i = 0; i < a.size(); ++i)
    for (std::size_t j = 0; j < b.size(); ++j) {
      rows[i] -= plan[i * b.size() + j];
      columns[j] -= plan[i * b.size() + j];
    }
  double sum = 0;
  for (const double r : rows) sum += std::fabs(r);
  for (const double c : columns) sum += std::fabs(c);
  return sum;
}

TEST(Sinkhorn, IsWhatItsDefinitionSays) {
  for (const Cost cost : kCosts)
    for (const double epsilon : {0.03, 0.2, 5.0}) {
      const Points x = points(13, 3, 1), y = points(9, 3, 2);
      const std::vector<double> a = weights(13, 3), b = weights(9, 4), costs = matrix(x, y, cost, 1.5);
      const NaiveSinkhorn expected = naive_sinkhorn(costs, a, b, epsilon);
      SCOPED_TRACE(testing::Message() << static_cast<int>(cost) << " epsilon " << epsilon);
      const SinkhornOptions options{.cost = cost, .power = 1.5, .epsilon = epsilon, .a = a, .b = b, .tolerance = 1e-13};
      for (const Sinkhorn& s :
           {sinkhorn(x.rows(), y.rows(), options), sinkhorn(CostMatrix{Rows(costs.data(), 13, 9)}, options)}) {
        EXPECT_EQ(s.status, Status::converged);
        EXPECT_LE(s.marginal_error, 1e-13);
        EXPECT_NEAR(s.transport_cost, static_cast<double>(expected.cost), 1e-12);
        EXPECT_NEAR(s.objective, static_cast<double>(expected.cost + epsilon * expected.divergence), 1e-12);
        EXPECT_NEAR(s.dual, s.objective, 1e-12);
        double of_f = 0, of_g = 0;
        for (std::size_t i = 0; i < 13; ++i) of_f += a[i] * s.f[i];
        for (std::size_t j = 0; j < 9; ++j) of_g += b[j] * s.g[j];
        EXPECT_NEAR(of_f, of_g, 1e-13);
        const double shift = s.f[0] - static_cast<double>(expected.f[0]);
        for (std::size_t i = 0; i < 13; ++i) EXPECT_NEAR(s.f[i] - shift, static_cast<double>(expected.f[i]), 1e-11);
        for (std::size_t j = 0; j < 9; ++j) EXPECT_NEAR(s.g[j] + shift, static_cast<double>(expected.g[j]), 1e-11);
      }
      const std::vector<double> plan =
          SinkhornPlan(x.rows(), y.rows(), options, sinkhorn(x.rows(), y.rows(), options)).dense();
      for (std::size_t k = 0; k < plan.size(); ++k) EXPECT_NEAR(plan[k], static_cast<double>(expected.plan[k]), 1e-12);
    }
}

TEST(Sinkhorn, TendsToTheExactCost) {
  const Points x = points(60, 2, 5), y = points(45, 2, 6);
  const std::vector<double> a = weights(60, 7), b = weights(45, 8);
  for (const Cost cost : kCosts) {
    const double exact = transport(x.rows(), y.rows(), {.cost = cost, .power = 3, .a = a, .b = b}).cost;
    for (const double epsilon : {1e-1, 1e-2, 1e-3}) {
      const Sinkhorn s = sinkhorn(x.rows(), y.rows(),
                                  {.cost = cost, .power = 3, .epsilon = epsilon, .a = a, .b = b, .tolerance = 1e-8});
      EXPECT_GE(s.transport_cost - exact, -1e-7) << epsilon;
      EXPECT_LE(s.transport_cost - exact, epsilon * std::min(entropy(a), entropy(b)) + 1e-7) << epsilon;
    }
  }
}

TEST(Sinkhorn, MeetsItsMarginalsAndSaysHowFar) {
  const Points x = points(301, 2, 9), y = points(417, 2, 10);
  const std::vector<double> a = weights(301, 11, 0.3), b = weights(417, 12, 0.3);
  for (const double epsilon : {1.0, 0.01, 0.001}) {
    const SinkhornOptions options{.epsilon = epsilon, .a = a, .b = b};
    const Sinkhorn s = sinkhorn(x.rows(), y.rows(), options);
    EXPECT_EQ(s.status, Status::converged);
    EXPECT_LE(s.marginal_error, 1e-9);
    EXPECT_NEAR(off(SinkhornPlan(x.rows(), y.rows(), options, s).dense(), a, b), s.marginal_error, 1e-12);
  }
}

TEST(Sinkhorn, TakesAnyEpsilonWithoutNan) {
  const Points x = points(40, 2, 13), y = points(30, 2, 14);
  for (const Cost cost : kCosts)
    for (double epsilon = 1e-8; epsilon < 2e8; epsilon *= 10) {
      const SinkhornOptions options{.cost = cost, .power = 3, .epsilon = epsilon, .iterations = 300};
      const Sinkhorn s = sinkhorn(x.rows(), y.rows(), options);
      EXPECT_TRUE(std::isfinite(s.transport_cost) && std::isfinite(s.objective) && std::isfinite(s.marginal_error));
      for (const double f : s.f) EXPECT_TRUE(std::isfinite(f));
      for (const double g : s.g) EXPECT_TRUE(std::isfinite(g));
      const std::vector<double> uniform_x(40, 1.0 / 40), uniform_y(30, 1.0 / 30);
      EXPECT_NEAR(off(SinkhornPlan(x.rows(), y.rows(), options, s).dense(), uniform_x, uniform_y), s.marginal_error,
                  1e-13 + 1e-14 / epsilon);
      if (epsilon >= 0.01) {
        EXPECT_EQ(s.status, Status::converged) << epsilon;
      }
    }
  for (const double epsilon : {5e-324, 1e-300, 1e300}) {
    const Sinkhorn s = sinkhorn(x.rows(), y.rows(), {.epsilon = epsilon, .iterations = 2000});
    EXPECT_TRUE(std::isfinite(s.transport_cost) && std::isfinite(s.marginal_error)) << epsilon;
  }
}

TEST(Sinkhorn, HasTheSameBitsForAnyThreadsAndTarget) {
  const Points x = points(531, 3, 15), y = points(330, 3, 16);
  const std::vector<double> a = weights(531, 17), b = weights(330, 18);
  for (const std::size_t memory : {std::size_t{0}, std::size_t{200000}, std::size_t{1} << 28})
    for (const Cost cost : kCosts) {
      const SinkhornOptions options{
          .cost = cost, .power = 1.5, .epsilon = 0.02, .a = a, .b = b, .memory = memory, .position_slopes = true};
      set_thread_count(1);
      set_target("avx2");
      const Sinkhorn one = sinkhorn(x.rows(), y.rows(), options);
      for (const char* name : {"avx2", "avx3"})
        for (const int threads : {1, 2, 5}) {
          const auto all = targets();
          if (std::find(all.begin(), all.end(), name) == all.end()) continue;
          set_target(name);
          set_thread_count(threads);
          const Sinkhorn other = sinkhorn(x.rows(), y.rows(), options);
          EXPECT_EQ(one.f, other.f);
          EXPECT_EQ(one.g, other.g);
          EXPECT_EQ(one.transport_cost, other.transport_cost);
          EXPECT_EQ(one.x_slopes, other.x_slopes);
          EXPECT_EQ(one.y_slopes, other.y_slopes);
          EXPECT_EQ(one.iterations, other.iterations);
        }
    }
  set_thread_count(0);
  set_target("");
}

TEST(Sinkhorn, DoesNotDependOnTheMemory) {
  const Points x = points(300, 2, 19), y = points(250, 2, 20);
  const Sinkhorn kept = sinkhorn(x.rows(), y.rows(), {.epsilon = 0.01});
  const Sinkhorn not_kept = sinkhorn(x.rows(), y.rows(), {.epsilon = 0.01, .memory = 0});
  EXPECT_NEAR(kept.transport_cost, not_kept.transport_cost, 1e-9);
  EXPECT_EQ(not_kept.status, Status::converged);
}

/// In the plane the solver puts points in order and skips what is out of reach; of a matrix it knows nothing.
TEST(Sinkhorn, AgreesWithItsMatrix) {
  const Points x = points(700, 2, 40), y = points(530, 2, 41);
  for (const Cost cost : kCosts)
    for (const double epsilon : {0.02, 0.0005}) {
      const std::vector<double> costs = matrix(x, y, cost, 1.5);
      const SinkhornOptions options{.cost = cost, .power = 1.5, .epsilon = epsilon, .tolerance = 1e-11};
      const Sinkhorn by_points = sinkhorn(x.rows(), y.rows(), options);
      const Sinkhorn by_matrix = sinkhorn(CostMatrix{Rows(costs.data(), 700, 530)}, options);
      SCOPED_TRACE(testing::Message() << static_cast<int>(cost) << " epsilon " << epsilon);
      EXPECT_EQ(by_points.status, Status::converged);
      EXPECT_EQ(by_matrix.status, Status::converged);
      EXPECT_NEAR(by_points.transport_cost, by_matrix.transport_cost, 1e-10);
      EXPECT_NEAR(by_points.objective, by_matrix.objective, 1e-10);
      for (std::size_t i = 0; i < 700; ++i) EXPECT_NEAR(by_points.f[i], by_matrix.f[i], 1e-6) << i;
    }
}

TEST(Sinkhorn, TakesMatricesOfFloats) {
  const Points x = points(30, 2, 42), y = points(20, 2, 43);
  const std::vector<double> costs = matrix(x, y, Cost::euclidean);
  const std::vector<float> narrow(costs.begin(), costs.end());
  EXPECT_NEAR(sinkhorn(CostMatrix{Rows(narrow.data(), 30, 20)}, {.epsilon = 0.1}).transport_cost,
              sinkhorn(CostMatrix{Rows(costs.data(), 30, 20)}, {.epsilon = 0.1}).transport_cost, 1e-7);
}

/// At 10⁻¹² the potentials' last place is worth 10⁻⁴ of a weight.
TEST(Sinkhorn, SaysWhereRoundingStopsIt) {
  const Points x = points(4, 2, 44), y = points(4, 2, 45);
  const std::vector<double> a = weights(4, 46), b = weights(4, 47);
  const Sinkhorn s = sinkhorn(x.rows(), y.rows(), {.epsilon = 1e-12, .a = a, .b = b, .tolerance = 1e-13});
  EXPECT_EQ(s.status, Status::no_progress);
  EXPECT_GT(s.marginal_error, 1e-13);
  EXPECT_LT(s.iterations, 5000u);
}

/// The slope of the objective in weight i against weight k, by moving a little from k to i.
TEST(Sinkhorn, ItsPotentialsAreTheSlopesInTheWeights) {
  const Points x = points(12, 2, 21), y = points(10, 2, 22);
  for (const Cost cost : kCosts) {
    std::vector<double> a = weights(12, 23), b = weights(10, 24);
    const auto objective = [&] {
      return sinkhorn(x.rows(), y.rows(), {.cost = cost, .epsilon = 0.1, .a = a, .b = b, .tolerance = 1e-13}).objective;
    };
    const Sinkhorn s = sinkhorn(x.rows(), y.rows(), {.cost = cost, .epsilon = 0.1, .a = a, .b = b, .tolerance = 1e-13});
    const double h = 1e-5;
    const auto moved = [&](std::vector<double>& w, std::size_t i, double by) {
      w[i] += by;
      w[0] -= by;
      const double value = objective();
      w[i] -= by;
      w[0] += by;
      return value;
    };
    for (std::size_t i = 1; i < 12; ++i)
      EXPECT_NEAR((moved(a, i, h) - moved(a, i, -h)) / (2 * h), s.f[i] - s.f[0], 1e-6);
    for (std::size_t j = 1; j < 10; ++j)
      EXPECT_NEAR((moved(b, j, h) - moved(b, j, -h)) / (2 * h), s.g[j] - s.g[0], 1e-6);
  }
}

TEST(Sinkhorn, ItsSlopesInThePositionsAreThoseOfTheObjective) {
  for (const Cost cost : kCosts) {
    Points x = points(12, 3, 25), y = points(10, 3, 26);
    const std::vector<double> a = weights(12, 27), b = weights(10, 28);
    SinkhornOptions options{.cost = cost, .power = 1.7, .epsilon = 0.1, .a = a, .b = b, .tolerance = 1e-13};
    options.position_slopes = true;
    const Sinkhorn s = sinkhorn(x.rows(), y.rows(), options);
    const auto slope = [&](double& coordinate) {
      const double h = 1e-5, at = coordinate;
      coordinate = at + h;
      const double up = sinkhorn(x.rows(), y.rows(), options).objective;
      coordinate = at - h;
      const double down = sinkhorn(x.rows(), y.rows(), options).objective;
      coordinate = at;
      return (up - down) / (2 * h);
    };
    SCOPED_TRACE(static_cast<int>(cost));
    for (std::size_t k = 0; k < x.x.size(); k += 2) EXPECT_NEAR(slope(x.x[k]), s.x_slopes[k], 1e-6) << k;
    for (std::size_t k = 1; k < y.x.size(); k += 2) EXPECT_NEAR(slope(y.x[k]), s.y_slopes[k], 1e-6) << k;
  }
}

TEST(Sinkhorn, ScalesWithTheMass) {
  const Points x = points(20, 2, 29), y = points(25, 2, 30);
  std::vector<double> a = weights(20, 31), b = weights(25, 32);
  const Sinkhorn one = sinkhorn(x.rows(), y.rows(), {.epsilon = 0.05, .a = a, .b = b});
  for (double& w : a) w *= 8;
  for (double& w : b) w *= 8;
  const Sinkhorn eight = sinkhorn(x.rows(), y.rows(), {.epsilon = 0.05, .a = a, .b = b});
  EXPECT_NEAR(eight.transport_cost, 8 * one.transport_cost, 1e-12);
  EXPECT_NEAR(eight.objective, 8 * one.objective, 1e-12);
  EXPECT_NEAR(eight.mass, 8, 1e-14);
  for (std::size_t i = 0; i < 20; ++i) EXPECT_NEAR(eight.f[i], one.f[i], 1e-12);
}

/// Shares rounded to float do not sum to 1, nor to each other's sum.
TEST(Sinkhorn, TakesRoundedMassesAndSaysSo) {
  const Points x = points(1000, 2, 50), y = points(777, 2, 51);
  const std::vector<double> a = weights(1000, 52), b = weights(777, 53);
  const std::vector<float> narrow_a(a.begin(), a.end()), narrow_b(b.begin(), b.end());
  const Sinkhorn s = sinkhorn(x.rows(), y.rows(), {.epsilon = 0.05, .a = narrow_a, .b = narrow_b});
  double sum_a = 0, sum_b = 0;
  for (const float w : narrow_a) sum_a += w;
  for (const float w : narrow_b) sum_b += w;
  EXPECT_EQ(s.status, Status::converged);
  EXPECT_NEAR(s.mass, sum_a, 1e-14);
  EXPECT_NEAR(s.mass_difference, sum_b - sum_a, 1e-14);
  EXPECT_NEAR(s.transport_cost, sinkhorn(x.rows(), y.rows(), {.epsilon = 0.05, .a = a, .b = b}).transport_cost, 1e-7);
}

TEST(Sinkhorn, PricesPointsWithoutMass) {
  const Points x = points(20, 2, 33), y = points(25, 2, 34);
  std::vector<double> a = weights(20, 35), b = weights(25, 36);
  a[19] += a[3];
  a[3] = 0;
  b[24] += b[7];
  b[7] = 0;
  const double epsilon = 0.05;
  const Sinkhorn s = sinkhorn(x.rows(), y.rows(), {.epsilon = epsilon, .a = a, .b = b, .tolerance = 1e-12});
  std::vector<long double> f, g;
  for (std::size_t j = 0; j < 25; ++j)
    if (b[j] > 0) f.push_back(s.g[j] + epsilon * std::log(b[j]) - naive_cost(x, 3, y, j, Cost::squared_euclidean));
  for (std::size_t i = 0; i < 20; ++i)
    if (a[i] > 0) g.push_back(s.f[i] + epsilon * std::log(a[i]) - naive_cost(x, i, y, 7, Cost::squared_euclidean));
  EXPECT_NEAR(s.f[3], static_cast<double>(naive_softmin(f, epsilon)), 1e-12);
  EXPECT_NEAR(s.g[7], static_cast<double>(naive_softmin(g, epsilon)), 1e-12);
}

TEST(Sinkhorn, StopsAtItsLimitWithAnHonestError) {
  const Points x = points(200, 2, 37), y = points(200, 2, 38);
  const SinkhornOptions options{.epsilon = 1e-4, .iterations = 40};
  const Sinkhorn s = sinkhorn(x.rows(), y.rows(), options);
  EXPECT_EQ(s.status, Status::iteration_limit);
  EXPECT_GT(s.marginal_error, 1e-9);
  EXPECT_LE(s.iterations, 40u);
  const std::vector<double> uniform(200, 1.0 / 200);
  EXPECT_NEAR(off(SinkhornPlan(x.rows(), y.rows(), options, s).dense(), uniform, uniform), s.marginal_error, 1e-12);
}

TEST(Sinkhorn, TakesCostsOfAnySignAndForbiddenPairs) {
  const std::vector<double> costs{-3, kInfinity, 1, 2, -1, kInfinity, kInfinity, 0.5, -2};
  const std::vector<double> a{0.2, 0.5, 0.3}, b{0.4, 0.35, 0.25};
  const NaiveSinkhorn expected = naive_sinkhorn(costs, a, b, 0.3L);
  const Sinkhorn s =
      sinkhorn(CostMatrix{Rows(costs.data(), 3, 3)}, {.epsilon = 0.3, .a = a, .b = b, .tolerance = 1e-13});
  EXPECT_EQ(s.status, Status::converged);
  EXPECT_NEAR(s.transport_cost, static_cast<double>(expected.cost), 1e-12);
}

TEST(Sinkhorn, RefusesBadInput) {
  const Points x = points(3, 2, 1), y = points(3, 2, 2);
  const auto run = [&](const SinkhornOptions& options) { return sinkhorn(x.rows(), y.rows(), options); };
  const auto refuses = [&](const SinkhornOptions& options, const char* text) {
    EXPECT_THAT([&] { run(options); }, ThrowsMessage<std::exception>(HasSubstr(text)));
  };
  for (const double epsilon : {0.0, -1.0, kInfinity, std::nan("")}) {
    EXPECT_THROW(run({.epsilon = epsilon}), InvalidArgument);
    refuses({.epsilon = epsilon}, "sinkhorn: epsilon is ");
  }
  refuses({.epsilon = 1, .tolerance = 0}, "sinkhorn: tolerance is 0; it is a finite number above 0");
  refuses({.cost = Cost::power, .power = 0.5, .epsilon = 1}, "power is 0.5; it is a finite number of at least 1");
  const std::vector<double> negative{0.5, -0.5, 1}, half{0.2, 0.2, 0.1}, short_of{0.5, 0.5}, none{0, 0, 0};
  refuses({.epsilon = 1, .a = negative}, "a[1] is -0.5; weights are finite and not negative");
  refuses({.epsilon = 1, .b = half}, "sinkhorn: b has the mass 0.5");
  refuses({.epsilon = 1, .a = short_of}, "has 2 weights for 3 points");
  refuses({.epsilon = 1, .a = none}, "holds no mass");
  Points bad = x;
  bad.x[3] = std::nan("");
  EXPECT_THAT([&] { sinkhorn(bad.rows(), y.rows(), {.epsilon = 1}); },
              ThrowsMessage<DomainError>(HasSubstr("x[3] is NaN; coordinates are finite")));
  bad.x[3] = 1e200;
  EXPECT_THAT([&] { sinkhorn(bad.rows(), y.rows(), {.epsilon = 1}); },
              ThrowsMessage<DomainError>(HasSubstr("costs overflow")));
  const Points flat = points(3, 1, 3);
  EXPECT_THAT([&] { sinkhorn(x.rows(), flat.rows(), {.epsilon = 1}); },
              ThrowsMessage<InvalidArgument>(HasSubstr("has points of 1 coordinates, but x of 2")));
  EXPECT_THAT([&] { sinkhorn(Rows(x.x.data(), 0, 2), y.rows(), {.epsilon = 1}); },
              ThrowsMessage<InvalidArgument>(HasSubstr("sinkhorn: x has no points")));
  const Points origin{1, 2, {0, 0}};
  EXPECT_THAT([&] { sinkhorn(origin.rows(), y.rows(), {.cost = Cost::cosine, .epsilon = 1}); },
              ThrowsMessage<DomainError>(HasSubstr("at the origin")));
  std::vector<double> costs{1, 2, kInfinity, kInfinity};
  EXPECT_THAT([&] { sinkhorn(CostMatrix{Rows(costs.data(), 2, 2)}, {.epsilon = 1}); },
              ThrowsMessage<DomainError>(HasSubstr("point 1 of a has weight")));
  costs[0] = std::nan("");
  EXPECT_THAT([&] { sinkhorn(CostMatrix{Rows(costs.data(), 2, 2)}, {.epsilon = 1}); },
              ThrowsMessage<DomainError>(HasSubstr("costs[0] is NaN")));
  const Sinkhorn s = run({.epsilon = 1});
  EXPECT_THROW(SinkhornPlan(x.rows(), flat.rows(), {.epsilon = 1}, Sinkhorn()), InvalidArgument);
  EXPECT_THROW(SinkhornPlan(x.rows(), y.rows(), {.epsilon = 1}, s).row(3), InvalidArgument);
}

}  // namespace
}  // namespace sanov
