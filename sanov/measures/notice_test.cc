#include "sanov/measures/notice.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "sanov/base/error.h"

namespace sanov {
namespace {

TEST(SamplesToNotice, IsSteinsNumber) {
  // KL = 0.0225824210843… nats and ln 20 = 2.9957…: 132.66 draws.
  EXPECT_EQ(samples_to_notice({0.4, 0.6}, {0.3, 0.7}), 133);
  // ln 100 = 4.6052: 203.93.
  EXPECT_EQ(samples_to_notice({0.4, 0.6}, {0.3, 0.7}, 0.01), 204);
}

TEST(SamplesToNotice, IsNeverForEqualDistributions) {
  EXPECT_EQ(samples_to_notice({0.4, 0.6}, {0.4, 0.6}), std::numeric_limits<double>::infinity());
}

TEST(SamplesToNotice, IsOneWhereEveryDrawIsImpossible) { EXPECT_EQ(samples_to_notice({1, 0}, {0, 1}), 1); }

TEST(SamplesToNotice, WaitsForTheImpossibleCell) {
  // Of the rest nothing can be told: P within the possible cells is Q. ln 0.05 / ln 0.9 = 28.43.
  EXPECT_EQ(samples_to_notice({0.45, 0.45, 0.1}, {0.5, 0.5, 0}), 29);
}

TEST(SamplesToNotice, DoesNotWaitWhereTheRestTellsSooner) {
  // The impossible cell shows up after thousands of draws; 0.999 in a cell where Q has 0.1 tells at about 2.3 nats a
  // draw.
  EXPECT_EQ(samples_to_notice({0.999, 0, 0.001}, {0.1, 0.9, 0}), 2);
}

TEST(SamplesToNotice, RejectsALevelThatIsNone) {
  EXPECT_THROW(samples_to_notice({1}, {1}, 0), DomainError);
  EXPECT_THROW(samples_to_notice({1}, {1}, 1), DomainError);
}

}  // namespace
}  // namespace sanov
