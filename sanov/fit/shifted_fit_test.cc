#include "sanov/fit/shifted_fit.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "sanov/base/error.h"
#include "sanov/families/affine.h"
#include "sanov/families/families.h"
#include "sanov/fit/drawn_test.h"
#include "sanov/fit/rank_families.h"

namespace sanov {
namespace {

constexpr std::string_view kFree[] = {"location"};

FamilyFit freed(std::string_view family, const std::vector<double>& x, FitMethod method = FitMethod::likelihood) {
  return fit_family(family, FitData(x), {.free = kFree, .method = method});
}

std::string refusal(std::string_view family, const FitData& data, const FitOptions& options) {
  try {
    fit_family(family, data, options);
  } catch (const std::logic_error& refused) {
    return refused.what();
  }
  return "";
}

struct Case {
  std::string_view family;
  Distribution truth;
  std::vector<double> parameters;  ///< the location last
};

const std::vector<Case>& cases() {
  static const std::vector<Case> all{
      {"weibull", shifted(Weibull{.shape = 3, .scale = 2}, 10), {3, 2, 10}},
      {"gamma", shifted(Gamma{.shape = 4, .scale = 1.5}, -7), {4, 1.5, -7}},
      {"lognormal", shifted(LogNormal{.log_mean = 1, .log_sd = 0.5}, 100), {1, 0.5, 100}},
      {"inverse_gaussian", shifted(InverseGaussian{.mean = 2, .shape = 3}, 1), {2, 3, 1}},
      {"frechet", shifted(Frechet{.shape = 3, .scale = 2}, 4), {3, 2, 4}},
      {"maxwell", shifted(Maxwell{.scale = 2}, 4), {2, 4}}};
  return all;
}

// Five standard errors, of 16 parameters: fewer than one seed in 1e5.
TEST(ShiftedFit, RecoversTheTruth) {
  for (const Case& c : cases()) {
    const FamilyFit fit = freed(c.family, drawn(c.truth, 3000, 11));
    ASSERT_EQ(fit.parameters.size(), c.parameters.size()) << c.family;
    EXPECT_EQ(fit.name(fit.parameters.size() - 1), "location");
    for (std::size_t i = 0; i < c.parameters.size(); ++i) {
      ASSERT_TRUE(fit.standard_errors[i]) << c.family << " " << fit.remark;
      EXPECT_NEAR(fit.parameters[i], c.parameters[i], 5 * *fit.standard_errors[i]) << c.family << " " << fit.name(i);
      EXPECT_LT(*fit.standard_errors[i], 0.6) << c.family << " " << fit.name(i);
    }
  }
}

TEST(ShiftedFit, IsATopOfTheLikelihoodWithItsCurvature) {
  for (const Case& c : cases()) {
    const std::vector<double> x = drawn(c.truth, 400, 12);
    const FamilyFit fit = freed(c.family, x);
    ASSERT_FALSE(fit.covariance.empty()) << c.family;
    const auto likelihood = [&](const std::vector<double>& at) {
      FamilyFit other = fit;
      other.parameters = at;
      const Distribution d = other.distribution();
      double sum = 0;
      for (const double v : x) sum += d.log_pdf(v);
      return sum;
    };
    const double top = likelihood(fit.parameters);
    EXPECT_NEAR(top, fit.log_likelihood, 1e-9 * std::fabs(top)) << c.family;
    // Along each column of the covariance the likelihood falls by h² V_jj/2, the other parameters following.
    const std::size_t n = fit.parameters.size();
    for (std::size_t j = 0; j < n; ++j) {
      const double h = 0.01 / std::sqrt(fit.covariance[j][j]);
      std::vector<double> up = fit.parameters, down = up;
      for (std::size_t i = 0; i < n; ++i) up[i] += h * fit.covariance[i][j], down[i] -= h * fit.covariance[i][j];
      const double fall = top - (likelihood(up) + likelihood(down)) / 2;
      EXPECT_NEAR(fall, 0.01 * 0.01 / 2, 0.02 * 0.01 * 0.01 / 2) << c.family << " " << fit.name(j);
      EXPECT_NEAR(likelihood(up) - likelihood(down), 0, 1e-6) << c.family << " " << fit.name(j);
    }
  }
}

// The share of 200 intervals of ± 2 standard errors that hold the truth: 0.954 ± 0.015, and a little less in samples so small.
TEST(ShiftedFit, ErrorsAreThoseOfRepeatedSamples) {
  const Distribution truth = shifted(Weibull{.shape = 3.5, .scale = 2}, 10);
  const std::vector<double> parameters{3.5, 2, 10};
  std::vector<int> inside(3);
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const FamilyFit fit = freed("weibull", drawn(truth, 1000, 100 + seed));
    for (std::size_t i = 0; i < 3; ++i)
      inside[i] += std::fabs(fit.parameters[i] - parameters[i]) < 2 * *fit.standard_errors[i];
  }
  for (const int count : inside) EXPECT_GT(count, 177);  // 0.885: below it one seed in 1e4
}

TEST(ShiftedFit, MovesAndScalesWithTheData) {
  const std::vector<double> x = drawn(Weibull{.shape = 3, .scale = 2}, 300, 13);
  const FamilyFit here = freed("weibull", x);
  std::vector<double> moved = x;
  for (double& v : moved) v = 1000 * v - 70000;
  const FamilyFit there = freed("weibull", moved);
  EXPECT_NEAR(there.parameters[0], here.parameters[0], 1e-5 * here.parameters[0]);
  EXPECT_NEAR(there.parameters[1], 1000 * here.parameters[1], 1e-2);
  EXPECT_NEAR(there.parameters[2], 1000 * here.parameters[2] - 70000, 1e-2);
  for (double& v : moved) v = std::ldexp(v, 800);
  const FamilyFit far = freed("weibull", moved);
  EXPECT_NEAR(std::ldexp(far.parameters[2], -800), there.parameters[2], 1e-2);
}

TEST(ShiftedFit, AnExponentialBeginsAtTheSmallestValue) {
  const std::vector<double> x{3, 3.5, 4, 7, 9.5};
  const FamilyFit fit = freed("exponential", x);
  EXPECT_DOUBLE_EQ(fit.parameters[0], 2.4);
  EXPECT_DOUBLE_EQ(fit.parameters[1], 3);
  EXPECT_NEAR(fit.log_likelihood, -5 * (std::log(2.4) + 1), 1e-12);
  EXPECT_FALSE(fit.standard_errors[1]);
  EXPECT_NE(fit.remark.find("smallest value"), std::string::npos);
}

TEST(ShiftedFit, ALikelihoodWithoutBoundIsNoFit) {
  const Distribution truth = shifted(Weibull{.shape = 0.7, .scale = 2}, 10);
  const std::vector<double> x = drawn(truth, 80, 14);
  EXPECT_NE(refusal("weibull", FitData(x), {.free = kFree}).find("grows without bound"), std::string::npos);
  const FamilyFit fit = freed("weibull", x, FitMethod::spacing);
  EXPECT_NEAR(fit.parameters[2], 10, 0.05);  // the smallest of 80 is 0.004 above on average
  EXPECT_NEAR(fit.parameters[0], 0.7, 0.35);
  EXPECT_TRUE(std::isfinite(fit.log_likelihood));
  EXPECT_FALSE(fit.standard_errors[2]);
}

TEST(ShiftedFit, ALowerTopIsTakenWhereThereIsOne) {
  const std::vector<double> x = drawn(shifted(Weibull{.shape = 1.6, .scale = 2}, 10), 60, 15);
  const FamilyFit fit = freed("weibull", x);
  EXPECT_NEAR(fit.parameters[2], 10, 0.3);
  EXPECT_LT(fit.parameters[2], x[0]);
  EXPECT_FALSE(fit.standard_errors[2]);
  EXPECT_TRUE(fit.standard_errors[0]);
  EXPECT_TRUE(std::isfinite(fit.log_likelihood));
}

TEST(ShiftedFit, ALongerLowerTailTurnsAGammaIntoANormal) {
  std::vector<double> x = drawn(Gamma{.shape = 2}, 200, 16);
  for (double& v : x) v = -v;
  EXPECT_NE(refusal("gamma", FitData(x), {.free = kFree}).find("the normal distribution"), std::string::npos);
  EXPECT_NE(refusal("frechet", FitData(x), {.free = kFree}).find("the Gumbel distribution"), std::string::npos);
}

TEST(ShiftedFit, SpacingIsNearTheLikelihoodWhereThatIsRegular) {
  const std::vector<double> x = drawn(shifted(Gamma{.shape = 5, .scale = 2}, 3), 300, 17);
  const FamilyFit a = freed("gamma", x), b = freed("gamma", x, FitMethod::spacing);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_NEAR(a.parameters[i], b.parameters[i], *a.standard_errors[i]);
    EXPECT_NEAR(*b.standard_errors[i] / *a.standard_errors[i], 1, 0.6);
  }
}

