#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "sanov/base/error.h"
#include "sanov/losses/losses.h"

namespace sanov::losses {
namespace {

TEST(MseLoss, WorkedByHand) {
  const std::vector<double> x{1, 2, 4}, t{1, 0, 1};
  EXPECT_EQ(mse_loss(x, t), 13.0 / 3);
  EXPECT_EQ(mse_loss(x, t, {.reduction = Reduction::sum}), 13);
  std::vector<double> values(3), gx(3), gt(3);
  EXPECT_EQ(mse_loss(x, t, {.reduction = Reduction::none, .values = values}, gx, gt), 0);
  EXPECT_EQ(values, (std::vector<double>{0, 4, 9}));
  EXPECT_EQ(gx, (std::vector<double>{0, 4, 6}));
  EXPECT_EQ(gt, (std::vector<double>{0, -4, -6}));
}

TEST(MseLoss, AMeanDividesByTheSumOfTheWeights) {
  const std::vector<double> x{1, 2, 4}, t{1, 0, 1}, w{5, 1, 2};
  std::vector<double> gx(3);
  EXPECT_DOUBLE_EQ(mse_loss(x, t, {.weight = w}, gx), (4 + 18) / 8.0);
  EXPECT_DOUBLE_EQ(gx[2], 2 * 6 / 8.0);
}

TEST(MseLoss, NanHasAPlace) {
  std::vector<double> x(40, 1), t(40, 0);
  x[33] = std::nan("");
  try {
    mse_loss(Tensor(x.data(), {4, 10}), Tensor(t.data(), {4, 10}));
    FAIL();
  } catch (const DomainError& error) {
    EXPECT_STREQ(error.what(), "mse_loss: input[3, 3] is NaN; it must be a number");
  }
}

TEST(MseLoss, NothingHasNoMean) {
  const std::vector<double> none;
  EXPECT_THROW(mse_loss(none, none), InvalidArgument);
  EXPECT_EQ(mse_loss(none, none, {.reduction = Reduction::sum}), 0);
}

}  // namespace
}  // namespace sanov::losses
