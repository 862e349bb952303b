#include <gtest/gtest.h>

#include <vector>

#include "sanov/base/error.h"
#include "sanov/losses/losses.h"

namespace sanov::losses {
namespace {

TEST(HingeLoss, WorkedByHand) {
  const std::vector<double> x{0.5, 0.5, 2, 1}, t{1, -1, 1, 1};
  std::vector<double> values(4), gx(4);
  hinge_loss(x, t, {.reduction = Reduction::none, .values = values}, gx);
  EXPECT_EQ(values, (std::vector<double>{0.5, 1.5, 0, 0}));
  EXPECT_EQ(gx, (std::vector<double>{-1, 1, 0, -1}));
  hinge_loss(x, t, {.squared = true, .reduction = Reduction::none, .values = values}, gx);
  EXPECT_EQ(values, (std::vector<double>{0.25, 2.25, 0, 0}));
  EXPECT_EQ(gx, (std::vector<double>{-1, 3, 0, 0}));
  EXPECT_EQ(hinge_loss(x, t, {.margin = 3, .reduction = Reduction::sum}), 2.5 + 3.5 + 1 + 2);
}

TEST(HingeLoss, LabelsAreMinusOneOrOne) {
  const std::vector<double> x{1}, t{0};
  EXPECT_THROW(hinge_loss(x, t), DomainError);
}

}  // namespace
}  // namespace sanov::losses
