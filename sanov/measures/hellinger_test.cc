#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <vector>

#include "sanov/measures/measures.h"

namespace sanov {
namespace {

TEST(Hellinger, WorkedByHand) {
  // √p = (.6, .8), √q = (.8, .6): Σ(√p − √q)² = .08, BC = .96
  EXPECT_DOUBLE_EQ(hellinger({0.36, 0.64}, {0.64, 0.36}), 0.2);
  EXPECT_DOUBLE_EQ(matusita({0.36, 0.64}, {0.64, 0.36}), std::sqrt(0.08));
  EXPECT_DOUBLE_EQ(squared_chord({0.36, 0.64}, {0.64, 0.36}), 0.08);
  EXPECT_DOUBLE_EQ(fisher_rao({0.36, 0.64}, {0.64, 0.36}), 2 * std::acos(0.96));
}

TEST(Hellinger, DisjointSupportsReachTheUpperEnd) {
  EXPECT_EQ(hellinger({1, 0}, {0, 1}), 1);
  EXPECT_EQ(matusita({1, 0}, {0, 1}), std::sqrt(2.0));
  EXPECT_EQ(squared_chord({1, 0}, {0, 1}), 2);
  EXPECT_DOUBLE_EQ(fisher_rao({1, 0}, {0, 1}), std::numbers::pi);
}

TEST(Hellinger, ATinyStepKeepsItsDigits) {
  // To second order Σ(√p − √q)² = Σ d²/4p, where 1 − BC in double precision is 0.
  const double d = 0x1p-40;
  const std::vector<double> p{0.5 + d, 0.5 - d}, q{0.5, 0.5};
  EXPECT_NEAR(hellinger(p, q) / (d / std::sqrt(2.0)), 1, 1e-11);
  EXPECT_NEAR(fisher_rao(p, q) / (2 * d), 1, 1e-11);
}

TEST(Hellinger, ZerosAndSubnormalsAreNoTrouble) {
  EXPECT_DOUBLE_EQ(squared_chord({0, 1e-310, 1}, {0, 0, 1}), 1e-310);
  EXPECT_DOUBLE_EQ(squared_chord({0, 1e-320, 1}, {0, 4e-320, 1}), 1e-320);
}

}  // namespace
}  // namespace sanov
