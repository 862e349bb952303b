#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "sanov/base/error.h"
#include "sanov/losses/losses.h"

namespace sanov::losses {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

TEST(PoissonNllLoss, FromALogRate) {
  const std::vector<double> x{std::log(3.0), 0}, t{2, 0};
  std::vector<double> values(2), gx(2), gt(2);
  poisson_nll_loss(x, t, {.reduction = Reduction::none, .values = values}, gx, gt);
  EXPECT_DOUBLE_EQ(values[0], 3 - 2 * std::log(3.0));
  EXPECT_EQ(values[1], 1);
  EXPECT_DOUBLE_EQ(gx[0], 1);
  EXPECT_EQ(gx[1], 1);
  EXPECT_EQ(gt, (std::vector<double>{-x[0], 0}));
}

TEST(PoissonNllLoss, FromARate) {
  const std::vector<double> x{3, 0, 0}, t{2, 0, 1};
  std::vector<double> values(3), gx(3);
  poisson_nll_loss(x, t, {.log_input = false, .eps = 0, .reduction = Reduction::none, .values = values}, gx);
  EXPECT_DOUBLE_EQ(values[0], 3 - 2 * std::log(3.0));
  EXPECT_DOUBLE_EQ(gx[0], 1 - 2.0 / 3);
  EXPECT_EQ(values[1], 0);
  EXPECT_EQ(gx[1], 1);
  EXPECT_EQ(values[2], kInfinity);
  EXPECT_EQ(gx[2], -kInfinity);
  EXPECT_DOUBLE_EQ(poisson_nll_loss(std::vector<double>{0}, std::vector<double>{1}, {.log_input = false}),
                   -std::log(1e-8));
}

TEST(PoissonNllLoss, StirlingCountsAboveOne) {
  const std::vector<double> x{0, 0, 0}, t{0, 1, 3};
  std::vector<double> values(3), gt(3);
  poisson_nll_loss(x, t, {.full = true, .reduction = Reduction::none, .values = values}, {}, gt);
  EXPECT_EQ(values[0], 1);
  EXPECT_EQ(values[1], 1);
  EXPECT_DOUBLE_EQ(values[2], 1 + 3 * std::log(3.0) - 3 + 0.5 * std::log(2 * M_PI * 3));
  EXPECT_EQ(gt[0], 0);
  EXPECT_DOUBLE_EQ(gt[2], std::log(3.0) + 1.0 / 6);
}

TEST(PoissonNllLoss, InfiniteLogRatesHaveTheirLimits) {
  const std::vector<double> x{-kInfinity, -kInfinity, kInfinity}, t{0, 2, 2};
  std::vector<double> values(3), gx(3);
  poisson_nll_loss(x, t, {.reduction = Reduction::none, .values = values}, gx);
  EXPECT_EQ(values, (std::vector<double>{0, kInfinity, kInfinity}));
  EXPECT_EQ(gx, (std::vector<double>{0, -2, kInfinity}));
}

TEST(PoissonNllLoss, NegativeCountsAndRatesAreErrors) {
  const std::vector<double> good{1}, bad{-1};
  EXPECT_THROW(poisson_nll_loss(good, bad), DomainError);
  EXPECT_THROW(poisson_nll_loss(bad, good, {.log_input = false}), DomainError);
  EXPECT_NO_THROW(poisson_nll_loss(bad, good));
}

}  // namespace
}  // namespace sanov::losses
