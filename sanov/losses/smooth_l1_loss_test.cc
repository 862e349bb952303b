#include <gtest/gtest.h>

#include <vector>

#include "sanov/base/error.h"
#include "sanov/losses/losses.h"

namespace sanov::losses {
namespace {

TEST(SmoothL1Loss, IsRoundedOffBelowBeta) {
  const std::vector<double> x{1, -2, 5}, t{0, 0, 0};
  std::vector<double> values(3), gx(3);
  smooth_l1_loss(x, t, {.beta = 2, .reduction = Reduction::none, .values = values}, gx);
  EXPECT_EQ(values, (std::vector<double>{0.25, 1, 4}));
  EXPECT_EQ(gx, (std::vector<double>{0.5, -1, 1}));
}

TEST(SmoothL1Loss, WithoutBetaIsTheAbsoluteError) {
  const std::vector<double> x{1, -2, 3}, t{0, 0, 3};
  std::vector<double> gx(3), expected(3);
  EXPECT_EQ(smooth_l1_loss(x, t, {.beta = 0}, gx), l1_loss(x, t, {}, expected));
  EXPECT_EQ(gx, expected);
}

TEST(SmoothL1Loss, ATinyBetaDoesNotUnderflow) {
  const std::vector<double> x{1e-200}, t{0};
  EXPECT_DOUBLE_EQ(smooth_l1_loss(x, t, {.beta = 2e-200}), 0.25e-200);
  EXPECT_THROW(smooth_l1_loss(x, t, {.beta = -1}), InvalidArgument);
}

}  // namespace
}  // namespace sanov::losses