TEST(ShiftedFit, ValuesHeldOutBelowTheLocationHaveADensity) {
  const std::vector<double> x = drawn(shifted(Exponential{.scale = 2}, 5), 200, 18);
  const std::string_view families[] = {"exponential", "weibull", "normal"};
  const Ranking ranking = rank_families(FitData(x), {.families = families, .free = kFree, .fit_draws = 0});
  EXPECT_EQ(ranking.fits[0].fit.family, "exponential");
  for (const RankedFit& each : ranking.fits) EXPECT_TRUE(std::isfinite(each.score)) << each.fit.family;
  // −E ln f = 1 + ln 2, ± 0.07 of 200 values.
  EXPECT_NEAR(ranking.fits[0].score, -1 - std::log(2), 0.35);
}

TEST(ShiftedFit, RoundedRowsHaveABoundedLikelihood) {
  std::vector<double> x = drawn(shifted(Weibull{.shape = 0.7, .scale = 2}, 10), 400, 19);
  for (double& v : x) v = std::round(v * 10) / 10;
  const FitData data(RoundedRows{x, 0.1});
  const FamilyFit fit = fit_family("weibull", data, {.free = kFree});
  EXPECT_NEAR(fit.parameters[2], 10, 0.15);
  EXPECT_NEAR(fit.parameters[0], 0.7, 0.15);
}

