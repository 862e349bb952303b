#include "sanov/report/number_text.h"

#include <gtest/gtest.h>

#include <cmath>

namespace sanov {
namespace {

TEST(NumberText, RoundsToThreeDigits) {
  EXPECT_EQ(rounded(0.0225824), "0.0226");
  EXPECT_EQ(rounded(-0.0), "0");
  EXPECT_EQ(rounded(INFINITY), "∞");
  EXPECT_EQ(rounded(-INFINITY), "−∞");
  EXPECT_EQ(counted(1, "row"), "1 row");
  EXPECT_EQ(counted(1234567, "row"), "1,234,567 rows");
  EXPECT_EQ(with_commas(1e16), "1e+16");
}

TEST(NumberText, TimesHaveAUnitThatReadsWell) {
  EXPECT_EQ(duration_text(90, 3), "90 s");
  EXPECT_EQ(duration_text(18720, 3), "5.2 h");
  EXPECT_EQ(duration_text(365 * 86400., 3), "365 d");
  EXPECT_EQ(duration_text(INFINITY, 3), "∞");
}

}  // namespace
}  // namespace sanov
