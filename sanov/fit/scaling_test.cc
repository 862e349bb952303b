#include "sanov/fit/scaling.h"

#include <gtest/gtest.h>

#include <cmath>

#include "sanov/families/families.h"
#include "sanov/fit/drawn_test.h"
#include "sanov/fit/rank_families.h"

namespace sanov {
namespace {

TEST(Scaling, IsKnownOfFamilies) {
  const auto powers = [](std::string_view family) { return scaling_of(find_family(family))->powers; };
  EXPECT_EQ(powers("gamma"), (std::vector<int>{0, 1}));
  EXPECT_EQ(powers("normal"), (std::vector<int>{1, 1}));
  EXPECT_EQ(powers("student_t"), (std::vector<int>{1, 1, 0}));
  EXPECT_TRUE(scaling_of(find_family("lognormal"))->gains_logarithm[0]);
  EXPECT_FALSE(scaling_of(find_family("beta")).has_value());
  EXPECT_FALSE(scaling_of(find_family("poisson")).has_value());
}

/// Numbers times 2^±996, about 1e±300, have the parameters times that, bit by bit.
TEST(Scaling, FitsAreThoseOfTheDataAtAnySize) {
  const std::vector<double> x = drawn(Gamma{.shape = 2, .scale = 1}, 200, 9);
  for (const char* family : {"normal", "exponential", "gamma", "weibull", "uniform", "cauchy", "student_t", "lognormal",
                             "logistic", "gumbel", "inverse_gaussian", "levy"}) {
    const FamilyEntry& entry = find_family(family);
    const Scaling scaling = *scaling_of(entry);
    const FitData data(x);
    const FamilyFit unit = fit_family(family, data.scaled(-std::ilogb(data.shape().high)));
    for (const int exponent : {-996, 996}) {
      std::vector<double> scaled = x;
      for (double& v : scaled) v = std::ldexp(v, exponent);
      const FamilyFit fit = fit_family(family, FitData(scaled));
      EXPECT_EQ(fit.status, Status::converged) << family;
      EXPECT_TRUE(std::isfinite(fit.log_likelihood)) << family;
      const int moved = exponent + std::ilogb(data.shape().high);
      for (std::size_t i = 0; i < unit.parameters.size(); ++i)
        EXPECT_DOUBLE_EQ(fit.parameters[i], scaling.scaled(i, unit.parameters[i], moved)) << family << ' ' << i;
      EXPECT_NEAR(fit.log_likelihood, unit.log_likelihood - 200 * moved * std::log(2.0), 1e-8 * 200 * 1000) << family;
    }
  }
}

TEST(Scaling, RankingsAreThoseOfTheDataAtAnySize) {
  std::vector<double> x = drawn(Gamma{.shape = 2, .scale = 1}, 300, 9);
  const Ranking unit = rank_families(FitData(x), {.fit_draws = 0});
  for (double& v : x) v = std::ldexp(v, 996);
  const Ranking large = rank_families(FitData(x), {.fit_draws = 0});
  EXPECT_GT(large.fits.size(), 10u);
  EXPECT_NEAR(large.fits[0].score, unit.fits[0].score - 996 * std::log(2.0), 1e-6);
  EXPECT_EQ(large.fits[0].fit.family, unit.fits[0].fit.family);
}

TEST(Scaling, TheUnitDoesNotDecideWhichFamiliesAreFitted) {
  const std::vector<double> x = drawn(Logistic{}, 300, 9);
  const std::string_view families[] = {"logistic", "normal",     "student_t", "gumbel",
                                       "moyal",    "johnson_su", "laplace",   "skew_normal"};
  const Ranking one = rank_families(FitData(x), {.families = families, .fit_draws = 0});
  ASSERT_GE(one.fits.size(), 7u);
  for (const double unit : {1e-7, 1e3, 1e5, 1e12}) {
    std::vector<double> other = x;
    for (double& v : other) v *= unit;
    const Ranking r = rank_families(FitData(other), {.families = families, .fit_draws = 0});
    ASSERT_EQ(r.fits.size(), one.fits.size()) << unit;
    for (std::size_t i = 0; i < r.fits.size(); ++i) {
      EXPECT_EQ(r.fits[i].fit.family, one.fits[i].fit.family) << unit;
      EXPECT_NEAR(r.fits[i].score, one.fits[i].score - std::log(unit), 1e-5) << r.fits[i].fit.family;
    }
  }
}

/// The uniform's members end at their data, and one value in a fifth lies beyond those of the others.
TEST(HeldOut, ValuesBeyondTheOthersHaveAHonestScore) {
  const FitData data(drawn(Uniform{}, 500, 3));
  const std::string_view families[] = {"uniform", "normal", "log_uniform", "pareto"};
  const Ranking r = rank_families(data, {.families = families, .fit_draws = 0});
  EXPECT_EQ(r.fits[0].fit.family, "uniform");
  EXPECT_NEAR(r.fits[0].score, 0, 0.02);  // the truth has 0; fitting two ends costs about 2/500
  for (const RankedFit& f : r.fits) EXPECT_TRUE(std::isfinite(f.score)) << f.fit.family;
}

}  // namespace
}  // namespace sanov
