#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "sanov/base/error.h"
#include "sanov/losses/losses.h"

namespace sanov::losses {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

TEST(BinaryCrossEntropyWithLogits, WorkedByHand) {
  // σ(ln 3) = ¾.
  const std::vector<double> x{std::log(3.0), std::log(3.0), 0}, t{1, 0, 0.5};
  std::vector<double> values(3), gx(3), gt(3);
  binary_cross_entropy_with_logits(x, t, {.reduction = Reduction::none, .values = values}, gx, gt);
  EXPECT_DOUBLE_EQ(values[0], std::log(4.0 / 3));
  EXPECT_DOUBLE_EQ(values[1], std::log(4.0));
  EXPECT_DOUBLE_EQ(values[2], std::log(2.0));
  EXPECT_DOUBLE_EQ(gx[0], -0.25);
  EXPECT_DOUBLE_EQ(gx[1], 0.75);
  EXPECT_EQ(gx[2], 0);
  EXPECT_EQ(gt, (std::vector<double>{-x[0], -x[1], 0}));
}

TEST(BinaryCrossEntropyWithLogits, PositivesMayWeighMore) {
  const std::vector<double> x{std::log(3.0), std::log(3.0)}, t{1, 0}, w{2, 1}, pos{3, 5};
  std::vector<double> gx(2), gt(2);
  const double value =
      binary_cross_entropy_with_logits(x, t, {.weight = w, .pos_weight = pos, .reduction = Reduction::sum}, gx, gt);
  EXPECT_DOUBLE_EQ(value, 6 * std::log(4.0 / 3) + std::log(4.0));
  EXPECT_DOUBLE_EQ(gx[0], -2 * 3 * 0.25);
  EXPECT_NEAR(gt[1], 5 * std::log(4.0 / 3) - std::log(4.0), 1e-15);
}

TEST(BinaryCrossEntropyWithLogits, WeightsBroadcast) {
  const std::vector<double> x{1, -2, 0.5, 3, 0, -1}, t{1, 0, 1, 0, 1, 1}, classes{1, 2, 3}, rows{4, 5};
  const std::vector<double> all{4, 8, 12, 5, 10, 15}, each{1, 2, 3, 1, 2, 3}, of_rows{4, 4, 4, 5, 5, 5};
  const Shape shape{2, 3};
  const Tensor input(x.data(), shape), target(t.data(), shape);
  const auto loss = [&](Tensor weight, Tensor pos_weight) {
    return binary_cross_entropy_with_logits(input, target, {.weight = weight, .pos_weight = pos_weight});
  };
  EXPECT_EQ(loss(classes, Tensor(rows.data(), {2, 1})),
            loss(Tensor(each.data(), shape), Tensor(of_rows.data(), shape)));
  EXPECT_THROW(loss(rows, {}), InvalidArgument);
}

TEST(BinaryCrossEntropyWithLogits, ConfidentAndRightIsNothing) {
  const std::vector<double> x{kInfinity, -kInfinity, kInfinity, -kInfinity}, t{1, 0, 0, 1};
  std::vector<double> values(4), gx(4), gt(4);
  binary_cross_entropy_with_logits(x, t, {.reduction = Reduction::none, .values = values}, gx, gt);
  EXPECT_EQ(values, (std::vector<double>{0, 0, kInfinity, kInfinity}));
  EXPECT_EQ(gx, (std::vector<double>{0, 0, 1, -1}));
  EXPECT_EQ(gt, (std::vector<double>{-kInfinity, kInfinity, -kInfinity, kInfinity}));
  const std::vector<double> weight{1, 1, 0, 0};
  EXPECT_EQ(binary_cross_entropy_with_logits(x, t, {.weight = weight}), 0);
}

TEST(BinaryCrossEntropyWithLogits, KeepsItsDigitsFarOut) {
  const std::vector<double> x{-40}, t{0};
  EXPECT_DOUBLE_EQ(binary_cross_entropy_with_logits(x, t), std::log1p(std::exp(-40.0)));
}

}  // namespace
}  // namespace sanov::losses