TEST(ShiftedFit, AParameterThatRunsAwayIsSaid) {
  const std::vector<double> x = drawn(shifted(Uniform{.low = 0, .high = 1}, 5), 100, 21);  // Lomax becomes exponential
  const FamilyFit fit = freed("lomax", x);
  EXPECT_FALSE(fit.standard_errors[0]);
  EXPECT_NE(fit.remark.find("edge of its domain"), std::string::npos);
  const std::string_view families[] = {"lomax", "exponential"};
  const Ranking ranking = rank_families(FitData(x), {.families = families, .free = kFree, .fit_draws = 0});
  ASSERT_EQ(ranking.left_out.size(), 1u);
  EXPECT_EQ(ranking.left_out[0].family, "lomax");
}

TEST(ShiftedFit, OfALevyIsItsOwn) {
  const std::vector<double> x = drawn(Levy{.location = 5, .scale = 2}, 400, 20);
  const FamilyFit fit = freed("levy", x);
  ASSERT_EQ(fit.parameters.size(), 2u);
  EXPECT_EQ(fit.location, 0u);
  EXPECT_NEAR(fit.parameters[0], 5, 5 * *fit.standard_errors[0]);
  EXPECT_NEAR(fit.parameters[1], 2, 5 * *fit.standard_errors[1]);
}

TEST(ShiftedFit, RefusesWhatCannotBeFreed) {
  const std::vector<double> x{1, 2, 3, 5, 8}, event{1, 1, 1, 0, 1};
  constexpr std::string_view kShape[] = {"shap"};
  EXPECT_NE(refusal("weibull", FitData(x), {.free = kShape}).find("free names shap"), std::string::npos);
  EXPECT_NE(refusal("beta", FitData(x), {.free = kFree}).find("does not begin at 0"), std::string::npos);
  EXPECT_NE(refusal("poisson", FitData(x), {.free = kFree}).find("free names location"), std::string::npos);
  EXPECT_NE(refusal("weibull", FitData(RowsWithEvents{x, event}), {.free = kFree}).find("censored"), std::string::npos);
  EXPECT_NE(
      refusal("weibull", FitData(x), {.free = kFree, .method = FitMethod::moments}).find("likelihood and spacing"),
      std::string::npos);
  EXPECT_THROW(rank_families(FitData(x), {.free = kFree}), InvalidArgument);
}

}  // namespace
}  // namespace sanov
