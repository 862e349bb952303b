#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <vector>

#include "sanov/base/error.h"
#include "sanov/losses/losses.h"

namespace sanov::losses {
namespace {

TEST(NllLoss, ReadsTheLabelsAlone) {
  const std::vector<double> x{-1, -2, -3, -4, -5, -6}, weight{1, 2, 5};
  const std::vector<std::int64_t> label{2, 1};
  std::vector<double> gx(6, 9);
  const Tensor input(x.data(), {2, 3});
  EXPECT_DOUBLE_EQ(nll_loss(input, label, {.weight = weight}, gx), (5 * 3 + 2 * 5) / 7.0);
  EXPECT_DOUBLE_EQ(gx[2], -5.0 / 7);
  EXPECT_DOUBLE_EQ(gx[4], -2.0 / 7);
  EXPECT_EQ(gx[0], 0);
  EXPECT_EQ(gx[5], 0);
  const std::vector<std::int64_t> ignored{-100, -100};
  EXPECT_EQ(nll_loss(input, ignored), 0);
}

TEST(NllLoss, ClassesLieAlongTheSecondDimension) {
  const std::vector<double> x{-1, -2, -3, -4, -5, -6};
  const std::vector<std::int64_t> label{1, 0, 1};
  EXPECT_DOUBLE_EQ(nll_loss(Tensor(x.data(), {1, 2, 3}), Tensor(label.data(), {1, 3})), (4 + 2 + 6) / 3.0);
}

TEST(NllLoss, WrongUseIsAnError) {
  const std::vector<double> x{0.25, 0.75}, gone{-std::numeric_limits<double>::infinity(), 0};
  const std::vector<std::int64_t> first{0}, third{2};
  EXPECT_THROW(nll_loss(x, first), DomainError);
  EXPECT_EQ(nll_loss(x, first, {.check = false}), -0.25);
  EXPECT_THROW(nll_loss(x, third), DomainError);
  EXPECT_THROW(nll_loss(x, x), InvalidArgument);
  EXPECT_EQ(nll_loss(gone, first), std::numeric_limits<double>::infinity());
}

}  // namespace
}  // namespace sanov::losses
