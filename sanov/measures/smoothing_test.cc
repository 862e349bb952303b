#include "sanov/measures/smoothing.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "sanov/base/error.h"
#include "sanov/measures/measures.h"

namespace sanov {
namespace {

using ::testing::DoubleEq;
using ::testing::ElementsAre;

TEST(Smoothing, AddsToEveryCount) {
  // (3 + ½)/(5 + 3/2), (2 + ½)/6.5, ½/6.5.
  EXPECT_THAT(smoothed({3, 2, 0}, Smoothing::additive()),
              ElementsAre(DoubleEq(3.5 / 6.5), DoubleEq(2.5 / 6.5), DoubleEq(0.5 / 6.5)));
}

TEST(Smoothing, SharesTheHoldoutAmongEmptyCells) {
  EXPECT_THAT(smoothed({0.5, 0, 0.5, 0}, Smoothing::holdout(0.1)),
              ElementsAre(DoubleEq(0.45), DoubleEq(0.05), DoubleEq(0.45), DoubleEq(0.05)));
}

TEST(Smoothing, LeavesFullCellsToThemselves) {
  EXPECT_THAT(smoothed({0.25, 0.75}, Smoothing::holdout(0.1)), ElementsAre(0.25, 0.75));
  EXPECT_THAT(smoothed({1, 3}, Smoothing{}), ElementsAre(0.25, 0.75));
}

TEST(Smoothing, MakesAnInfiniteDivergenceFiniteAndSaysHowMuchItDecides) {
  const Smoothing half = Smoothing::additive(0.5);
  const SmoothedValue found = smoothed_value(kl.with({}), {3, 1}, {4, 0}, half);
  const auto by_hand = [](double a) {
    const double p = (3 + a) / (4 + 2 * a), q = (4 + a) / (4 + 2 * a);
    return p * std::log(p / q) + (1 - p) * std::log((1 - p) / (1 - q));
  };
  EXPECT_NEAR(found.value, by_hand(0.5), 1e-14);
  EXPECT_NEAR(found.at_half, by_hand(0.25), 1e-14);
  EXPECT_NEAR(found.at_twice, by_hand(1), 1e-14);
  EXPECT_GT(found.at_half, found.at_twice);
  EXPECT_TRUE(std::isinf(smoothed_value(kl.with({}), {3, 1}, {4, 0}, {}).value));
}

TEST(Smoothing, OfFloatsSumsToOneAsDoublesMust) {
  // They sum to 1 + 3.5·10⁻⁷, which floats may and doubles may not.
  const std::vector<float> thirds{0.33333345f, 0.33333345f, 0.33333345f, 0};
  for (const Smoothing& smoothing :
       {Smoothing{}, Smoothing::additive(1e-9), Smoothing::holdout(), Smoothing::holdout(1e-9)}) {
    const Probabilities result = smoothed(thirds, smoothing);
    double sum = 0;
    for (const double cell : result) sum += cell;
    EXPECT_NEAR(sum, 1, 1e-15) << to_text(smoothing);
    EXPECT_EQ(kl(result, result), 0) << to_text(smoothing);
  }
  const std::vector<float> full(3, 0.33333345f);
  EXPECT_THAT(smoothed(full, Smoothing::holdout()),
              ElementsAre(DoubleEq(1.0 / 3), DoubleEq(1.0 / 3), DoubleEq(1.0 / 3)));
}

TEST(Smoothing, NeverHoldsOutEverything) {
  EXPECT_EQ(twice(Smoothing::holdout(0.2)).amount, 0.4);
  EXPECT_LT(twice(Smoothing::holdout(0.9)).amount, 1);
}

TEST(Smoothing, IsReadAsItIsWritten) {
  for (const Smoothing& smoothing : {Smoothing{}, Smoothing::additive(1), Smoothing::holdout(1e-3)})
    EXPECT_EQ(smoothing_from(to_text(smoothing)), smoothing);
  EXPECT_EQ(smoothing_from("additive"), Smoothing::additive(0.5));
  EXPECT_EQ(smoothing_from("holdout"), Smoothing::holdout(0.01));
}

TEST(Smoothing, NamesWhatIsWrong) {
  for (const char* text : {"aditive(1)", "", "additive(", "additive(1)x", "additive()", "none(1)", "holdout(a)"})
    EXPECT_THROW(smoothing_from(text), InvalidArgument) << text;
  for (const char* text : {"additive(0)", "additive(-1)", "holdout(1)", "holdout(0)", "additive(inf)", "additive(nan)"})
    EXPECT_THROW(smoothing_from(text), DomainError) << text;
  EXPECT_THROW(smoothed({-1, 2}, Smoothing::additive()), DomainError);
  EXPECT_THROW(smoothed({0.5, 0.6}, Smoothing::holdout()), DomainError);
  EXPECT_THROW(smoothed({0.5, 0.5}, {Smoothing::Kind::holdout, 2}), DomainError);
}

}  // namespace
}  // namespace sanov
