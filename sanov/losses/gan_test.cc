#include "sanov/losses/gan.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "sanov/base/error.h"
#include "sanov/losses/losses.h"

namespace sanov::losses {
namespace {

TEST(OptimalDiscriminator, IsTheShareOfTheReal) {
  EXPECT_EQ(optimal_discriminator(3, 1), 0.75);
  EXPECT_EQ(optimal_discriminator(0, 1), 0);
  EXPECT_EQ(optimal_discriminator(1, 0), 1);
  EXPECT_EQ(optimal_discriminator(0, 0), 0.5);
  EXPECT_EQ(optimal_discriminator(1e308, 1e308), 0.5);
  EXPECT_THROW(optimal_discriminator(-1, 1), DomainError);
  EXPECT_THROW(optimal_discriminator(1, std::numeric_limits<double>::infinity()), DomainError);
}

TEST(MinimaxValue, IsTheGamesValueAtTheOptimalDiscriminator) {
  const std::vector<double> p{0.5, 0.25, 0.25, 0}, q{0.125, 0.5, 0.25, 0.125};
  long double value = 0;
  for (std::size_t i = 0; i < p.size(); ++i) {
    const long double d = static_cast<long double>(p[i]) / (p[i] + q[i]);
    if (p[i] > 0) value += p[i] * std::log(d);
    value += q[i] * std::log(1 - d);
  }
  EXPECT_NEAR(minimax_value(p, q), static_cast<double>(value), 1e-15);
  EXPECT_EQ(minimax_value(p, p), -2 * std::log(2.0));
  EXPECT_NEAR(minimax_value({1, 0}, {0, 1}), 0, 1e-15);
}

TEST(MinimaxValue, IsTheLeastDiscriminatorLoss) {
  const std::vector<double> p{0.5, 0.25, 0.25}, q{0.125, 0.5, 0.375};
  // The expected loss of a discriminator with logits d, and its slopes.
  const auto loss = [&](const std::vector<double>& d, std::vector<double>& slopes) {
    std::vector<double> real(3), fake(3), by_real(3), by_fake(3);
    gan_generator_loss(d, {.reduction = Reduction::none, .values = real}, by_real);
    gan_generator_loss(d, {.minimax = true, .reduction = Reduction::none, .values = fake}, by_fake);
    double sum = 0;
    for (std::size_t i = 0; i < 3; ++i) {
      sum += p[i] * real[i] - q[i] * fake[i];
      slopes[i] = p[i] * by_real[i] - q[i] * by_fake[i];
    }
    return sum;
  };
  std::vector<double> best, slopes(3);
  for (std::size_t i = 0; i < 3; ++i) {
    const double d = optimal_discriminator(p[i], q[i]);
    best.push_back(std::log(d / (1 - d)));
  }
  EXPECT_NEAR(loss(best, slopes), -minimax_value(p, q), 1e-15);
  for (const double slope : slopes) EXPECT_NEAR(slope, 0, 1e-16);
  best[1] += 0.1;
  EXPECT_GT(loss(best, slopes), -minimax_value(p, q) + 1e-4);
}

}  // namespace
}  // namespace sanov::losses
