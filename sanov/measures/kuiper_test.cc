#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "sanov/measures/measures.h"

namespace sanov {
namespace {

TEST(Kuiper, WorkedByHand) {
  // F − G is .2, −.1, −.3, 0
  EXPECT_DOUBLE_EQ(kuiper({0.3, 0.1, 0.1, 0.5}, {0.1, 0.4, 0.3, 0.2}), 0.5);
  EXPECT_EQ(kuiper({0, 1, 0}, {0.5, 0, 0.5}), 1);
  EXPECT_EQ(kuiper({0.1, 0.2, 0.7}, {0.1, 0.2, 0.7}), 0);
  EXPECT_EQ(kuiper({1}, {1}), 0);
}

TEST(Kuiper, AnyCellOfACircleMayComeFirst) {
  std::vector<double> p{0.3, 0.1, 0.1, 0.5}, q{0.1, 0.4, 0.3, 0.2};
  for (int turn = 0; turn < 4; ++turn) {
    EXPECT_DOUBLE_EQ(kuiper(p, q), 0.5) << turn;
    std::rotate(p.begin(), p.begin() + 1, p.end());
    std::rotate(q.begin(), q.begin() + 1, q.end());
  }
}

TEST(Kuiper, Gradient) {
  std::vector<double> gp(4), gq(4);
  kuiper.gradient({0.3, 0.1, 0.1, 0.5}, {0.1, 0.4, 0.3, 0.2}, {0, 1, 2, 3}, gp, gq);
  // + after the first cell, − after the third
  EXPECT_THAT(gp, testing::ElementsAre(0, -1, -1, 0));
  EXPECT_THAT(gq, testing::ElementsAre(0, 1, 1, 0));
}

}  // namespace
}  // namespace sanov
