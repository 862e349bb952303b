#include "sanov/families/divergence.h"

#include <gtest/gtest.h>

#include <cmath>

#include "sanov/families/affine.h"
#include "sanov/families/families.h"
#include "sanov/families/mixture.h"

namespace sanov {
namespace {

constexpr DivergenceOptions kByIntegral{.closed_form = false};

TEST(Divergence, OfTwoNormalsIsTheTextbooks) {
  const Normal p{.mean = 1, .sd = 2}, q{.mean = -0.5, .sd = 3};
  const double expected = std::log(3.0 / 2) + (4 + 2.25) / 18 - 0.5;
  const DivergenceValue d = divergence_between(Between::kl, p, q, kByIntegral);
  EXPECT_NEAR(d.value, expected, 1e-13);
  EXPECT_EQ(d.method, DivergenceMethod::quadrature);
  EXPECT_LT(d.error, 1e-10);
  const double bc = std::sqrt(2.0 * 2 * 3 / 13) * std::exp(-2.25 / (4 * 13));
  EXPECT_NEAR(divergence_between(Between::hellinger, p, q).value, std::sqrt(1 - bc), 1e-13);
  EXPECT_NEAR(divergence_between(Between::wasserstein, p, q, {.order = 2}).value, std::sqrt(2.25 + 1), 1e-10);
}

TEST(Divergence, KeepsItsDigitsWhereTheTwoAreNearlyTheSame) {
  const double shift = 1e-7;
  const DivergenceValue d = divergence_between(Between::kl, Normal{}, Normal{.mean = shift}, kByIntegral);
  EXPECT_NEAR(d.value, shift * shift / 2, 1e-9 * shift * shift);
  EXPECT_NEAR(divergence_between(Between::js, Normal{}, Normal{.mean = shift}).value, shift * shift / 8,
              1e-8 * shift * shift);
  EXPECT_EQ(divergence_between(Between::kl, Normal{}, Normal{}, kByIntegral).value, 0);
}

TEST(Divergence, SaysWhyItIsInfinite) {
  const DivergenceValue outside = divergence_between(Between::kl, Normal{}, Exponential{});
  EXPECT_EQ(outside.value, HUGE_VAL);
  EXPECT_EQ(outside.reason, "P puts 0.5 of its mass below 0, where Q has none");
  const DivergenceValue tails = divergence_between(Between::chi_squared, Normal{.sd = 2}, Normal{});
  EXPECT_EQ(tails.value, HUGE_VAL);
  EXPECT_NE(tails.reason, "");
  EXPECT_LT(divergence_between(Between::chi_squared, Normal{.sd = 1.4}, Normal{}).value, HUGE_VAL);
  EXPECT_EQ(divergence_between(Between::kl, Poisson{}, Normal{}).value, HUGE_VAL);
  EXPECT_EQ(divergence_between(Between::total_variation, Poisson{}, Normal{}).value, 1);
}

TEST(Divergence, IsInfiniteWhereANumberInsideTheSupportHasNoMass) {
  for (const Distribution& p : {Distribution(DiscreteUniform{0, 9}), Distribution(Binomial{10, 0.5})}) {
    const DivergenceValue d = divergence_between(Between::kl, p, Binomial{.trials = 15, .probability = 1});
    EXPECT_EQ(d.value, HUGE_VAL) << p.text();
    EXPECT_NE(d.reason, "") << p.text();
  }
}

TEST(Divergence, OfPoissonsBySummation) {
  const DivergenceValue d = divergence_between(Between::kl, Poisson{.mean = 3}, Poisson{.mean = 5}, kByIntegral);
  EXPECT_NEAR(d.value, 3 * std::log(0.6) + 2, 1e-14);
  EXPECT_EQ(d.method, DivergenceMethod::summation);
}

TEST(Divergence, SeesBothWhereTheirSupportsAreApart) {
  // One ends in infinite density at −1.45, the other begins in such at 0.
  const GeneralizedExtremeValue below{-1.764, 0.3796, -1.2};
  for (const Distribution& above :
       {Distribution(Chi{0.74}), Distribution(Gamma{0.1, 1}), Distribution(Beta{0.2, 0.3})}) {
    const DivergenceValue h = divergence_between(Between::hellinger, above, below);
    EXPECT_NEAR(h.value, 1, h.error) << above.text();
    EXPECT_EQ(h.method, DivergenceMethod::quadrature) << above.text();
    const DivergenceValue js = divergence_between(Between::js, below, above);
    EXPECT_NEAR(js.value, std::log(2.0), js.error) << above.text();
    EXPECT_LT(js.error + h.error, 1e-4) << above.text();
  }
}

TEST(Divergence, SeesWhatLiesNearerToAnEndThanNumbersDo) {
  // mpmath: integrals over ln(1 − x). Of the last beta distribution a quarter lies above the double below 1.
  const auto js = [](const Distribution& p, const Distribution& q) { return divergence_between(Between::js, p, q); };
  const struct {
    DivergenceValue found;
    double expected;
  } rows[]{{js(Beta{0.2, 0.2}, Uniform{}), 0.18300183184760582},
           {js(Uniform{}, Beta{0.05, 0.05}), 0.42270708956182739},
           {js(Beta{5, 0.1}, Beta{2, 0.3}), 0.17635994530253297}};
  for (const auto& r : rows) {
    EXPECT_NEAR(r.found.value, r.expected, 1e-11);
    EXPECT_EQ(r.found.method, DivergenceMethod::quadrature);
    EXPECT_LT(r.found.error, 1e-10);
  }
  const Distribution a = shifted(Gamma{.shape = 0.1}, 3), b = shifted(Gamma{.shape = 0.1, .scale = 2}, 3);
  const double at_0 = js(Gamma{.shape = 0.1}, Gamma{.shape = 0.1, .scale = 2}).value;
  EXPECT_NEAR(js(a, b).value, at_0, 1e-9 * at_0);
}

TEST(Divergence, SeesNarrowPartsOfMixtures) {
  // The narrow part hardly overlaps: KL = 0.9 E₁ ln(0.9) + 0.1 E₂ ln(0.1 φ₂/φ + 0.9), the first to all digits but 1e-4.
  for (const double sd : {1e-3, 1e-5, 1e-7})
    for (const double place : {0.3, 5.0, 50.0}) {
      const Distribution p = mixture({{0.9, Normal{}}, {0.1, Normal{place, sd}}});
      const double there = -std::log(sd) + (place * place + sd * sd - 1) / 2;  // E₂ ln(φ₂/φ)
      const DivergenceValue kl = divergence_between(Between::kl, p, Normal{});
      const double expected = 0.9 * std::log(0.9) + 0.1 * (std::log(0.1) + there);
      EXPECT_NEAR(kl.value, expected, 0.02 * (sd / 1e-3 + 0.1) + 1e-9) << sd << ' ' << place;
      const double h = divergence_between(Between::hellinger, p, Normal{}).value;
      EXPECT_NEAR(h * h, 1 - std::sqrt(0.9), 0.02 * std::sqrt(sd / 1e-3)) << sd << ' ' << place;
    }
  const Distribution a = mixture({{0.5, Poisson{3}}, {0.5, Poisson{1e8}}}),
                     b = mixture({{0.5, Poisson{3}}, {0.5, Poisson{1.001e8}}});
  const double poisson = 1e8 * std::log(1e8 / 1.001e8) + 1e5;
  EXPECT_NEAR(divergence_between(Between::kl, a, b).value, poisson / 2, 1e-5 * poisson);
}

TEST(Divergence, IsInfiniteBeyondDoublesAndSaysSo) {
  const DivergenceValue kl = divergence_between(Between::kl, Normal{1e200, 1}, Normal{});
  EXPECT_EQ(kl.value, HUGE_VAL);
  EXPECT_NE(kl.reason, "");
}

TEST(Divergence, OfScalesWhoseSquaresAreNoNumbers) {
  const auto w = [](const Distribution& p, const Distribution& q, bool closed_form, double order = 2) {
    return divergence_between(Between::wasserstein, p, q, {.order = order, .closed_form = closed_form});
  };
  for (const bool closed : {false, true}) {
    EXPECT_NEAR(w(Normal{0, 1e-200}, Normal{0, 1e200}, closed).value, 1e200, 1e187);
    EXPECT_NEAR(w(Normal{0, 1e-200}, Normal{3e-200, 1e-200}, closed).value, 3e-200, 1e-212);
    EXPECT_NEAR(w(Uniform{0, 1e-300}, Uniform{0, 3e-300}, closed).value, 2e-300 / std::sqrt(3.0), 1e-310);
    const DivergenceValue far = w(Normal{-1.7e308, 1}, Normal{1.7e308, 1}, closed);
    EXPECT_EQ(far.value, HUGE_VAL);
    EXPECT_EQ(far.reason, "it is beyond the largest of all doubles");
  }
}

TEST(Divergence, SumsAsFarAsTermsCount) {
  // Of p²/q, which falls off as 0.98^k where p does as 0.7^k: Σ (1 − p)^2k/(1 − q)^k p²/q = p²/q/(1 − 0.49/0.5).
  const DivergenceValue d = divergence_between(Between::chi_squared, Geometric{0.3}, Geometric{0.5}, kByIntegral);
  EXPECT_NEAR(d.value, 0.09 / 0.5 / (1 - 0.49 / 0.5) - 1, 1e-12);
  EXPECT_EQ(d.method, DivergenceMethod::summation);
}

TEST(Divergence, OfAShiftMovesByTheShift) {
  for (const double order : {1.0, 2.0, 3.5})
    EXPECT_NEAR(divergence_between(Between::wasserstein, Normal{}, Normal{.mean = 2}, {.order = order}).value, 2,
                1e-10);
  const double tv = std::erf(1 / std::sqrt(2.0));
  EXPECT_NEAR(divergence_between(Between::total_variation, Normal{}, Normal{.mean = 2}).value, tv, 1e-14);
  EXPECT_NEAR(divergence_between(Between::kolmogorov_smirnov, Normal{}, Normal{.mean = 2}).value, tv, 1e-14);
}

TEST(Divergence, RenyiTendsToKl) {
  const Gamma p{.shape = 2, .scale = 1}, q{.shape = 3, .scale = 0.7};
  const double kl = divergence_between(Between::kl, p, q, kByIntegral).value;
  EXPECT_NEAR(divergence_between(Between::renyi, p, q, {.order = 1.000001}).value, kl, 1e-5 * kl);
  EXPECT_THROW(divergence_between(Between::renyi, p, q, {.order = 1}), InvalidArgument);
  EXPECT_THROW(divergence_between(Between::wasserstein, p, q, {.order = 0.5}), InvalidArgument);
}

}  // namespace
}  // namespace sanov
