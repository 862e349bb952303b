#include <gtest/gtest.h>

#include <limits>
#include <vector>

#include "sanov/base/error.h"
#include "sanov/losses/losses.h"

namespace sanov::losses {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

TEST(HingeEmbeddingLoss, WorkedByHand) {
  const std::vector<double> x{0.25, 0.25, 3, 2}, t{1, -1, -1, -1};
  std::vector<double> values(4), gx(4);
  hinge_embedding_loss(x, t, {.margin = 2, .reduction = Reduction::none, .values = values}, gx);
  EXPECT_EQ(values, (std::vector<double>{0.25, 1.75, 0, 0}));
  EXPECT_EQ(gx, (std::vector<double>{1, -1, 0, -1}));
  EXPECT_EQ(hinge_embedding_loss(x, t, {.margin = 2}), 0.5);
}

TEST(HingeEmbeddingLoss, LabelsAreMinusOneOrOneAndDistancesFinite) {
  const std::vector<double> x{1, 1}, half{1, 0.5}, t{1, -1}, far{1, kInfinity};
  EXPECT_THROW(hinge_embedding_loss(x, half), DomainError);
  EXPECT_THROW(hinge_embedding_loss(far, t), DomainError);
}

}  // namespace
}  // namespace sanov::losses
