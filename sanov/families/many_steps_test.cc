// Distances between distributions of so many whole numbers that none can go through them.
#include <gtest/gtest.h>

#include <cmath>

#include "sanov/families/affine.h"
#include "sanov/families/divergence.h"
#include "sanov/families/families.h"
#include "sanov/families/mixture.h"
#include "sanov/families/whole_sum.h"

namespace sanov {
namespace {

constexpr DivergenceOptions kByIntegral{.closed_form = false};

double found(Between which, const Distribution& p, const Distribution& q, double order = 1) {
  const DivergenceValue d = divergence_between(which, p, q, {.order = order, .closed_form = false});
  EXPECT_LT(d.error, 1e-5 * d.value) << p.text() << ' ' << q.text();
  return d.value;
}

TEST(ManySteps, SumsOfSmoothTerms) {
  // Σ k over 10 to 10¹⁵, Σ e^(−k/10⁹) without an end, both ways, and Σ k^(−2) from 1000 on: ψ′(1000).
  const double n = 1e15;
  EXPECT_NEAR(sum_of_whole([](double k) { return k; }, 10, n).value, n * (n + 1) / 2 - 45, 1e-14 * n * n);
  const auto falls = [](double k) { return std::exp(-std::fabs(k) / 1e9); };
  const double expected = -1 / std::expm1(-1e-9);
  const Estimate up = sum_of_whole(falls, 0, HUGE_VAL), down = sum_of_whole(falls, -HUGE_VAL, 0);
  EXPECT_NEAR(up.value, expected, up.error);
  EXPECT_NEAR(down.value, expected, down.error);
  EXPECT_LT(up.error, 1e-9 * expected);
  EXPECT_NEAR(sum_of_whole([](double k) { return 1 / (k * k); }, 1000, HUGE_VAL).value, 0.0010005001666666334, 1e-15);
}

TEST(ManySteps, OfPoissons) {
  const Poisson p{.mean = 1e12}, q{.mean = 1.000001e12};
  // mpmath at 60 digits: the densities cross at 1e6/ln(1.000001), to where the incomplete gamma functions are integrated.
  constexpr double kBetween = 0.3829248345317211;
  EXPECT_NEAR(found(Between::total_variation, p, q), kBetween, 1e-15);
  EXPECT_NEAR(found(Between::kolmogorov_smirnov, p, q), kBetween, 1e-15);
  EXPECT_NEAR(found(Between::kl, p, q), divergence_between(Between::kl, p, q).value, 1e-10);
  EXPECT_NEAR(found(Between::hellinger, p, q), divergence_between(Between::hellinger, p, q).value, 1e-10);
  EXPECT_NEAR(found(Between::js, p, q), 0.11142143243815525, 1e-13);  // integrated over k, as smooth as it is
  // One is drawn above the other: the difference of the means.
  EXPECT_NEAR(found(Between::wasserstein, p, q), 1e6, 1e-3);
}

TEST(ManySteps, OfWholeNumbersOneApart) {
  // Where no two quantiles are more than 1 apart, |X − Y| is its own square.
  const Poisson p{.mean = 1e11}, q{.mean = 1e11 + 0.125};
  EXPECT_NEAR(found(Between::wasserstein, p, q, 1), 0.125, 1e-5);
  EXPECT_NEAR(found(Between::wasserstein, p, q, 2), std::sqrt(0.125), 1e-5);
  EXPECT_NEAR(found(Between::wasserstein, p, shifted(p, 3), 2), 3, 1e-6);
  EXPECT_NEAR(found(Between::wasserstein, p, shifted(p, 3), 1), 3, 1e-6);
}

TEST(ManySteps, OfHeavyTails) {
  // Σ k f(k) as far as the tails go: of Zipf's distribution that is ζ(1.5)/ζ(2.5), and one minus the other's where the
  // distribution functions do not cross.
  const double of_slow = 2.6123753486854883 / 1.3414872572509172, of_fast = 1.2020569031595942 / 1.0823232337111382;
  EXPECT_NEAR(found(Between::wasserstein, Zipf{2.5}, Zipf{4}), of_slow - of_fast, 1e-9);
  EXPECT_NEAR(found(Between::total_variation, Zipf{2.5}, Zipf{4}), 1 / 1.0823232337111382 - 1 / 1.3414872572509172,
              1e-13);
}

TEST(ManySteps, BesideADensity) {
  const double lambda = 1e10;
  const Normal curve{.mean = lambda + 5e5, .sd = 1e5};
  EXPECT_NEAR(found(Between::wasserstein, Poisson{lambda}, curve), 5e5, 1);
}

TEST(ManySteps, MassesAndDensitiesTogether) {
  const Gamma g{.shape = 2, .scale = 0.01};
  const Distribution p = zero_inflated(g, 0.3);
  EXPECT_NEAR(divergence_between(Between::total_variation, p, g).value, 0.3, 1e-14);
  EXPECT_NEAR(divergence_between(Between::total_variation, p, Poisson{2}).value, 1 - std::exp(-2.0), 1e-14);
}

}  // namespace
}  // namespace sanov
