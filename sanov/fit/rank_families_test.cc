#include "sanov/fit/rank_families.h"

#include <gtest/gtest.h>

#include <cmath>

#include "sanov/families/families.h"
#include "sanov/fit/drawn_test.h"
#include "sanov/fit/goodness_of_fit.h"

namespace sanov {
namespace {

TEST(RankFamilies, FindsTheTruthAmongLargeSamples) {
  const Ranking r = rank_families(FitData(drawn(Gamma{.shape = 3, .scale = 2}, 20000, 1)), {.fit_draws = 19});
  EXPECT_GT(r.fits.size(), 1u);
  double behind_of_gamma = HUGE_VAL;
  for (const RankedFit& f : r.fits)
    if (f.fit.family == "gamma") behind_of_gamma = f.behind - 2 * f.behind_error;
  EXPECT_LE(behind_of_gamma, 0);
  double wins = 0;
  for (const RankedFit& f : r.fits) wins += f.wins;
  EXPECT_NEAR(wins, 1, 1e-12);
}

TEST(RankFamilies, LeavesOutWhatCannotHaveTheData) {
  const Ranking r = rank_families(FitData(std::vector<double>{-1, 2, 3.5, 0.2, 4, 7}), {.fit_draws = 0});
  bool gamma_out = false;
  for (const FamilyLeftOut& l : r.left_out) gamma_out = gamma_out || l.family == "gamma";
  EXPECT_TRUE(gamma_out);
}

/// With its shape known, a gamma's likeliest scale is the mean over the shape.
TEST(RankFamilies, LeavesFixedParametersAlone) {
  const FitData data(drawn(Gamma{.shape = 3, .scale = 2}, 500, 2));
  const std::string_view families[] = {"gamma", "exponential"};
  const FixedParameter fixed[] = {{"shape", 2.5}};
  const Ranking r = rank_families(data, {.families = families, .fixed = fixed, .fit_draws = 0});
  ASSERT_EQ(r.fits.size(), 1u);
  EXPECT_EQ(r.fits[0].fit.parameters[0], 2.5);
  EXPECT_EQ(r.fits[0].fit.free, 1);
  EXPECT_NEAR(r.fits[0].fit.parameters[1], data.shape().mean / 2.5, 1e-6);
  ASSERT_EQ(r.left_out.size(), 1u);
  EXPECT_EQ(r.left_out[0].reason, "it has no shape");
}

/// Under the family itself p is uniform: below 0.05 in about 5 of 100 samples; above 14 once in 2,500.
TEST(GoodnessOfFit, HoldsItsSizeThoughParametersAreFitted) {
  int small = 0;
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    const FitData data(drawn(Normal{.mean = 1, .sd = 2}, 60, 100 + seed));
    small += goodness_of_fit(fit_family("normal", data), data, {.draws = 99, .seed = seed}).p <= 0.05;
  }
  EXPECT_LE(small, 14);
}

TEST(GoodnessOfFit, RefutesAnotherFamily) {
  const FitData data(drawn(Exponential{}, 300, 4));
  EXPECT_LE(goodness_of_fit(fit_family("normal", data), data, {.draws = 99}).p, 0.01);
}

}  // namespace
}  // namespace sanov
