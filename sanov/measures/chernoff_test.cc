#include "sanov/measures/chernoff.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "sanov/base/error.h"
#include "sanov/measures/measures.h"

namespace sanov {
namespace {

using Row = std::vector<double>;

TEST(Chernoff, OfMirrorImagesIsTheBhattacharyyaDistance) {
  EXPECT_NEAR(chernoff({0.36, 0.64}, {0.64, 0.36}), -std::log(0.96), 1e-16);
  EXPECT_NEAR(chernoff_alpha({0.36, 0.64}, {0.64, 0.36}), 0.5, 1e-15);
}

TEST(Chernoff, WorkedByHand) {
  // P = (1/2, 1/2), Q = (1/4, 3/4): with x = 2^α and y = (2/3)^α the sum is (x + 3y)/4, least where x ln 2 = 3y ln 3/2.
  const double alpha = std::log(3 * std::log(1.5) / std::log(2.0)) / std::log(3.0);
  EXPECT_NEAR(chernoff_alpha({0.5, 0.5}, {0.25, 0.75}), alpha, 1e-14);
  EXPECT_NEAR(chernoff({0.5, 0.5}, {0.25, 0.75}), -std::log((std::pow(2.0, alpha) + 3 * std::pow(2.0 / 3, alpha)) / 4),
              1e-15);
}

TEST(Chernoff, OneSupportInsideTheOtherIsAtAnEnd) {
  // Q = (1/2, 1/2), P = (1, 0): Σ = 2^(α−1), least at α = 0, where it is Q(p > 0).
  EXPECT_EQ(chernoff_alpha({1, 0}, {0.5, 0.5}), 0);
  EXPECT_DOUBLE_EQ(chernoff({1, 0}, {0.5, 0.5}), std::log(2.0));
  EXPECT_EQ(chernoff_alpha({0.5, 0.5}, {1, 0}), 1);
  EXPECT_DOUBLE_EQ(chernoff({0.5, 0.5}, {1, 0}), std::log(2.0));
}

TEST(Chernoff, EqualAndDisjoint) {
  EXPECT_EQ(chernoff({0.3, 0.7}, {0.3, 0.7}), 0);
  EXPECT_EQ(chernoff_alpha({0.3, 0.7}, {0.3, 0.7}), 0.5);
  EXPECT_EQ(chernoff({0.3, 0.7, 0, 0}, {0, 0, 0.1, 0.9}), HUGE_VAL);
}

TEST(Chernoff, SupportsThatHardlyOverlap) {
  // One cell in common: a^α b^(1−α) is least at an end, where it is the smaller of the two.
  EXPECT_DOUBLE_EQ(chernoff({1, 0}, {0x1p-1060, 1}), 1060 * std::log(2.0));
  EXPECT_EQ(chernoff_alpha({1, 0}, {0x1p-1060, 1}), 0);
  EXPECT_EQ(chernoff_alpha({1e-30, 1, 0}, {1e-20, 0, 1}), 1);
  // Two, mirrored: 2√(ab) at ½.
  EXPECT_DOUBLE_EQ(chernoff({1e-3, 1e-200, 0.999, 0}, {1e-200, 1e-3, 0, 0.999}), -std::log(2 * std::sqrt(1e-203)));
  EXPECT_NEAR(chernoff_alpha({1e-3, 1e-200, 0.999, 0}, {1e-200, 1e-3, 0, 0.999}), 0.5, 1e-15);
}

TEST(Chernoff, ACellThatIsNearlyEmptyOnOneSide) {
  // S(α) = c^(1−α) + b (a/b)^α, c = 1 − b, is least where c^(1−α) ln(1/c) = b (a/b)^α ln(b/a).
  const double a = 0x1p-1050, b = 0x1p-6, from_c = -std::log1p(-b), from_a = 1044 * std::log(2.0);
  double alpha = 0;
  for (int step = 0; step < 100; ++step) alpha = (std::log(b * from_a / from_c) + (1 - alpha) * from_c) / from_a;
  const double sum = std::exp(-(1 - alpha) * from_c) + b * std::exp(-alpha * from_a);
  EXPECT_NEAR(chernoff_alpha({a, 1}, {b, 1 - b}), alpha, 1e-12);
  EXPECT_NEAR(chernoff_alpha({b, 1 - b}, {a, 1}), 1 - alpha, 1e-12);
  EXPECT_NEAR(chernoff({a, 1}, {b, 1 - b}), -std::log(sum), 1e-15);
  EXPECT_NEAR(chernoff({b, 1 - b}, {a, 1}), -std::log(sum), 1e-15);
}

TEST(Chernoff, ATinyStepKeepsItsDigits) {
  // To second order Σ d²/8q, at α = ½.
  const double d = 0x1p-40;
  const Row p{0.5 + d, 0.5 - d}, q{0.5, 0.5};
  EXPECT_NEAR(chernoff(p, q) / (0.5 * d * d), 1, 1e-10);
  EXPECT_NEAR(chernoff_alpha(p, q), 0.5, 1e-9);
}

TEST(Chernoff, AlphaNeedsProbabilities) {
  EXPECT_THROW(chernoff_alpha({0.3, 0.8}, {0.3, 0.7}), DomainError);
  EXPECT_THROW(chernoff_alpha({0.3, 0.7}, {0.3, 0.3, 0.4}), InvalidArgument);
}

}  // namespace
}  // namespace sanov
