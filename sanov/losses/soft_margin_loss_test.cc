#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "sanov/base/error.h"
#include "sanov/losses/losses.h"

namespace sanov::losses {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

TEST(SoftMarginLoss, WorkedByHand) {
  const double l = std::log(3.0);
  const std::vector<double> x{l, l, 0}, t{1, -1, 1};
  std::vector<double> values(3), gx(3);
  soft_margin_loss(x, t, {.reduction = Reduction::none, .values = values}, gx);
  EXPECT_DOUBLE_EQ(values[0], std::log(4.0 / 3));
  EXPECT_DOUBLE_EQ(values[1], std::log(4.0));
  EXPECT_DOUBLE_EQ(gx[0], -0.25);
  EXPECT_DOUBLE_EQ(gx[1], 0.75);
  EXPECT_DOUBLE_EQ(gx[2], -0.5);
}

TEST(SoftMarginLoss, ALargeScoreIsNoInfinity) {
  const std::vector<double> x{1000, kInfinity}, t{-1, 1};
  std::vector<double> gx(2);
  EXPECT_EQ(soft_margin_loss(x, t, {.reduction = Reduction::sum}, gx), 1000);
  EXPECT_EQ(gx, (std::vector<double>{1, 0}));
}

TEST(SoftMarginLoss, LabelsAreMinusOneOrOne) {
  const std::vector<double> x{1, 1}, t{1, 0};
  try {
    soft_margin_loss(x, t);
    FAIL();
  } catch (const DomainError& error) {
    EXPECT_STREQ(error.what(), "soft_margin_loss: target[1] is 0; labels are -1 or 1");
  }
  const std::vector<std::int64_t> whole{1, -1};
  EXPECT_EQ(soft_margin_loss(x, whole), soft_margin_loss(x, std::vector<double>{1, -1}));
}

}  // namespace
}  // namespace sanov::losses
