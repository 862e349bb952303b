#include <gtest/gtest.h>

#include <cmath>

#include "sanov/base/error.h"
#include "sanov/measures/measures.h"

namespace sanov {
namespace {

TEST(BinaryEntropy, WorkedByHand) {
  EXPECT_DOUBLE_EQ(binary_entropy(0.5), std::log(2.0));
  EXPECT_DOUBLE_EQ(binary_entropy(0.25), 2 * std::log(2.0) - 0.75 * std::log(3.0));
  EXPECT_EQ(binary_entropy(0), 0);
  EXPECT_EQ(binary_entropy(1), 0);
}

TEST(BinaryEntropy, IsTheEntropyOfACoin) {
  for (const double x : {0.1, 0.25, 0.75}) EXPECT_DOUBLE_EQ(binary_entropy(x), entropy({x, 1 - x}));
  // For a small x it is x(1 − ln x), of which 1 − x knows nothing.
  for (const double x : {1e-300, 1e-20}) EXPECT_DOUBLE_EQ(binary_entropy(x), x * (1 - std::log(x)));
}

TEST(BinaryEntropy, TheSlopeIsTheLogOdds) {
  EXPECT_EQ(binary_entropy.gradient(0.5), 0);
  EXPECT_DOUBLE_EQ(binary_entropy.gradient(0.25), std::log(3.0));
  EXPECT_EQ(binary_entropy.gradient(0), HUGE_VAL);
  EXPECT_EQ(binary_entropy.gradient(1), -HUGE_VAL);
}

TEST(BinaryEntropy, NeedsAProbability) {
  for (const double x : {-0.1, 1.1, std::nan("")}) {
    EXPECT_THROW(binary_entropy(x), DomainError);
    EXPECT_THROW(binary_entropy.gradient(x), DomainError);
  }
}

}  // namespace
}  // namespace sanov
