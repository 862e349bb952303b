#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "sanov/measures/measures.h"

namespace sanov {
namespace {

TEST(CrossEntropy, WorkedByHand) {
  EXPECT_DOUBLE_EQ(cross_entropy({0.5, 0.5}, {0.25, 0.75}), 0.5 * std::log(16.0 / 3));
  EXPECT_EQ(cross_entropy({1, 0}, {1, 0}), 0);
  EXPECT_EQ(cross_entropy({1, 0}, {0, 1}), HUGE_VAL);
}

TEST(CrossEntropy, IsEntropyAndKl) {
  const std::vector<double> p{0.1, 0.2, 0.7}, q{0.3, 0.25, 0.45};
  EXPECT_DOUBLE_EQ(cross_entropy(p, q), entropy(p) + kl(p, q));
  EXPECT_DOUBLE_EQ(cross_entropy(p, p), entropy(p));
}

}  // namespace
}  // namespace sanov
