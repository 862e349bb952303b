#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "sanov/base/error.h"
#include "sanov/losses/losses.h"

namespace sanov::losses {
namespace {

TEST(BinaryCrossEntropy, WorkedByHand) {
  const std::vector<double> x{0.5, 0.25, 0.25}, t{1, 0, 0.5};
  std::vector<double> values(3), gx(3), gt(3);
  binary_cross_entropy(x, t, {.reduction = Reduction::none, .values = values}, gx, gt);
  EXPECT_DOUBLE_EQ(values[0], std::log(2.0));
  EXPECT_DOUBLE_EQ(values[1], std::log(4.0 / 3));
  EXPECT_DOUBLE_EQ(values[2], (std::log(4.0) + std::log(4.0 / 3)) / 2);
  EXPECT_EQ(gx[0], -2);
  EXPECT_DOUBLE_EQ(gx[1], 4.0 / 3);
  EXPECT_DOUBLE_EQ(gx[2], -4.0 / 3);
  EXPECT_DOUBLE_EQ(gt[1], std::log(3.0));
}

TEST(BinaryCrossEntropy, CertainAndWrongCostsAHundred) {
  const std::vector<double> x{0, 1, 0, 1}, t{1, 0, 0, 1};
  std::vector<double> values(4), gx(4);
  binary_cross_entropy(x, t, {.reduction = Reduction::none, .values = values}, gx);
  EXPECT_EQ(values, (std::vector<double>{100, 100, 0, 0}));
  EXPECT_EQ(gx, (std::vector<double>{-1e12, 1e12, 0, 0}));
}

TEST(BinaryCrossEntropy, AMeanDividesByTheElements) {
  const std::vector<double> x{0.5, 0.5}, t{1, 0}, w{4, 2};
  EXPECT_DOUBLE_EQ(binary_cross_entropy(x, t, {.weight = w}), 3 * std::log(2.0));
}

TEST(BinaryCrossEntropy, LogitsAreNamed) {
  const std::vector<double> x{0.5, 1.5}, t{1, 0};
  try {
    binary_cross_entropy(x, t);
    FAIL();
  } catch (const DomainError& error) {
    EXPECT_STREQ(error.what(),
                 "binary_cross_entropy: input[1] is 1.5; it must be a probability, from 0 to 1; "
                 "binary_cross_entropy_with_logits takes logits");
  }
}

}  // namespace
}  // namespace sanov::losses
