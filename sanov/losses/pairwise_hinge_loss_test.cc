#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "sanov/base/error.h"
#include "sanov/losses/losses.h"

namespace sanov::losses {
namespace {

TEST(PairwiseHingeLoss, WorkedByHand) {
  // Pairs by y: (0, 1) lacks 1 − 2, so nothing; (0, 2) 1 − ½ = ½; (1, 2) 1 + 1½ = 2½.
  const std::vector<double> s{0, 2, 0.5}, y{1, 2, 3};
  std::vector<double> slope(3);
  EXPECT_DOUBLE_EQ(pairwise_hinge_loss(s, y, {}, slope), 1);
  EXPECT_EQ(slope, (std::vector<double>{1 / 3.0, 1 / 3.0, -2 / 3.0}));
  EXPECT_DOUBLE_EQ(pairwise_hinge_loss(s, y, {.squared = true}, slope), (0.25 + 6.25) / 3);
  EXPECT_NEAR(slope[0], 1 / 3.0, 1e-15);
  EXPECT_NEAR(slope[1], 5 / 3.0, 1e-15);
  EXPECT_NEAR(slope[2], -2, 1e-15);
}

TEST(PairwiseHingeLoss, TiedTargetsAndMarginsThatAreHadCountNothing) {
  const std::vector<double> s{0, 1, 5}, tied{2, 2, 2}, y{1, 2, 2};
  std::vector<double> slope(3, 9);
  EXPECT_EQ(pairwise_hinge_loss(s, tied, {}, slope), 0);
  EXPECT_EQ(slope, std::vector<double>(3, 0.0));
  EXPECT_EQ(pairwise_hinge_loss(s, y, {}, slope), 0);
  EXPECT_EQ(slope, std::vector<double>(3, 0.0));
}

TEST(PairwiseHingeLoss, HugeScoresDoNotOverflowBeforeTheyHaveTo) {
  const std::vector<double> s{1e300, -1e300}, y{1, 2};
  std::vector<double> slope(2);
  EXPECT_DOUBLE_EQ(pairwise_hinge_loss(s, y, {}, slope), 2e300);
  EXPECT_EQ(slope, (std::vector<double>{1, -1}));
  EXPECT_EQ(pairwise_hinge_loss(s, y, {.squared = true}, slope), HUGE_VAL);
  EXPECT_DOUBLE_EQ(slope[0], 4e300);
}

TEST(PairwiseHingeLoss, RowsAreListsOfTheirOwn) {
  const std::vector<double> s{0, 0, 0, 3}, y{1, 2, 2, 1};
  std::vector<double> values(2);
  pairwise_hinge_loss(Tensor(s.data(), {2, 2}), Tensor(y.data(), {2, 2}),
                      {.reduction = Reduction::none, .values = values});
  EXPECT_EQ(values, (std::vector<double>{1, 4}));
}

TEST(PairwiseHingeLoss, WrongUseIsAnError) {
  const std::vector<double> s{1, 2, HUGE_VAL}, y{1, 2, 3}, strange{1, std::nan(""), 2};
  EXPECT_THROW(pairwise_hinge_loss(s, y), DomainError);
  EXPECT_THROW(pairwise_hinge_loss(y, strange), DomainError);
  EXPECT_THROW(pairwise_hinge_loss(y, y, {.margin = -1}), InvalidArgument);
}

}  // namespace
}  // namespace sanov::losses
