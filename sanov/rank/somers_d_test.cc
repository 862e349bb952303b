#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "sanov/rank/naive_test.h"
#include "sanov/rank/rank.h"

namespace sanov {
namespace {

TEST(SomersD, WorkedByHand) {
  // Of the 10 pairs 2 rise and 6 fall; 2 are tied in x and 1 in y.
  EXPECT_EQ(*somers_d({12, 2, 1, 12, 2}, {1, 4, 7, 1, 0}).value, -4 / 8.0);
  EXPECT_EQ(*somers_d({1, 4, 7, 1, 0}, {12, 2, 1, 12, 2}).value, -4 / 9.0);
}

TEST(SomersD, OfAYesOrNoIsTheAreaUnderTheCurve) {
  // Scores of two positives 3, 5 and three negatives 1, 3, 4: 4 of 6 pairs are right, 1 is tied: AUC = 4.5/6.
  EXPECT_NEAR(*somers_d({1, 1, 0, 0, 0}, {3, 5, 1, 3, 4}).value, 2 * 4.5 / 6 - 1, 1e-16);
}

TEST(SomersD, BothWaysMultiplyToTauBSquared) {
  const auto x = naive::column(300, 1, 0.5), y = naive::following(x, 0.4, 2, 1);
  const double tau = *kendall(x, y).value;
  EXPECT_NEAR(*somers_d(x, y).value * *somers_d(y, x).value, tau * tau, 1e-15);
  EXPECT_EQ(*somers_d(x, y).p, *kendall(x, y).p);
}

}  // namespace
}  // namespace sanov
