#include <gtest/gtest.h>

#include <limits>
#include <vector>

#include "sanov/base/error.h"
#include "sanov/losses/losses.h"

namespace sanov::losses {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

TEST(WassersteinLoss, IsADifferenceOfMeans) {
  const std::vector<double> real{1, 2, 6}, fake{1, 4};
  std::vector<double> gr(3), gf(2);
  EXPECT_EQ(wasserstein_critic_loss(real, fake, {}, gr, gf), -0.5);
  EXPECT_EQ(gr, (std::vector<double>{-1.0 / 3, -1.0 / 3, -1.0 / 3}));
  EXPECT_EQ(gf, (std::vector<double>{0.5, 0.5}));
  EXPECT_EQ(wasserstein_critic_loss(fake, fake), 0);
  EXPECT_EQ(wasserstein_generator_loss(fake, {}, gf), -2.5);
  EXPECT_EQ(gf, (std::vector<double>{-0.5, -0.5}));
}

TEST(WassersteinLoss, OfEqualShapesHasValues) {
  const std::vector<double> real{1, 2}, fake{1, 4};
  std::vector<double> values(2);
  wasserstein_critic_loss(real, fake, {.reduction = Reduction::none, .values = values});
  EXPECT_EQ(values, (std::vector<double>{0, 2}));
}

TEST(WassersteinLoss, ScoresAreFinite) {
  const std::vector<double> good{1}, bad{kInfinity};
  EXPECT_THROW(wasserstein_critic_loss(good, bad), DomainError);
  EXPECT_THROW(wasserstein_generator_loss(bad), DomainError);
}

}  // namespace
}  // namespace sanov::losses
