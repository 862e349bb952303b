#include "sanov/fit/binned_kl.h"

#include <gtest/gtest.h>

#include <cmath>

#include "sanov/base/error.h"
#include "sanov/families/families.h"
#include "sanov/fit/rank_families.h"

namespace sanov {
namespace {

/// 1 of 4 values below 2, 2 from 2 to 4, 1 above: of an exponential 1 − e^−2, e^−2 − e^−4, e^−4.
TEST(BinnedKl, IsThatOfSharesAndChances) {
  const FitData data(std::vector<double>{0, 2, 3.5, 6});
  const BinnedData bins = binned(data, 3);
  ASSERT_EQ(bins.bins.size(), 3u);
  EXPECT_EQ(bins.count, 3u);
  EXPECT_EQ(bins.bins[0].low, -HUGE_VAL);
  EXPECT_EQ(bins.bins[1].low, 2);
  EXPECT_EQ(bins.bins[2].high, HUGE_VAL);
  const double a = 1 - std::exp(-2), b = std::exp(-2) - std::exp(-4), c = std::exp(-4);
  const double expected = 0.25 * std::log(0.25 / a) + 0.5 * std::log(0.5 / b) + 0.25 * std::log(0.25 / c);
  EXPECT_NEAR(binned_kl(bins, Exponential{.scale = 1}), expected, 1e-12);
}

/// The shares of 0, 1, 2 are 1/2, 1/4, 1/4; a Poisson variable of rate 1 is 0, 1 or more with 1/e, 1/e, 1 − 2/e.
TEST(BinnedKl, HasEachWholeNumberAsABin) {
  const FitData data(std::vector<double>{0, 0, 1, 2});
  const BinnedData bins = binned(data);
  EXPECT_EQ(bins.count, 3u);
  EXPECT_NEAR(binned_kl(bins, Poisson{.mean = 1}),
              0.5 * std::log(0.5 / std::exp(-1)) + 0.25 * std::log(0.25 / std::exp(-1)) +
                  0.25 * std::log(0.25 / (1 - 2 * std::exp(-1))),
              1e-12);
}

TEST(BinnedKl, IsInfiniteWhereADistributionCannotHaveABin) {
  EXPECT_EQ(binned_kl(binned(FitData(std::vector<double>{0.5, 1.5, 2.6, 3.5}), 3), Uniform{.low = 0, .high = 1.4}),
            HUGE_VAL);
}

/// Of 0.5, 1.5 … 7.5 the quartiles are 2.25 and 5.75 (as numpy has them): ⌈7 / (2 · 3.5 / 2)⌉ = 2.
TEST(BinnedKl, TakesFreedmanAndDiaconisBins) {
  EXPECT_EQ(binned(FitData(std::vector<double>{0.5, 1.5, 2.5, 3.5, 4.5, 5.5, 6.5, 7.5})).count, 2u);
  // No spread between the quartiles: Sturges' ⌈log₂ 8⌉ + 1.
  EXPECT_EQ(binned(FitData(std::vector<double>{0.5, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 9.5})).count, 4u);
}

TEST(BinnedKl, RefusesWhatHasNoBins) {
  const FitData data(std::vector<double>{0.5, 1.5, 2.5, 4}), whole(std::vector<double>{0, 1, 1, 3});
  EXPECT_THROW(binned(data, 0), InvalidArgument);
  EXPECT_THROW(binned(data, 1), InvalidArgument);
  EXPECT_THROW(binned(data, 1000001), InvalidArgument);
  EXPECT_THROW(binned(whole, 3), InvalidArgument);
  const std::vector<double> x{1.5, 2, 3}, event{1, 0, 1};
  EXPECT_THROW(binned(FitData(RowsWithEvents{x, event})), InvalidArgument);
  EXPECT_THROW(rank_families(data, {.bins = 4, .fit_draws = 0}), InvalidArgument);
}

TEST(RankCriterion, PutsFamiliesInOrder) {
  const FitData data(std::vector<double>{0.31, 0.9, 1.2, 1.7, 2.2, 2.9, 3.8, 4.4, 6.1, 9.7});
  const std::string_view families[] = {"exponential", "gamma", "lognormal", "normal"};
  for (const RankCriterionInfo& info : rank_criteria()) {
    const Ranking r = rank_families(data, {.families = families, .criterion = info.criterion, .fit_draws = 0});
    ASSERT_EQ(r.fits.size(), 4u);
    EXPECT_EQ(r.criterion, info.criterion);
    EXPECT_EQ(rank_criterion(info.name), info.criterion);
    const double sign = info.criterion == RankCriterion::held_out ? -1 : 1;
    for (std::size_t i = 0; i < 4; ++i) {
      const RankedFit& f = r.fits[i];
      EXPECT_GE(f.gap, 0);
      EXPECT_NEAR(f.gap, sign * (f.criterion - r.fits[0].criterion), 1e-12);
      EXPECT_GE(sign * f.criterion, sign * r.fits[i == 0 ? 0 : i - 1].criterion);
      if (info.criterion == RankCriterion::aic) {
        EXPECT_DOUBLE_EQ(f.criterion, 2 * f.fit.free - 2 * f.fit.log_likelihood);
      }
      if (info.criterion == RankCriterion::binned_kl) {
        EXPECT_EQ(f.criterion, binned_kl(binned(data), f.fit.distribution()));
      }
    }
  }
  EXPECT_THROW(rank_criterion("bin_kl"), InvalidArgument);
}

}  // namespace
}  // namespace sanov
