#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "sanov/measures/measures.h"

namespace sanov {
namespace {

TEST(ConditionalEntropy, WorkedByHand) {
  const std::vector<double> table{0.25, 0.25, 0.5, 0};
  EXPECT_DOUBLE_EQ(conditional_entropy(Rows(table.data(), 2, 2)), 0.5 * std::log(2.0));
  const std::vector<double> determined{0.3, 0, 0, 0.7};
  EXPECT_EQ(conditional_entropy(Rows(determined.data(), 2, 2)), 0);
}

TEST(ConditionalEntropy, IsJointEntropyLessThatOfTheRows) {
  const std::vector<double> table{0.1, 0.2, 0.05, 0.15, 0.3, 0.2}, rows{0.35, 0.65};
  EXPECT_DOUBLE_EQ(conditional_entropy(Rows(table.data(), 2, 3)), entropy(table) - entropy(rows));
}

TEST(ConditionalEntropy, KeepsItsDigitsWhereOneCellHasNearlyAll) {
  // p ln(1 + e/p) + e ln(1 + p/e)
  const double e = 0x1p-60;
  const std::vector<double> table{1, e};
  const double expected = std::log1p(e) + e * (60 * std::log(2.0));
  EXPECT_DOUBLE_EQ(conditional_entropy(Rows(table.data(), 1, 2)), expected);
  const std::vector<double> least{1, 0x1p-1074};
  EXPECT_DOUBLE_EQ(conditional_entropy(Rows(least.data(), 1, 2)), 0x1p-1074 * std::round(1074 * std::log(2.0) + 1));
}

TEST(ConditionalEntropy, Gradient) {
  const std::vector<double> table{0.25, 0.25, 0.5, 0};
  std::vector<double> gradient(4);
  conditional_entropy.gradient(Rows(table.data(), 2, 2), gradient);
  EXPECT_DOUBLE_EQ(gradient[0], std::log(2.0));
  EXPECT_EQ(gradient[2], 0);
  EXPECT_EQ(gradient[3], std::numeric_limits<double>::infinity());
}

}  // namespace
}  // namespace sanov
