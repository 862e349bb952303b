#include "sanov/fit/verdict.h"

#include <gtest/gtest.h>

#include <cmath>

namespace sanov {
namespace {

RankedFit ranked(std::string_view family, double behind, double error, std::optional<double> p) {
  RankedFit r;
  r.fit.family = family;
  r.score = -3 - behind;
  r.behind = behind;
  r.behind_error = error;
  r.fit_p = p;
  return r;
}

std::string said(std::vector<RankedFit> fits, RankCriterion criterion = RankCriterion::held_out, std::size_t bins = 0,
                 double mass = 100) {
  return verdict(
      {.fits = std::move(fits), .left_out = {}, .named = false, .criterion = criterion, .bins = bins, .verdict = {}},
      mass);
}

TEST(Verdict, OfAHandfulOfValuesIsNone) {
  std::vector<RankedFit> fits{ranked("gamma", 0, 0, 0.5), ranked("weibull", 1, 0.2, 0.5)};
  EXPECT_EQ(said(fits, RankCriterion::held_out, 0, 5),
            "5 values are too few to tell families apart: that gamma comes first may be chance");
  for (RankedFit& r : fits) r.score = -HUGE_VAL;
  EXPECT_EQ(said(fits, RankCriterion::held_out, 0, 2),
            "2 values are too few to tell families apart: none can be judged by values held out");
  EXPECT_EQ(said({fits[0]}, RankCriterion::held_out, 0, 2), "values held out cannot judge gamma");
}

TEST(Verdict, SaysNoneOnlyWhereAllTestedAreRefuted) {
  EXPECT_EQ(said({ranked("gamma", 0, 0, 0.005), ranked("weibull", 0.02, 0.03, 0.008), ranked("normal", 1, 0.1, {})}),
            "none of these families describes the data: the best, gamma, is refuted (p < 0.01)");
  EXPECT_EQ(
      said({ranked("gamma", 0, 0, 0.005), ranked("weibull", 0.02, 0.03, 0.005), ranked("lomax", 0.024, 0.022, 0.15)}),
      "gamma says most of values held out, but is refuted (p < 0.01); lomax, 0.024 ± 0.022 nats a value behind, is "
      "not (p 0.15)");
}

TEST(Verdict, ClaimsNoErrorOfACriterionThatHasNone) {
  std::vector<RankedFit> fits{ranked("gamma", 0.02, 0.03, 0.5), ranked("weibull", 0, 0, 0.5)};
  fits[1].gap = 0.0123;
  EXPECT_EQ(
      said(fits, RankCriterion::binned_kl, 12),
      "gamma has the smallest binned KL on 12 bins, 0.0123 nats before weibull; of values held out weibull says more, "
      "by 0.020 ± 0.030 nats a value");
  fits[1].gap = 2.34;
  fits[1].score = fits[0].score;
  EXPECT_EQ(said(fits, RankCriterion::aic), "gamma has the smallest AIC, 2.3 before weibull");
}

}  // namespace
}  // namespace sanov
