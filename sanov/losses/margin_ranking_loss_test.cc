#include <gtest/gtest.h>

#include <limits>
#include <vector>

#include "sanov/base/error.h"
#include "sanov/losses/losses.h"

namespace sanov::losses {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

TEST(MarginRankingLoss, WorkedByHand) {
  const std::vector<double> a{3, 3, 1, 1}, b{1, 1, 3, 1}, t{1, -1, 1, 1};
  std::vector<double> values(4), ga(4), gb(4);
  margin_ranking_loss(a, b, t, {.margin = 0.5, .reduction = Reduction::none, .values = values}, ga, gb);
  EXPECT_EQ(values, (std::vector<double>{0, 2.5, 2.5, 0.5}));
  EXPECT_EQ(ga, (std::vector<double>{0, 1, -1, -1}));
  EXPECT_EQ(gb, (std::vector<double>{0, -1, 1, 1}));
}

TEST(MarginRankingLoss, ATieIsPulledApart) {
  const std::vector<double> a{2, kInfinity}, t{1, -1};
  std::vector<double> ga(2);
  EXPECT_EQ(margin_ranking_loss(a, a, t, {.reduction = Reduction::sum}, ga), 0);
  EXPECT_EQ(ga, (std::vector<double>{-1, 1}));
}

TEST(MarginRankingLoss, LabelsAreMinusOneOrOne) {
  const std::vector<double> a{1}, t{0};
  EXPECT_THROW(margin_ranking_loss(a, a, t), DomainError);
}

}  // namespace
}  // namespace sanov::losses
