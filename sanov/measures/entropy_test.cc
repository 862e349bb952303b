#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "sanov/base/error.h"
#include "sanov/measures/measures.h"

namespace sanov {
namespace {

TEST(Entropy, WorkedByHand) {
  EXPECT_DOUBLE_EQ(entropy({0.5, 0.25, 0.25}), 1.5 * std::log(2.0));
  EXPECT_EQ(entropy({0, 1, 0}), 0);
  EXPECT_DOUBLE_EQ(perplexity({0.25, 0.25, 0.25, 0.25}), 4);
  EXPECT_EQ(perplexity({1, 0}), 1);
}

TEST(RenyiEntropy, WorkedByHand) {
  const std::vector<double> p{0.5, 0.25, 0.25, 0};
  EXPECT_DOUBLE_EQ(renyi_entropy(2.0)(p), -std::log(0.375));
  EXPECT_DOUBLE_EQ(renyi_entropy(0.0)(p), std::log(3.0));
  EXPECT_DOUBLE_EQ(renyi_entropy(1.0)(p), entropy(p));
  EXPECT_DOUBLE_EQ(renyi_entropy(HUGE_VAL)(p), std::log(2.0));
  EXPECT_DOUBLE_EQ(tsallis_entropy(2.0)(p), 0.625);
  EXPECT_DOUBLE_EQ(tsallis_entropy(0.0)(p), 2);
  EXPECT_DOUBLE_EQ(tsallis_entropy(1.0)(p), entropy(p));
  EXPECT_EQ(tsallis_entropy(HUGE_VAL)(p), 0);
}

TEST(RenyiEntropy, OfAlikeCellsIsTheirLogarithm) {
  const std::vector<double> p(1000, 1e-3);
  for (const double alpha : {0.0, 0.3, 1.0, 1 + 1e-9, 2.0, 500.0, 1e9, HUGE_VAL})
    EXPECT_NEAR(renyi_entropy(alpha)(p), std::log(1000.0), 1e-13) << alpha;
}

TEST(RenyiEntropy, NearOneItIsNearTheEntropy) {
  // The derivative by alpha at 1 is minus half the variance of ln p, here 0.06.
  const std::vector<double> p{0.5, 0.25, 0.25};
  EXPECT_NEAR(renyi_entropy(1 + 1e-10)(p), entropy(p), 1e-11);
  EXPECT_NEAR(renyi_entropy(1 - 1e-10)(p), entropy(p), 1e-11);
}

TEST(RenyiEntropy, OfNearlyOneCellKeepsItsDigits) {
  const double d = 0x1p-60;  // Σp² = 1 − 2d + …
  EXPECT_DOUBLE_EQ(renyi_entropy(2.0)({d, 1}), 2 * d / 2);
}

TEST(Entropy, WrongInputIsAnError) {
  EXPECT_THROW(entropy({0.5, 0.6}), DomainError);
  EXPECT_THROW(entropy({1.5, -0.5}), DomainError);
  EXPECT_THROW(entropy({NAN, 1}), DomainError);
  EXPECT_THROW(entropy(std::vector<double>{}), InvalidArgument);
}

}  // namespace
}  // namespace sanov
