#include "sanov/numerics/special_beta.h"

#include <gtest/gtest.h>

#include <cmath>

namespace sanov {
namespace {

// All numbers: mpmath at 50 digits and more, from the doubles as written. The x here have an exact 1 − x.
struct Tails {
  double a, b, x, lower, upper;
};

TEST(SpecialBeta, BothTails) {
  constexpr Tails rows[] = {{2.0, 3.0, 0.25, 0.26171875, 0.73828125},
                            {0.5, 0.5, 0.875, 0.76994654383738411, 0.23005345616261589},
                            {20.0, 5.0, 0.5, 7.7193975448608398e-4, 0.99922806024551392},
                            {0.125, 200.0, 0.015625, 0.99828658570091251, 0.0017134142990874911},
                            {300.0, 400.0, 0.40625, 0.11601485212780028, 0.88398514787219972},
                            {5000.0, 3000.0, 0.65625, 0.99999999743824009, 2.5617599116931672e-9}};
  for (const Tails& r : rows) {
    const double y = 1 - r.x;
    EXPECT_NEAR(lower_beta(r.a, r.b, r.x, y), r.lower, 2e-14 * r.lower) << r.a << ' ' << r.b;
    EXPECT_NEAR(upper_beta(r.a, r.b, r.x, y), r.upper, 2e-14 * r.upper) << r.a << ' ' << r.b;
    EXPECT_NEAR(log_lower_beta(r.a, r.b, r.x, y), std::log(r.lower), 2e-14) << r.a << ' ' << r.b;
    EXPECT_NEAR(log_upper_beta(r.a, r.b, r.x, y), std::log(r.upper), 2e-14) << r.a << ' ' << r.b;
    const BetaPoint low = lower_beta_inverse(r.a, r.b, r.lower), high = upper_beta_inverse(r.a, r.b, r.upper);
    if (r.lower < 0.999) {
      EXPECT_NEAR(low.x, r.x, 1e-10 * r.x) << r.a << ' ' << r.b;
    }
    if (r.upper < 0.999) {
      EXPECT_NEAR(high.x, r.x, 1e-10 * r.x) << r.a << ' ' << r.b;
    }
    EXPECT_NEAR(high.x + high.y, 1, 1e-15);
  }
}

TEST(SpecialBeta, LargeParametersKeepTheirTails) {
  constexpr struct {
    double a, b, x, log_lower;
  } rows[] = {{200.0, 300.0, 0.34375, -5.3986791056569041},
              {400.0, 5000.0, 0.045562949669648134, -45.759231015492752},
              {1e6, 1e9, 0.0009940084896369328, -15.106584831351406},
              {1e11, 1e11, 0.49999966458980327, -0.96210281826039899},
              {1e11, 3e12, 0.032257061014489, -53.232287268458131},
              {1e12, 1e12, 0.4999893933982822, -454.32124405866241},
              {3e15, 1e14, 0.967741916443766, -20.736762330324643}};
  for (const auto& r : rows) {
    const double y = 1 - r.x, p = std::exp(r.log_lower);
    const double rounding = 2e-14 + 1e-15 * std::fabs(r.log_lower);
    EXPECT_NEAR(log_lower_beta(r.a, r.b, r.x, y), r.log_lower, rounding) << r.a << ' ' << r.b;
    EXPECT_NEAR(lower_beta(r.a, r.b, r.x, y), p, rounding * p) << r.a << ' ' << r.b;
    EXPECT_NEAR(upper_beta(r.a, r.b, r.x, y), -std::expm1(r.log_lower), 1e-14) << r.a << ' ' << r.b;
    EXPECT_NEAR(log_upper_beta(r.b, r.a, y, r.x), r.log_lower, rounding) << r.a << ' ' << r.b;
    const BetaPoint low = lower_beta_inverse(r.a, r.b, p), high = upper_beta_inverse(r.b, r.a, p);
    EXPECT_NEAR(low.x, r.x, 1e-15 * r.x) << r.a << ' ' << r.b;
    EXPECT_NEAR(high.y, r.x, 1e-15 * r.x) << r.a << ' ' << r.b;
  }
}

TEST(SpecialBeta, LogarithmsOfTailsDoNotUnderflow) {
  constexpr Tails rows[] = {{3.0, 4.0, 1e-150, -1033.1675595737666, 0.0},
                            {50.0, 2.0, 1e-10, -1147.3607208643966, 0.0},
                            {2000.0, 3000.0, 0.25, -274.57228933201994, -5.6855156532429461e-120},
                            {0.5, 1000.0, 0.9375, 0.0, -2776.5828538588879}};
  for (const Tails& r : rows) {
    EXPECT_NEAR(log_lower_beta(r.a, r.b, r.x, 1 - r.x), r.lower, 1e-14 * std::fabs(r.lower)) << r.a << ' ' << r.b;
    EXPECT_NEAR(log_upper_beta(r.a, r.b, r.x, 1 - r.x), r.upper, 1e-12 * std::fabs(r.upper)) << r.a << ' ' << r.b;
  }
}

TEST(SpecialBeta, LogBeta) {
  constexpr struct {
    double a, b, value;
  } rows[] = {{2.0, 3.0, -2.4849066497880003},
              {0.5, 0.25, 1.6571065161914822},
              {1e6, 3e6, -2.2493464234508527e+6},
              {1e8, 0.5, -8.6379754278014826}};
  for (const auto& r : rows) EXPECT_NEAR(log_beta(r.a, r.b), r.value, 2e-15 * (1 + std::fabs(r.value))) << r.a;
}

TEST(SpecialBeta, WhatEntropiesAreMadeOf) {
  constexpr struct {
    double a, b, c, d, value;
  } rows[] = {{2.0, 3.0, 1.0, 1.0, 1.1922097058521454},
              {1e6, 3e6, 1.0, 1.0, -5.3449759456627671},
              {0.5, 40.0, 1.0, -1.0, 0.80257188453333704}};
  for (const auto& r : rows)
    EXPECT_NEAR(beta_entropy_rest(r.a, r.b, r.c, r.d), r.value, 1e-14 * std::fabs(r.value)) << r.a;
}

TEST(SpecialBeta, StudentsDensityAndTail) {
  constexpr struct {
    double z, k, value;
  } densities[] = {{0.5, 5.0, -1.1149900815630201},
                   {-3.0, 1.5, -3.5090379711510324},
                   {1e10, 2.0, -69.077552789821371},
                   {2.0, 1e8, -2.9189385157046734},
                   {1e200, 3.0, -1840.8717386675238}},
    tails[] = {{2.0, 5.0, -2.9765231671618121},
               {-3.0, 1.5, -0.06910774643567212},
               {1e10, 2.0, -46.744849040440859},
               {1e100, 3.0, -690.67780445916911},
               {30.0, 60.0, -86.116742195150488}};
  for (const auto& r : densities) EXPECT_NEAR(log_student_t(r.z, r.k), r.value, 2e-15 * std::fabs(r.value)) << r.z;
  for (const auto& r : tails) {
    EXPECT_NEAR(log_student_t_sf(r.z, r.k), r.value, 5e-15 * std::fabs(r.value)) << r.z;
    EXPECT_NEAR(student_t_upper_quantile(std::exp(r.value), r.k), r.z, 1e-10 * std::fabs(r.z)) << r.z;
  }
}

TEST(SpecialBeta, GapOfLogarithms) {
  EXPECT_EQ(log1p_gap(0), 0);
  // u − ln(1 + u) = u²/2 − u³/3 + u⁴/4 − …
  EXPECT_NEAR(log1p_gap(1e-8), 5e-17 - 1e-24 / 3, 1e-31);
  EXPECT_NEAR(log1p_gap(1), 1 - 0.69314718055994531, 1e-15);
  EXPECT_NEAR(log1p_gap(-0.5), -0.5 + 0.69314718055994531, 1e-15);
}

}  // namespace
}  // namespace sanov
