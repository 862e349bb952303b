#include "sanov/inference/feldman_cousins.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "sanov/base/error.h"
#include "sanov/inference/noncentral.h"
#include "sanov/numerics/roots.h"
#include "sanov/numerics/special.h"

namespace sanov {
namespace {

/// How much probability, under λ, the points have that come before x in the ordering: summed over a grid, each point's
/// best λ searched for on another.
double before_in_order(double x, double k, double noncentrality) {
  const double reach = 8 * std::sqrt(2 * k + 4 * noncentrality) + 40;
  const double low = std::max(k + noncentrality - reach, 0.), high = std::max(k + noncentrality, x) + reach;
  const auto ratio = [&](double at) {
    double best = 0;
    const double step = (at + 2) / 500;
    for (double l = 0; l < at + 2; l += step) best = std::max(best, noncentral_ratio(at, k, l).log);
    return noncentral_ratio(at, k, noncentrality).log - best;
  };
  const double of_x = ratio(x);
  double sum = 0;
  constexpr int kPoints = 400;
  for (int i = 0; i < kPoints; ++i) {
    const double a = low + (high - low) * i / kPoints, b = low + (high - low) * (i + 1) / kPoints;
    if (ratio((a + b) / 2) > of_x)
      sum += noncentral_chi_squared_cdf(b, k, noncentrality) - noncentral_chi_squared_cdf(a, k, noncentrality);
  }
  return sum;
}

TEST(FeldmanCousins, EndsAreWhereTheOrderingReachesTheLevel) {
  for (const auto& [x, k] : {std::pair{30., 5.}, {9., 1.}, {2., 7.}})
    for (const double level : {0.95, 0.6}) {
      const Interval found = feldman_cousins(x, k, level);
      EXPECT_NEAR(before_in_order(x, k, found.upper), level, 0.01) << x << " " << k;
      if (found.lower > 0) {
        EXPECT_NEAR(before_in_order(x, k, found.lower), level, 0.01) << x << " " << k;
      }
      EXPECT_EQ(found.level, level);
    }
}

TEST(FeldmanCousins, CoversExactlyAtEveryTruth) {
  // The x whose interval holds λ run from where the upper end is λ to where the lower end is.
  for (const double k : {0.4, 1., 4., 19., 150.})
    for (const double level : {0.9, 0.95})
      for (const double l : {0.5, 4., 30., 400., 5000.}) {
        const double far = k + l + 20 * std::sqrt(2 * k + 4 * l) + 50;
        const double below = feldman_cousins(0, k, level).upper >= l
                                 ? 0
                                 : find_root([&](double x) { return feldman_cousins(x, k, level).upper - l; }, 0, far,
                                             {.relative = 1e-7})
                                       .x;
        const double above =
            find_root([&](double x) { return feldman_cousins(x, k, level).lower - l; }, 0, far, {.relative = 1e-7}).x;
        EXPECT_NEAR(noncentral_cdf(above, k, l) - noncentral_cdf(below, k, l), level, 2e-6)
            << k << " " << level << " " << l;
      }
}

TEST(FeldmanCousins, TheLowerEndIsATest) {
  for (const double k : {0.2, 1., 19., 1023.}) {
    const double critical = chi_squared_quantile(0.95, k);
    EXPECT_EQ(feldman_cousins(critical * (1 - 1e-7), k).lower, 0);
    const Interval above = feldman_cousins(critical * (1 + 1e-7), k);
    EXPECT_GT(above.lower, 0);
    EXPECT_LT(above.lower, 1e-4 * k + 1e-4);
  }
}

TEST(FeldmanCousins, EndsGrowWithTheValueAndHoldTheLikeliest) {
  for (const double k : {0.01, 1., 19., 5000.}) {
    Interval last{-1, 0, 0};
    for (const double factor : {0., 0.2, 0.9, 1.1, 2., 10., 1e3, 1e6}) {
      const Interval found = feldman_cousins(k * factor, k);
      EXPECT_GE(found.lower, std::max(last.lower, 0.));
      EXPECT_GT(found.upper, last.upper);
      EXPECT_LE(found.lower, likeliest_noncentrality(k * factor, k));
      EXPECT_GE(found.upper, likeliest_noncentrality(k * factor, k));
      last = found;
    }
  }
}

TEST(FeldmanCousins, FarFromTheBoundaryItIsTheNormalInterval) {
  // √X is about normal around √(λ + k/2 …) with variance 1: for one degree of freedom exactly, up to the other sign.
  for (const double root : {50., 3000., 1e5}) {
    const Interval found = feldman_cousins(root * root, 1);
    EXPECT_NEAR(std::sqrt(found.lower), root - normal_quantile(0.975), 1e-4);
    EXPECT_NEAR(std::sqrt(found.upper), root + normal_quantile(0.975), 1e-4);
  }
}

TEST(FeldmanCousins, Refuses) {
  EXPECT_THROW(feldman_cousins(-1, 3), DomainError);
  EXPECT_THROW(feldman_cousins(NAN, 3), DomainError);
  EXPECT_THROW(feldman_cousins(1, 0), DomainError);
  EXPECT_THROW(feldman_cousins(1, 3, 1), DomainError);
}

}  // namespace
}  // namespace sanov
