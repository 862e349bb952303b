#include "sanov/inference/noncentral.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "sanov/inference/p_value.h"
#include "sanov/numerics/special.h"

namespace sanov {
namespace {

/// ln ₀F₁(k/2; y) in closed form for k = 1 and 3: cosh 2√y and sinh 2√y / 2√y.
double log_cosh(double z) { return z + std::log1p(std::exp(-2 * z)) - std::numbers::ln2; }
double log_sinhc(double z) { return z + std::log1p(-std::exp(-2 * z)) - std::log(2 * z); }

TEST(Noncentral, RatioInClosedForm) {
  for (const double x : {0.01, 0.7, 3., 40., 900., 1e5})
    for (const double l : {0.001, 0.4, 6., 70., 2000., 3e5}) {
      const double z = std::sqrt(l * x), scale = std::max(1., z);
      EXPECT_NEAR(noncentral_ratio(x, 1, l).log, log_cosh(z) - l / 2, 1e-7 + 1e-14 * scale) << x << " " << l;
      EXPECT_NEAR(noncentral_ratio(x, 3, l).log, log_sinhc(z) - l / 2, 1e-7 + 1e-14 * scale) << x << " " << l;
    }
}

TEST(Noncentral, RatioAsDensities) {
  // f(x; k, λ) by differences of the distribution function.
  for (const double k : {0.3, 5., 19., 200.})
    for (const double l : {0.5, 8., 90.}) {
      const double x = k + 0.7 * l, h = 1e-4 * x;
      const double with = noncentral_chi_squared_sf(x - h, k, l) - noncentral_chi_squared_sf(x + h, k, l);
      const double without = chi_squared_sf(x - h, k) - chi_squared_sf(x + h, k);
      EXPECT_NEAR(noncentral_ratio(x, k, l).log, std::log(with / without), 1e-5) << k << " " << l;
    }
}

TEST(Noncentral, SlopeIsThatOfTheLogarithm) {
  for (const double k : {0.3, 2., 19., 60., 800.})
    for (const double x : {0.5, 20., 700., 1e6})
      for (const double l : {0.2, 15., 3000.}) {
        const double h = 1e-4 * l;
        const double difference = (noncentral_ratio(x, k, l + h).log - noncentral_ratio(x, k, l - h).log) / (2 * h);
        EXPECT_NEAR(noncentral_ratio(x, k, l).slope, difference, 2e-4 * std::max(std::fabs(difference), 0.01))
            << x << " " << k << " " << l;
      }
}

TEST(Noncentral, LikeliestIsWhereTheSlopeIsZero) {
  for (const double k : {0.05, 1., 2., 19., 300., 5000.})
    for (const double factor : {1.0001, 1.3, 4., 1e3, 1e6}) {
      const double x = k * factor, l = likeliest_noncentrality(x, k);
      EXPECT_GT(l, 0);
      EXPECT_NEAR(noncentral_ratio(x, k, l).slope, 0, 1e-7 * x / k) << x << " " << k;
      EXPECT_GE(noncentral_ratio(x, k, l * 1.01).slope, -0.5);
      EXPECT_LT(noncentral_ratio(x, k, l * 1.01).slope, 0);
      EXPECT_GT(noncentral_ratio(x, k, l * 0.99).slope, 0);
    }
  EXPECT_EQ(likeliest_noncentrality(3, 3), 0);
  EXPECT_EQ(likeliest_noncentrality(0, 3), 0);
}

TEST(Noncentral, SaddlepointMeetsTheSeries) {
  for (const double k : {1., 19., 900.})
    for (const double z : {-3., -1., 0., 1., 3.}) {
      const double l = 1100, x = k + l + z * std::sqrt(2 * k + 4 * l);
      EXPECT_NEAR(noncentral_cdf(x, k, l), noncentral_chi_squared_cdf(x, k, l), 1e-6) << k << " " << z;
      EXPECT_NEAR(log_noncentral_sf(x, k, l), std::log(noncentral_chi_squared_sf(x, k, l)), 1e-5) << k << " " << z;
    }
  EXPECT_EQ(noncentral_cdf(0, 3, 2), 0);
  EXPECT_EQ(noncentral_cdf(1e4, 3, 1e7), 0);
  EXPECT_EQ(noncentral_cdf(1e8, 3, 1e7), 1);
}

TEST(Noncentral, FarTailsKeepTheirLogarithm) {
  // k = 1: P(X > x) is that of a normal variable beyond √x on either side; the nearer side alone counts.
  for (const double x : {2e3, 1e4, 1e6})
    for (const double l : {1., 50.}) {
      const double expected = log_normal_sf(std::sqrt(x) - std::sqrt(l));
      EXPECT_NEAR(log_noncentral_sf(x, 1, l), expected, 1e-4 * -expected) << x << " " << l;
    }
  EXPECT_EQ(log_noncentral_sf(500, 4, 0), log_chi_squared_sf(500, 4));
}

}  // namespace
}  // namespace sanov
