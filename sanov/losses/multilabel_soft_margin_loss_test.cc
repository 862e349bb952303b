#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "sanov/losses/losses.h"

namespace sanov::losses {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

TEST(MultilabelSoftMarginLoss, IsTheMeanOverLabels) {
  // σ(ln 3) = ¾.
  const double l = std::log(3.0);
  const std::vector<double> x{l, l, 0, -l}, t{1, 0, 1, 0};
  const Tensor input(x.data(), {2, 2}), target(t.data(), {2, 2});
  const double first = (std::log(4.0 / 3) + std::log(4.0)) / 2, second = (std::log(2.0) + std::log(4.0 / 3)) / 2;
  std::vector<double> values(2), gx(4);
  multilabel_soft_margin_loss(input, target, {.reduction = Reduction::none, .values = values}, gx);
  EXPECT_DOUBLE_EQ(values[0], first);
  EXPECT_DOUBLE_EQ(values[1], second);
  EXPECT_DOUBLE_EQ(gx[0], -0.125);
  EXPECT_DOUBLE_EQ(gx[1], 0.375);
  EXPECT_DOUBLE_EQ(gx[2], -0.25);
  EXPECT_DOUBLE_EQ(multilabel_soft_margin_loss(input, target, {.reduction = Reduction::sum}), first + second);
  EXPECT_DOUBLE_EQ(multilabel_soft_margin_loss(input, target), (first + second) / 2);
}

TEST(MultilabelSoftMarginLoss, WeightsAreOfLabels) {
  const std::vector<double> x{0, 0, 0, 0}, t{1, 0, 1, 0}, w{1, 3};
  const Tensor input(x.data(), {2, 2}), target(t.data(), {2, 2});
  EXPECT_DOUBLE_EQ(multilabel_soft_margin_loss(input, target, {.weight = w}), 2 * std::log(2.0));
}

TEST(MultilabelSoftMarginLoss, OneRowAlone) {
  const std::vector<double> x{kInfinity, -kInfinity, 0}, t{1, 0, 1};
  EXPECT_DOUBLE_EQ(multilabel_soft_margin_loss(x, t), std::log(2.0) / 3);
}

}  // namespace
}  // namespace sanov::losses
