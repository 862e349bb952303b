#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "sanov/base/error.h"
#include "sanov/losses/losses.h"

namespace sanov::losses {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

TEST(GaussianNllLoss, WorkedByHand) {
  const std::vector<double> x{1, 3}, t{3, 3}, v{4, 1};
  std::vector<double> values(2), gx(2), gt(2), gv(2);
  gaussian_nll_loss(x, t, v, {.reduction = Reduction::none, .values = values}, gx, gt, gv);
  EXPECT_DOUBLE_EQ(values[0], std::log(2.0) + 0.5);
  EXPECT_EQ(values[1], 0);
  EXPECT_EQ(gx, (std::vector<double>{-0.5, 0}));
  EXPECT_EQ(gt, (std::vector<double>{0.5, 0}));
  EXPECT_EQ(gv, (std::vector<double>{0, 0.5}));
  EXPECT_DOUBLE_EQ(gaussian_nll_loss(x, t, v, {.full = true}), (std::log(2.0) + 0.5) / 2 + 0.5 * std::log(2 * M_PI));
}

TEST(GaussianNllLoss, TheVariancesSlopeTakesNoNoticeOfTheHold) {
  // v = 0.01: ½(1 − 1/v)/v = −4950.
  const std::vector<double> x{0}, t{1}, v{0};
  std::vector<double> gv(1);
  EXPECT_DOUBLE_EQ(gaussian_nll_loss(x, t, v, {.eps = 0.01}, {}, {}, gv), 0.5 * (std::log(0.01) + 100));
  EXPECT_DOUBLE_EQ(gv[0], -4950);
}

TEST(GaussianNllLoss, NothingIsNotANumber) {
  const std::vector<double> x{kInfinity, kInfinity, 0, 1}, t{kInfinity, 0, 0, 0}, v{1, 1, 0, 0};
  std::vector<double> values(4), gx(4), gt(4), gv(4);
  gaussian_nll_loss(x, t, v, {.eps = 4.9e-324, .reduction = Reduction::none, .values = values}, gx, gt, gv);
  EXPECT_EQ(values[0], 0);
  EXPECT_EQ(values[1], kInfinity);
  for (const auto* all : {&values, &gx, &gt, &gv})
    for (const double each : *all) EXPECT_FALSE(std::isnan(each));
}

TEST(GaussianNllLoss, AVarianceIsNotNegative) {
  const std::vector<double> x{1, 1}, v{1, -1};
  EXPECT_THROW(gaussian_nll_loss(x, x, v), DomainError);
  EXPECT_THROW(gaussian_nll_loss(x, x, x, {.eps = 0}), InvalidArgument);
}

}  // namespace
}  // namespace sanov::losses
