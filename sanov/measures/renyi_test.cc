#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "sanov/base/error.h"
#include "sanov/measures/measures.h"

namespace sanov {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
using Row = std::vector<double>;

TEST(Renyi, WorkedByHand) {
  const Row p{0.5, 0.5}, q{0.25, 0.75};
  EXPECT_DOUBLE_EQ(renyi(2.0)(p, q), std::log(4.0 / 3));  // ¼/¼ + ¼/¾
  EXPECT_DOUBLE_EQ(renyi(kInfinity)(p, q), std::log(2.0));
  EXPECT_DOUBLE_EQ(renyi(0.0)({1, 0}, q), std::log(4.0));
  EXPECT_EQ(renyi(0.0)(p, q), 0);
  EXPECT_DOUBLE_EQ(tsallis(2.0)(p, q), 1.0 / 3);
  EXPECT_DOUBLE_EQ(tsallis(0.0)({1, 0}, q), 0.75);
}

TEST(Renyi, IsWhatItsLimitsAre) {
  const Row p{0.1, 0.2, 0.7}, q{0.3, 0.25, 0.45};
  EXPECT_DOUBLE_EQ(renyi(1.0)(p, q), kl(p, q));
  EXPECT_DOUBLE_EQ(tsallis(1.0)(p, q), kl(p, q));
  EXPECT_DOUBLE_EQ(renyi(0.5)(p, q), 2 * bhattacharyya(p, q));
  EXPECT_DOUBLE_EQ(tsallis(0.5)(p, q), squared_chord(p, q));
  // The derivative by alpha at 1 is half the variance of ln(p/q) under p, here about 0.12: 1e-10 is nearly there.
  EXPECT_NEAR(renyi(1 + 1e-10)(p, q), kl(p, q), 2e-11);
  EXPECT_NEAR(renyi(1 - 1e-10)(p, q), kl(p, q), 2e-11);
  EXPECT_NEAR(renyi(1e8)(p, q), renyi(kInfinity)(p, q), 1e-7);
}

TEST(Renyi, NearAlphaOneIsMonotoneInAlpha) {
  const Row p{0.1, 0.2, 0.7}, q{0.3, 0.25, 0.45};
  double before = 0;
  for (double alpha = 1 - 1e-9; alpha <= 1 + 1e-9; alpha += 1e-10) {
    EXPECT_GE(renyi(alpha)(p, q), before);
    before = renyi(alpha)(p, q);
  }
}

TEST(Renyi, DisjointSupportsAreInfinitelyApart) {
  for (const double alpha : {0.0, 1e-9, 0.3, 0.5, 0.7, 1.0, 3.0, kInfinity})
    EXPECT_EQ(renyi(alpha)({0.3, 0.7, 0, 0}, {0, 0, 0.1, 0.9}), kInfinity) << alpha;
}

TEST(Renyi, PowersThatOverflowAreNoTrouble) {
  // One cell dominates: D = (α ln p + (1 − α) ln q)/(α − 1), with ln q = −200 ln 2.
  const Row p{0.5, 0.5}, q{0x1p-200, 1};
  for (const double alpha : {8.0, 50.0, 1e4})
    EXPECT_NEAR(renyi(alpha)(p, q), (-alpha + 200 * (alpha - 1)) * std::log(2.0) / (alpha - 1), 1e-12);
  EXPECT_DOUBLE_EQ(renyi(kInfinity)(p, q), 199 * std::log(2.0));
  EXPECT_DOUBLE_EQ(renyi(kInfinity)({1, 0}, {4.94e-324, 1}), 1074 * std::log(2.0));
}

TEST(Renyi, TheGradientAtInfinityIsOfTheLargestRatio) {
  Row gp(3), gq(3);
  renyi(kInfinity).measure().gradient({0.5, 0.25, 0.25}, {0.25, 0.5, 0.25}, {{kInfinity}}, gp, gq);
  EXPECT_EQ(gp, (Row{2, 0, 0}));
  EXPECT_EQ(gq, (Row{-4, 0, 0}));
}

TEST(Renyi, ATinyStepKeepsItsDigits) {
  // To second order every one of them is α Σ d²/2q.
  const double d = 0x1p-40;
  const Row p{0.5 + d, 0.5 - d}, q{0.5, 0.5};
  for (const double alpha : {0.1, 0.5, 0.9, 1.0, 2.0, 30.0})
    EXPECT_NEAR(renyi(alpha)(p, q) / (alpha * 2 * d * d), 1, 1e-10) << alpha;
}

}  // namespace
}  // namespace sanov
