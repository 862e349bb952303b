#include <gtest/gtest.h>

#include <limits>
#include <vector>

#include "sanov/losses/losses.h"

namespace sanov::losses {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

TEST(L1Loss, WorkedByHand) {
  const std::vector<double> x{1, -2, 4}, t{3, 0, 4};
  std::vector<double> gx(3), gt(3);
  EXPECT_EQ(l1_loss(x, t, {.reduction = Reduction::sum}, gx, gt), 4);
  EXPECT_EQ(gx, (std::vector<double>{-1, -1, 0}));
  EXPECT_EQ(gt, (std::vector<double>{1, 1, 0}));
  EXPECT_EQ(l1_loss(x, t), 4.0 / 3);
}

TEST(L1Loss, AMeanDividesByTheSumOfTheWeights) {
  const std::vector<double> x{1, 2, 4}, t{0, 0, 0}, w{5, 1, 2};
  EXPECT_EQ(l1_loss(x, t, {.weight = w}), (5 + 2 + 8) / 8.0);
  const std::vector<double> one{2};
  EXPECT_EQ(l1_loss(x, t, {.weight = one}), 7 / 3.0);
}

TEST(L1Loss, InfinityMinusItselfIsNothing) {
  const std::vector<double> x{kInfinity, 1}, t{kInfinity, 1};
  std::vector<double> gx(2, 7);
  EXPECT_EQ(l1_loss(x, t, {}, gx), 0);
  EXPECT_EQ(gx, (std::vector<double>{0, 0}));
  const std::vector<double> other{-kInfinity, 1};
  EXPECT_EQ(l1_loss(x, other, {}, gx), kInfinity);
  EXPECT_EQ(gx, (std::vector<double>{0.5, 0}));
}

}  // namespace
}  // namespace sanov::losses
