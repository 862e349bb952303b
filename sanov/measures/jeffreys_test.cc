#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "sanov/measures/measures.h"

namespace sanov {
namespace {

TEST(Jeffreys, WorkedByHand) {
  EXPECT_DOUBLE_EQ(jeffreys({0.25, 0.75}, {0.5, 0.5}), 0.25 * std::log(3.0));  // ¼ ln 2 + ¼ ln(3/2)
  EXPECT_EQ(psi({0.25, 0.75}, {0.5, 0.5}), jeffreys({0.25, 0.75}, {0.5, 0.5}));
}

TEST(Jeffreys, IsKlInBothDirections) {
  const std::vector<double> p{0.1, 0.2, 0.7}, q{0.3, 1e-20, 0.7};
  EXPECT_DOUBLE_EQ(jeffreys(p, p), 0);
  const std::vector<double> r{0.3, 0.25, 0.45};
  EXPECT_DOUBLE_EQ(jeffreys(p, r), kl(p, r) + kl(r, p));
}

TEST(Jeffreys, AZeroOnOneSideIsInfinite) {
  EXPECT_EQ(psi({0.5, 0.5, 0}, {0.5, 0.25, 0.25}), HUGE_VAL);
  EXPECT_EQ(psi({0.5, 0.25, 0.25}, {0.5, 0.5, 0}), HUGE_VAL);
  EXPECT_EQ(psi({0.5, 0.5, 0}, {0.5, 0.5, 0}), 0);
}

TEST(Jeffreys, SubnormalCells) {
  // d ln(p/q) with a ratio of 4: 3·2^-1072 · 2 ln 2, the second cell adding nothing that a double could hold
  EXPECT_NEAR(jeffreys({0x1p-1060, 1}, {0x1p-1062, 1}) / (0.75 * 0x1p-1060 * 2 * std::log(2.0)), 1, 1e-3);
}

}  // namespace
}  // namespace sanov
