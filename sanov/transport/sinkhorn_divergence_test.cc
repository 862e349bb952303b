#include "sanov/transport/sinkhorn_divergence.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "sanov/base/error.h"
#include "sanov/numerics/parallel.h"
#include "sanov/numerics/target.h"
#include "sanov/transport/sinkhorn_naive_test.h"

namespace sanov {
namespace {

using testing::HasSubstr;
using testing::ThrowsMessage;

long double naive_objective(const Points& x, const std::vector<double>& a, const Points& y,
                            const std::vector<double>& b, Cost cost, double epsilon) {
  const NaiveSinkhorn s = naive_sinkhorn(matrix(x, y, cost, 1.5), a, b, epsilon);
  return s.cost + epsilon * s.divergence;
}

TEST(SinkhornDivergence, IsWhatItsDefinitionSays) {
  for (const Cost cost : kCosts)
    for (const double epsilon : {0.2, 1.0}) {
      const Points x = points(9, 2, 1), y = points(11, 2, 2);
      const std::vector<double> a = weights(9, 3), b = weights(11, 4);
      const long double within_a = naive_objective(x, a, x, a, cost, epsilon),
                        within_b = naive_objective(y, b, y, b, cost, epsilon),
                        between = naive_objective(x, a, y, b, cost, epsilon);
      const SinkhornDivergence s = sinkhorn_divergence(
          x.rows(), y.rows(), {.cost = cost, .power = 1.5, .epsilon = epsilon, .a = a, .b = b, .tolerance = 1e-12});
      SCOPED_TRACE(testing::Message() << static_cast<int>(cost) << " epsilon " << epsilon);
      EXPECT_EQ(s.status, Status::converged);
      EXPECT_NEAR(s.within_a, static_cast<double>(within_a), 1e-11);
      EXPECT_NEAR(s.within_b, static_cast<double>(within_b), 1e-11);
      EXPECT_NEAR(s.between, static_cast<double>(between), 1e-11);
      const double expected = static_cast<double>(between - (within_a + within_b) / 2);
      EXPECT_LE(std::fabs(s.divergence - expected), s.error + 1e-14);
      EXPECT_LE(s.error, 1e-10);
    }
}

TEST(SinkhornDivergence, OfAMeasureWithItselfIsZero) {
  const Points x = points(50, 2, 5);
  const std::vector<double> a = weights(50, 6);
  for (const Cost cost : kCosts)
    for (double epsilon = 1e-6; epsilon < 1e6; epsilon *= 100) {
      const SinkhornDivergence s = sinkhorn_divergence(
          x.rows(), x.rows(), {.cost = cost, .epsilon = epsilon, .a = a, .b = a, .position_slopes = true});
      EXPECT_EQ(s.divergence, 0);
      EXPECT_EQ(s.a_slopes, std::vector<double>(50, 0.0));
      EXPECT_EQ(s.x_slopes, std::vector<double>(100, 0.0));
    }
}

/// The same measure with its points in another order, and one of them in two parts.
TEST(SinkhornDivergence, DoesNotSeeHowAMeasureIsWritten) {
  const Points x = points(20, 2, 7);
  const std::vector<double> a = weights(20, 8);
  Points y{21, 2, {}};
  std::vector<double> b;
  for (std::size_t i = 20; i-- > 0;) {
    y.x.insert(y.x.end(), {x.x[2 * i], x.x[2 * i + 1]});
    b.push_back(a[i]);
  }
  y.x.insert(y.x.end(), {x.x[0], x.x[1]});
  b[19] /= 4;
  b.push_back(3 * b[19]);
  for (const Cost cost : kCosts) {
    const SinkhornDivergence s =
        sinkhorn_divergence(x.rows(), y.rows(), {.cost = cost, .epsilon = 0.1, .a = a, .b = b});
    EXPECT_LE(std::fabs(s.divergence), s.error);
  }
}

TEST(SinkhornDivergence, IsNeverNegativeWhereTheKernelIsPositiveDefinite) {
  for (std::uint64_t seed = 0; seed < 12; ++seed)
    for (const Cost cost : kCosts)
      for (const double epsilon : {1e-3, 0.1, 10.0, 1e4}) {
        Points x = points(30, 2, 10 * seed), y = x;
        for (double& c : y.x) c += 1e-4 * static_cast<double>(seed % 4) * (c - 0.5);
        const std::vector<double> a = weights(30, seed + 1), b = seed % 3 == 0 ? a : weights(30, seed + 2);
        const SinkhornDivergence s = sinkhorn_divergence(
            x.rows(), y.rows(), {.cost = cost, .power = 1.5, .epsilon = epsilon, .a = a, .b = b, .tolerance = 1e-8});
        EXPECT_GE(s.divergence, 0) << static_cast<int>(cost) << " " << epsilon << " error " << s.error;
      }
}

TEST(SinkhornDivergence, IsSymmetricAndDoesNotMindWhereTheOriginIs) {
  Points x = points(25, 3, 11), y = points(31, 3, 12);
  const std::vector<double> a = weights(25, 13), b = weights(31, 14);
  for (const Cost cost : {Cost::squared_euclidean, Cost::euclidean, Cost::cityblock, Cost::chebyshev}) {
    SinkhornOptions there{.cost = cost, .epsilon = 0.05, .a = a, .b = b, .tolerance = 1e-12}, back = there;
    std::swap(back.a, back.b);
    const double one = sinkhorn_divergence(x.rows(), y.rows(), there).divergence;
    EXPECT_NEAR(one, sinkhorn_divergence(y.rows(), x.rows(), back).divergence, 1e-11);
    Points moved_x = x, moved_y = y;
    for (double& c : moved_x.x) c += 4;
    for (double& c : moved_y.x) c += 4;
    EXPECT_NEAR(one, sinkhorn_divergence(moved_x.rows(), moved_y.rows(), there).divergence, 1e-11);
  }
}

/// Of a measure and its shift, the squared Euclidean divergence is the square of the shift, for every ε.
TEST(SinkhornDivergence, OfAShiftIsTheShiftSquared) {
  const Points x = points(40, 2, 15);
  Points y = x;
  for (std::size_t i = 0; i < 40; ++i) {
    y.x[2 * i] += 0.3;
    y.x[2 * i + 1] -= 0.4;
  }
  for (const double epsilon : {0.01, 1.0, 100.0}) {
    const SinkhornDivergence s = sinkhorn_divergence(x.rows(), y.rows(), {.epsilon = epsilon, .tolerance = 1e-12});
    EXPECT_NEAR(s.divergence, 0.25, 1e-10) << epsilon;
  }
}

/// As ε grows it tends to −½ Σ a a' c − ½ Σ b b' c + Σ a b c.
TEST(SinkhornDivergence, TendsToTheEnergyDistance) {
  const Points x = points(15, 2, 16), y = points(10, 2, 17);
  const std::vector<double> a = weights(15, 18), b = weights(10, 19);
  double expected = 0;
  for (std::size_t i = 0; i < 15; ++i) {
    for (std::size_t k = 0; k < 15; ++k) expected -= a[i] * a[k] * naive_cost(x, i, x, k, Cost::euclidean) / 2;
    for (std::size_t j = 0; j < 10; ++j) expected += a[i] * b[j] * naive_cost(x, i, y, j, Cost::euclidean);
  }
  for (std::size_t j = 0; j < 10; ++j)
    for (std::size_t k = 0; k < 10; ++k) expected -= b[j] * b[k] * naive_cost(y, j, y, k, Cost::euclidean) / 2;
  const SinkhornDivergence s = sinkhorn_divergence(
      x.rows(), y.rows(), {.cost = Cost::euclidean, .epsilon = 1e4, .a = a, .b = b, .tolerance = 1e-13});
  EXPECT_NEAR(s.divergence, expected, 1e-5);
}

TEST(SinkhornDivergence, ItsSlopesAreThose) {
  for (const Cost cost : kCosts) {
    Points x = points(8, 2, 20), y = points(9, 2, 21);
    std::vector<double> a = weights(8, 22), b = weights(9, 23);
    SinkhornOptions options{.cost = cost, .power = 1.5, .epsilon = 0.1, .tolerance = 1e-13, .position_slopes = true};
    const auto divergence = [&] {
      options.a = a;
      options.b = b;
      return sinkhorn_divergence(x.rows(), y.rows(), options);
    };
    const SinkhornDivergence s = divergence();
    const double h = 1e-5;
    const auto difference = [&](double& up, double* down) {
      const auto at = [&](double by) {
        up += by;
        if (down != nullptr) *down -= by;
        const double value = divergence().divergence;
        up -= by;
        if (down != nullptr) *down += by;
        return value;
      };
      return (at(h) - at(-h)) / (2 * h);
    };
    SCOPED_TRACE(static_cast<int>(cost));
    for (std::size_t i = 1; i < 8; ++i) EXPECT_NEAR(difference(a[i], &a[0]), s.a_slopes[i] - s.a_slopes[0], 1e-6);
    for (std::size_t j = 1; j < 9; ++j) EXPECT_NEAR(difference(b[j], &b[0]), s.b_slopes[j] - s.b_slopes[0], 1e-6);
    for (std::size_t k = 0; k < 16; ++k) EXPECT_NEAR(difference(x.x[k], nullptr), s.x_slopes[k], 1e-6) << k;
    for (std::size_t k = 0; k < 18; ++k) EXPECT_NEAR(difference(y.x[k], nullptr), s.y_slopes[k], 1e-6) << k;
  }
}

TEST(SinkhornDivergence, HasTheSameBitsForAnyThreadsAndTarget) {
  const Points x = points(230, 3, 24), y = points(190, 3, 25);
  const SinkhornOptions options{.epsilon = 0.02, .position_slopes = true};
  set_thread_count(1);
  const SinkhornDivergence one = sinkhorn_divergence(x.rows(), y.rows(), options);
  for (const std::string& name : targets())
    for (const int threads : {1, 3}) {
      if (name == "scalar") continue;
      set_target(name);
      set_thread_count(threads);
      const SinkhornDivergence other = sinkhorn_divergence(x.rows(), y.rows(), options);
      EXPECT_EQ(one.divergence, other.divergence);
      EXPECT_EQ(one.a_slopes, other.a_slopes);
      EXPECT_EQ(one.x_slopes, other.x_slopes);
    }
  set_thread_count(0);
  set_target("");
}

TEST(SinkhornDivergence, RefusesBadInput) {
  const Points x = points(3, 2, 1), y = points(3, 2, 2);
  EXPECT_THAT(
      [&] { sinkhorn_divergence(x.rows(), y.rows(), {.epsilon = 0}); },
      ThrowsMessage<InvalidArgument>(HasSubstr("sinkhorn_divergence: epsilon is 0; it is a finite number above 0")));
  EXPECT_THAT([&] { sinkhorn_divergence(x.rows(), y.rows(), {.epsilon = 1, .reach_a = 2}); },
              ThrowsMessage<InvalidArgument>(HasSubstr("reach_b is Infinity, but reach_a is 2")));
}

}  // namespace
}  // namespace sanov
