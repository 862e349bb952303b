#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "sanov/measures/measures.h"

namespace sanov {
namespace {

TEST(Bhattacharyya, WorkedByHand) {
  // √p = (.6, .8), √q = (.8, .6)
  EXPECT_DOUBLE_EQ(fidelity({0.36, 0.64}, {0.64, 0.36}), 0.96);
  EXPECT_DOUBLE_EQ(bhattacharyya({0.36, 0.64}, {0.64, 0.36}), -std::log(0.96));
  EXPECT_DOUBLE_EQ(bhattacharyya({1, 0}, {0.01, 0.99}), std::log(10.0));
}

TEST(Bhattacharyya, EqualAndDisjoint) {
  EXPECT_DOUBLE_EQ(fidelity({0.25, 0.75}, {0.25, 0.75}), 1);
  EXPECT_EQ(bhattacharyya({0.3, 0.7}, {0.3, 0.7}), 0);
  EXPECT_EQ(fidelity({1, 0}, {0, 1}), 0);
  EXPECT_EQ(bhattacharyya({1, 0}, {0, 1}), HUGE_VAL);
}

TEST(Bhattacharyya, InfinityIsOfTheCellsThatAreNotEmpty) {
  std::vector<double> terms(3);
  bhattacharyya.terms({1, 0, 0}, {0, 1, 0}, terms);
  EXPECT_EQ(terms, (std::vector<double>{HUGE_VAL, HUGE_VAL, 0}));
}

TEST(Bhattacharyya, ATinyStepKeepsItsDigits) {
  const double d = 0x1p-40;  // Σ d²/8q to second order
  const std::vector<double> p{0.5 + d, 0.5 - d}, q{0.5, 0.5};
  EXPECT_NEAR(bhattacharyya(p, q) / (0.5 * d * d), 1, 1e-11);
}

}  // namespace
}  // namespace sanov
