#include <gtest/gtest.h>

#include <limits>
#include <vector>

#include "sanov/base/error.h"
#include "sanov/losses/losses.h"

namespace sanov::losses {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

TEST(GradientPenalty, WorkedByHand) {
  const std::vector<double> norms{1, 0, 3};
  std::vector<double> values(3), slopes(3);
  gradient_penalty(norms, {.reduction = Reduction::none, .values = values}, slopes);
  EXPECT_EQ(values, (std::vector<double>{0, 10, 40}));
  EXPECT_EQ(slopes, (std::vector<double>{0, -20, 40}));
  EXPECT_EQ(gradient_penalty(norms, {.coefficient = 3}), 5);
}

TEST(GradientPenalty, NormsAreNotNegative) {
  EXPECT_THROW(gradient_penalty(std::vector<double>{-1}), DomainError);
  EXPECT_THROW(gradient_penalty(std::vector<double>{1}, {.coefficient = 0}), InvalidArgument);
  EXPECT_EQ(gradient_penalty(std::vector<double>{kInfinity}), kInfinity);
}

}  // namespace
}  // namespace sanov::losses
