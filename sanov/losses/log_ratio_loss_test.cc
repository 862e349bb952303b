#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "sanov/base/error.h"
#include "sanov/losses/losses.h"

namespace sanov::losses {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

TEST(LogRatioLoss, IsTheSameUpAndDown) {
  const std::vector<double> p{2, 1, 3, 1e300}, q{1, 4, 3, 1e-300};
  std::vector<double> values(4), gp(4), gq(4);
  log_ratio_loss(p, q, {.reduction = Reduction::none, .values = values}, gp, gq);
  EXPECT_DOUBLE_EQ(values[0], std::log(2.0));
  EXPECT_DOUBLE_EQ(values[1], std::log(4.0));
  EXPECT_EQ(values[2], 0);
  EXPECT_DOUBLE_EQ(values[3], 600 * std::log(10.0));
  EXPECT_EQ(gp, (std::vector<double>{0.5, -1, 0, 1e-300}));
  EXPECT_EQ(gq, (std::vector<double>{-1, 0.25, 0, -1 / 1e-300}));
}

TEST(LogRatioLoss, KeepsItsDigitsNearEquality) {
  const std::vector<double> p{3 * (1 + 0x1p-40)}, q{3};
  EXPECT_DOUBLE_EQ(log_ratio_loss(p, q), std::log1p(0x1p-40));
}

TEST(LogRatioLoss, BothArePositive) {
  const std::vector<double> one{1}, none{0}, endless{kInfinity};
  EXPECT_THROW(log_ratio_loss(one, none), DomainError);
  EXPECT_THROW(log_ratio_loss(none, one), DomainError);
  EXPECT_THROW(log_ratio_loss(endless, one), DomainError);
}

}  // namespace
}  // namespace sanov::losses
