#include "sanov/fit/fit_by_method.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "sanov/families/families.h"
#include "sanov/fit/distance.h"
#include "sanov/fit/drawn_test.h"
#include "sanov/fit/fit_family.h"
#include "sanov/fit/l_moments.h"

namespace sanov {
namespace {

using enum FitMethod;

constexpr FitMethod kOthers[] = {moments, l_moments, spacing, wasserstein, cramer_von_mises, anderson_darling};

FamilyFit fitted(std::string_view family, const std::vector<double>& x, FitMethod method) {
  return fit_family(family, FitData(x), {.method = method});
}

TEST(FitMethod, HasAName) {
  for (const FitMethodInfo& info : fit_methods()) {
    EXPECT_EQ(fit_method(info.name), info.method);
    EXPECT_EQ(about(info.method).name, info.name);
  }
  EXPECT_THROW(fit_method("l_moment"), InvalidArgument);
  try {
    fit_method("l_moment");
  } catch (const InvalidArgument& e) {
    EXPECT_NE(std::string(e.what()).find("did you mean l_moments?"), std::string::npos);
  }
}

/// The sample of 1, 2, 4, 8 by hand: λ₂ = ½ the mean difference of pairs, and so on.
TEST(LMoments, OfASampleByHand) {
  const std::vector<double> x{1, 2, 4, 8};
  const LMoments l = l_moments_of(x);
  EXPECT_DOUBLE_EQ(l.mean, 3.75);
  EXPECT_NEAR(l.scale, (1 + 3 + 7 + 2 + 6 + 4) / 6.0 / 2, 1e-14);
  // Triples (1,2,4), (1,2,8), (1,4,8), (2,4,8): largest − 2 middle + smallest is 1, 5, 1, 2.
  EXPECT_NEAR(l.skewness * l.scale, 9.0 / 4 / 3, 1e-14);
  EXPECT_NEAR(l.kurtosis * l.scale, (8 - 3 * 4 + 3 * 2 - 1) / 4.0, 1e-14);
  const std::vector<double> w{1, 2, 1}, few{1, 2, 4}, repeated{1, 2, 2, 4};
  const LMoments a = l_moments_of(few, w), b = l_moments_of(repeated);
  EXPECT_NEAR(a.kurtosis, b.kurtosis, 1e-14);
  EXPECT_NEAR(a.skewness, b.skewness, 1e-14);
}

/// Hosking, 1990, table 1: λ₂, τ₃ and τ₄ in closed form.
TEST(LMoments, OfDistributionsAreHoskings) {
  const auto check = [](const Distribution& d, double mean, double scale, double skewness, double kurtosis) {
    const auto l = l_moments_of(d);
    ASSERT_TRUE(l.has_value()) << d.text();
    EXPECT_NEAR(l->mean, mean, 1e-10 * scale) << d.text();
    EXPECT_NEAR(l->scale, scale, 1e-10 * scale) << d.text();
    EXPECT_NEAR(l->skewness, skewness, 1e-9) << d.text();
    EXPECT_NEAR(l->kurtosis, kurtosis, 1e-9) << d.text();
  };
  using std::numbers::pi;
  check(Uniform{2, 5}, 3.5, 0.5, 0, 0);
  check(Exponential{3}, 3, 1.5, 1.0 / 3, 1.0 / 6);
  check(Normal{1e6, 2}, 1e6, 2 / std::sqrt(pi), 0, 30 / pi * std::atan(std::sqrt(2)) - 9);
  check(Logistic{-1, 2}, -1, 2, 0, 1.0 / 6);
  check(Gumbel{1, 2}, 1 + 2 * std::numbers::egamma, 2 * std::log(2), std::log(9.0 / 8) / std::log(2),
        (16 * std::log(2) - 10 * std::log(3)) / std::log(2));
  for (const double xi : {-0.3, 0.2}) {  // Hosking's k is −ξ
    const double k = -xi, g = std::tgamma(1 + k), a = 1 - std::pow(2, -k), b = 1 - std::pow(3, -k);
    check(GeneralizedExtremeValue{1, 2, xi}, 1 + 2 * (1 - g) / k, 2 * a * g / k, 2 * b / a - 3,
          (5 * (1 - std::pow(4, -k)) - 10 * b + 6 * a) / a);
    check(GeneralizedPareto{0, 2, xi}, 2 / (1 + k), 2 / (1 + k) / (2 + k), (1 - k) / (3 + k),
          (1 - k) * (2 - k) / (3 + k) / (4 + k));
  }
  EXPECT_FALSE(l_moments_of(Cauchy{}).has_value());
  // A Bernoulli variable: λ₂ = p(1 − p), τ₃ = 1 − 2p.
  check(Bernoulli{0.3}, 0.3, 0.21, 0.4, 1 - 5 * 0.21);
}

TEST(FitByMethod, MomentsInClosedForm) {
  const std::vector<double> x = drawn(Gamma{.shape = 2.5, .scale = 3}, 300, 11);
  const SampleShape s = FitData(x).shape();
  const FamilyFit gamma = fitted("gamma", x, moments);
  EXPECT_NEAR(gamma.parameters[0], s.mean * s.mean / s.sd / s.sd, 1e-8);
  EXPECT_NEAR(gamma.parameters[1], s.sd * s.sd / s.mean, 1e-8);
  const FamilyFit gumbel = fitted("gumbel", x, moments);
  EXPECT_NEAR(gumbel.parameters[1], s.sd * std::sqrt(6) / std::numbers::pi, 1e-8);
  const FamilyFit normal = fitted("normal", x, moments);
  EXPECT_NEAR(normal.parameters[0], s.mean, 1e-9);
  EXPECT_NEAR(normal.parameters[1], s.sd, 1e-9);
  EXPECT_NEAR(*normal.standard_errors[0], s.sd / std::sqrt(300), 1e-8);
  // Var(s²) = (μ₄ − σ⁴)/n
  EXPECT_NEAR(*normal.standard_errors[1], s.sd * std::sqrt((s.kurtosis - 1) / 300) / 2, 1e-7);
}

/// The skewness of a symmetric family says nothing: its kurtosis is taken.
TEST(FitByMethod, PassesOverMomentsThatTellNothing) {
  const std::vector<double> x = drawn(StudentT{.location = 3, .scale = 2, .degrees_of_freedom = 12}, 4000, 12);
  const SampleShape s = FitData(x).shape();
  const FamilyFit fit = fitted("student_t", x, moments);
  EXPECT_NEAR(fit.parameters[2], 4 + 6 / (s.kurtosis - 3), 1e-5);
  EXPECT_NEAR(fit.parameters[0], s.mean, 1e-8);
}

TEST(FitByMethod, LMomentsInClosedForm) {
  const std::vector<double> x = drawn(Gumbel{.location = 2, .scale = 3}, 200, 13);
  const FamilyFit fit = fitted("gumbel", x, l_moments);
  const LMoments l = l_moments_of(FitData(x).values());
  EXPECT_NEAR(fit.parameters[1], l.scale / std::log(2), 1e-8);
  EXPECT_NEAR(fit.parameters[0], l.mean - std::numbers::egamma * l.scale / std::log(2), 1e-8);
  // Of a normal distribution the sd is √π λ₂.
  EXPECT_NEAR(fitted("normal", x, l_moments).parameters[1], std::sqrt(std::numbers::pi) * l.scale, 1e-8);
}

/// Cheng and Amin, 1983: the ends of a uniform distribution are as far beyond the data as the mean gap.
TEST(FitByMethod, SpacingOfTheUniformInClosedForm) {
  const std::vector<double> x{1, 2, 2.5, 4, 7};
  const FamilyFit fit = fitted("uniform", x, spacing);
  EXPECT_NEAR(fit.parameters[0], (5 * 1.0 - 7) / 4, 1e-6);
  EXPECT_NEAR(fit.parameters[1], (5 * 7.0 - 1) / 4, 1e-6);
}

/// The mirrored Weibull distribution of shape 1/1.25 < 1, with its end unknown: the likelihood is infinite at the largest
/// value, the spacings are not. The end lies far nearer to the data than the others are from each other.
TEST(FitByMethod, SpacingHoldsWhereLikelihoodsHaveNoMaximum) {
  const GeneralizedExtremeValue truth{.location = 1, .scale = 2, .shape = -1.25};
  const std::vector<double> x = drawn(truth, 400, 14);
  const FamilyFit fit = fitted("generalized_extreme_value", x, spacing);
  EXPECT_EQ(fit.status, Status::converged) << fit.iterations;
  const double end = fit.parameters[0] - fit.parameters[1] / fit.parameters[2];
  EXPECT_NEAR(end, truth.location - truth.scale / truth.shape, 0.01);
  EXPECT_NEAR(fit.parameters[1], 2, 0.4);
  EXPECT_NEAR(fit.parameters[2], -1.25, 0.2);
}

TEST(FitByMethod, DistancesByTheirDefinitions) {
  const std::vector<double> x{0.2, 0.5, 0.9, 1.7, 3.1};
  const EmpiricalSteps steps{FitData(x)};
  const Distribution d = Exponential{1.3};
  double spacings = 0, omega = 1 / 60.0, a2 = -5, before = 0;
  for (int i = 0; i < 5; ++i) {
    const double f = d.cdf(x[i]);
    spacings -= std::log(f - before);
    omega += (f - (2 * i + 1) / 10.0) * (f - (2 * i + 1) / 10.0);
    a2 -= (2 * i + 1) / 5.0 * (std::log(f) + std::log(d.sf(x[4 - i])));
    before = f;
  }
  spacings -= std::log(1 - before);
  EXPECT_NEAR(steps.distance(spacing, d), spacings, 1e-12);
  EXPECT_NEAR(steps.distance(cramer_von_mises, d), omega, 1e-14);
  EXPECT_NEAR(steps.distance(anderson_darling, d), a2, 1e-12);
  double w1 = 0;  // ∫ |F − Fₙ| by small steps
  const double h = 1e-5;
  for (double t = h / 2; t < 40; t += h)
    w1 += h * std::fabs(d.cdf(t) - std::count_if(x.begin(), x.end(), [&](double v) { return v <= t; }) / 5.0);
  EXPECT_NEAR(steps.distance(wasserstein, d), w1, 1e-6);
}

/// Each method finds the truth within four of its own standard errors (once in 16,000 not, for each of 40 numbers), or
/// within a tenth where it has none.
TEST(FitByMethod, FindsTheTruth) {
  const Distribution truths[] = {Gamma{.shape = 2.5, .scale = 3}, Weibull{.shape = 1.5, .scale = 2},
                                 Normal{.mean = -3, .sd = 2}, Gumbel{.location = 4, .scale = 1}};
  for (const Distribution& truth : truths)
    for (const FitMethod method : kOthers) {
      const FamilyFit fit = fitted(truth.family(), drawn(truth, 2000, 15), method);
      EXPECT_EQ(fit.status, Status::converged) << truth.text() << about(method).name;
      for (std::size_t i = 0; i < 2; ++i) {
        const double error = fit.standard_errors[i].value_or(0.1 / 4);
        EXPECT_NEAR(fit.parameters[i], truth.parameters()[i], 4 * error) << truth.text() << about(method).name;
        EXPECT_LT(error, 0.25) << truth.text() << about(method).name;
      }
    }
}

/// Standard errors are the spread of the estimates: over 100 samples the ratio of the two is within 21% (three standard
/// deviations of a standard deviation of 100 numbers).
TEST(FitByMethod, StandardErrorsAreTheSpread) {
  for (const FitMethod method : {moments, l_moments, spacing, cramer_von_mises, anderson_darling}) {
    double mean = 0, squares = 0, claimed = 0;
    for (int k = 0; k < 100; ++k) {
      const FamilyFit fit = fitted("gamma", drawn(Gamma{.shape = 3, .scale = 1}, 200, 1000 + k), method);
      const double v = std::log(fit.parameters[0]);
      mean += v / 100;
      squares += v * v / 100;
      claimed += *fit.standard_errors[0] / fit.parameters[0] / 100;
    }
    EXPECT_NEAR(claimed / std::sqrt(squares - mean * mean), 1, 0.21) << about(method).name;
  }
}

/// One wild value moves the likelihood's sd by most of itself, the distance of Cramér and von Mises hardly.
TEST(FitByMethod, DistancesOutlastOutliers) {
  std::vector<double> x = drawn(Normal{}, 200, 16);
  x.push_back(1e3);
  EXPECT_GT(fitted("normal", x, likelihood).parameters[1], 50);
  EXPECT_NEAR(fitted("normal", x, cramer_von_mises).parameters[1], 1, 0.2);
}

TEST(FitByMethod, ScalesWithTheData) {
  const std::vector<double> x = drawn(Gamma{.shape = 2, .scale = 1}, 300, 17);
  for (const FitMethod method : kOthers) {
    const FamilyFit unit = fitted("gamma", x, method);
    for (const double scale : {1e-60, 1e60}) {
      std::vector<double> scaled = x;
      for (double& v : scaled) v *= scale;
      const FamilyFit fit = fitted("gamma", scaled, method);
      EXPECT_NEAR(fit.parameters[0], unit.parameters[0], 1e-4) << about(method).name;
      EXPECT_NEAR(fit.parameters[1] / scale, unit.parameters[1], 1e-4) << about(method).name;
    }
  }
}

TEST(FitByMethod, KeepsWhatIsFixed) {
  const std::vector<double> x = drawn(Gamma{.shape = 2, .scale = 3}, 300, 18);
  const FixedParameter fixed[] = {{"shape", 2}};
  for (const FitMethod method : kOthers) {
    const FamilyFit fit = fit_family("gamma", FitData(x), {.fixed = fixed, .method = method});
    EXPECT_EQ(fit.parameters[0], 2);
    EXPECT_EQ(fit.free, 1);
    EXPECT_EQ(*fit.standard_errors[0], 0);
    EXPECT_NEAR(fit.parameters[1], 3, 0.6) << about(method).name;
  }
}

TEST(FitByMethod, WeightsAreRepetitions) {
  const std::vector<double> x{1, 2, 3.5, 7}, w{2, 1, 3, 1}, repeated{1, 1, 2, 3.5, 3.5, 3.5, 7};
  for (const FitMethod method : kOthers) {
    const FamilyFit a = fit_family("gamma", FitData(x, w), {.method = method}), b = fitted("gamma", repeated, method);
    for (int i = 0; i < 2; ++i) EXPECT_NEAR(a.parameters[i], b.parameters[i], 1e-9) << about(method).name;
  }
}

TEST(FitByMethod, TakesWholeNumbersWhereItCan) {
  const std::vector<double> x = drawn(NegativeBinomial{}, 500, 19);
  const SampleShape s = FitData(x).shape();
  const Distribution d = fitted("negative_binomial", x, moments).distribution();
  EXPECT_NEAR(*d.moments().mean, s.mean, 1e-9);
  EXPECT_NEAR(*d.moments().variance, s.sd * s.sd, 1e-8);
  EXPECT_NEAR(fitted("poisson", x, cramer_von_mises).parameters[0], s.mean, 1.0);
  EXPECT_THROW(fitted("poisson", x, spacing), InvalidArgument);
  EXPECT_THROW(fitted("poisson", x, wasserstein), InvalidArgument);
}

TEST(FitByMethod, RefusesWithTheReason) {
  const auto reason = [](std::string_view family, const std::vector<double>& x, FitMethod method) -> std::string {
    try {
      fitted(family, x, method);
    } catch (const std::logic_error& e) {
      return e.what();
    }
    return "";
  };
  const std::vector<double> x{-1.5, -0.2, 0.1, 0.4, 2.2};
  EXPECT_NE(reason("cauchy", x, moments).find("its mean does not exist"), std::string::npos);
  EXPECT_NE(reason("cauchy", x, l_moments).find("its mean does not exist"), std::string::npos);
  EXPECT_NE(reason("cauchy", x, wasserstein).find("W1 is infinite"), std::string::npos);
  const std::vector<double> flat{-2, -1, 0, 1, 2};
  EXPECT_NE(reason("student_t", flat, moments).find("none of its members has the mean, variance and kurtosis"),
            std::string::npos);
  EXPECT_NE(reason("skew_normal", {1.5, 2}, spacing).find("2 different values for 3 parameters"), std::string::npos);
}

TEST(FitByMethod, TakesLargeSamplesByTheirNodes) {
  const std::vector<double> x = drawn(Gamma{.shape = 2.5, .scale = 3}, 100000, 20);
  for (const FitMethod method : kOthers) {
    const FamilyFit fit = fitted("gamma", x, method);
    EXPECT_NEAR(fit.parameters[0], 2.5, 5 * fit.standard_errors[0].value_or(0.012)) << about(method).name;
  }
}

}  // namespace
}  // namespace sanov
