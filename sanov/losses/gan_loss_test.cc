#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "sanov/base/error.h"
#include "sanov/losses/losses.h"

namespace sanov::losses {
namespace {

TEST(GanDiscriminatorLoss, WorkedByHand) {
  // σ(ln 3) = ¾.
  const double l = std::log(3.0);
  const std::vector<double> real{l, 0}, fake{l, -l};
  std::vector<double> values(2), gr(2), gf(2);
  gan_discriminator_loss(real, fake, {.reduction = Reduction::none, .values = values}, gr, gf);
  EXPECT_DOUBLE_EQ(values[0], std::log(4.0 / 3) + std::log(4.0));
  EXPECT_DOUBLE_EQ(values[1], std::log(2.0) + std::log(4.0 / 3));
  EXPECT_DOUBLE_EQ(gr[0], -0.25);
  EXPECT_DOUBLE_EQ(gf[0], 0.75);
  EXPECT_DOUBLE_EQ(gf[1], 0.25);
}

TEST(GanDiscriminatorLoss, TheTwoSamplesMayDifferInSize) {
  const double l = std::log(3.0);
  const std::vector<double> real{l, l, l}, fake{0, 0};
  std::vector<double> gr(3), gf(2), values(3);
  EXPECT_DOUBLE_EQ(gan_discriminator_loss(real, fake, {}, gr, gf), std::log(4.0 / 3) + std::log(2.0));
  EXPECT_DOUBLE_EQ(gr[0], -0.25 / 3);
  EXPECT_DOUBLE_EQ(gf[0], 0.25);
  EXPECT_THROW(gan_discriminator_loss(real, fake, {.reduction = Reduction::none, .values = values}), InvalidArgument);
  const std::vector<double> strange{0, std::nan("")};
  try {
    gan_discriminator_loss(real, strange);
    FAIL();
  } catch (const DomainError& error) {
    EXPECT_STREQ(error.what(), "gan_discriminator_loss: fake[1] is NaN; it must be a number");
  }
}

TEST(GanGeneratorLoss, HasASlopeWhereTheDiscriminatorIsSure) {
  const std::vector<double> fake{-1000, 1000, 0};
  std::vector<double> values(3), slopes(3);
  gan_generator_loss(fake, {.reduction = Reduction::none, .values = values}, slopes);
  EXPECT_EQ(values[0], 1000);
  EXPECT_EQ(values[1], 0);
  EXPECT_EQ(slopes, (std::vector<double>{-1, 0, -0.5}));
  gan_generator_loss(fake, {.minimax = true, .reduction = Reduction::none, .values = values}, slopes);
  EXPECT_EQ(values[0], 0);
  EXPECT_EQ(values[1], -1000);
  EXPECT_DOUBLE_EQ(values[2], -std::log(2.0));
  EXPECT_EQ(slopes, (std::vector<double>{0, -1, -0.5}));
}

}  // namespace
}  // namespace sanov::losses
