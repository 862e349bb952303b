#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "sanov/base/error.h"
#include "sanov/losses/losses.h"

namespace sanov::losses {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

TEST(HuberLoss, IsSquaredWithinDeltaAndStraightBeyond) {
  const std::vector<double> x{0.5, -2, 5}, t{0, 0, 0};
  std::vector<double> values(3), gx(3), gt(3);
  huber_loss(x, t, {.delta = 2, .reduction = Reduction::none, .values = values}, gx, gt);
  EXPECT_EQ(values, (std::vector<double>{0.125, 2, 8}));
  EXPECT_EQ(gx, (std::vector<double>{0.5, -2, 2}));
  EXPECT_EQ(gt, (std::vector<double>{-0.5, 2, -2}));
}

TEST(HuberLoss, AMeanDividesByTheElementsWhateverTheWeights) {
  const std::vector<double> x{3, 3}, t{0, 0}, w{1, 3};
  std::vector<double> gx(2);
  EXPECT_EQ(huber_loss(x, t, {.weight = w}, gx), 4 * 2.5 / 2);
  EXPECT_EQ(gx, (std::vector<double>{0.5, 1.5}));
}

TEST(HuberLoss, DeltaHasItsLimits) {
  const std::vector<double> x{30}, t{0};
  EXPECT_EQ(huber_loss(x, t, {.delta = kInfinity}), 450);
  EXPECT_THROW(huber_loss(x, t, {.delta = 0}), InvalidArgument);
  EXPECT_THROW(huber_loss(x, t, {.delta = std::nan("")}), InvalidArgument);
}

}  // namespace
}  // namespace sanov::losses
