#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

#include "sanov/base/error.h"
#include "sanov/measures/measures.h"

namespace sanov {
namespace {

/// √(2E|X−Y| − E|X−X′| − E|Y−Y′|), pair by pair.
long double by_pairs(const std::vector<double>& p, const std::vector<double>& q, const std::vector<double>& x) {
  long double sum = 0;
  for (std::size_t i = 0; i < x.size(); ++i)
    for (std::size_t j = 0; j < x.size(); ++j) {
      const long double distance = std::fabs(static_cast<long double>(x[i]) - x[j]);
      sum += distance *
             (2.0L * p[i] * q[j] - static_cast<long double>(p[i]) * p[j] - static_cast<long double>(q[i]) * q[j]);
    }
  return std::sqrt(sum);
}

TEST(Energy, WorkedByHand) {
  // scipy.stats.energy_distance([0], [2]) is 2
  EXPECT_DOUBLE_EQ(energy({1, 0}, {0, 1}, {0, 2}), 2);
  EXPECT_DOUBLE_EQ(energy({0.4, 0.6}, {0.3, 0.7}, {0, 2}), 0.2);
  EXPECT_EQ(energy({0.1, 0.2, 0.7}, {0.1, 0.2, 0.7}, {0, 1, 2}), 0);
  EXPECT_EQ(energy({1}, {1}, {42}), 0);
}

TEST(Energy, IsTheMeanDistanceOfPairs) {
  std::mt19937_64 random(7);
  std::vector<double> p(60), q(60), x(60);
  double at = -5;
  for (std::size_t i = 0; i < x.size(); ++i) {
    p[i] = 1 + static_cast<double>(random() % 100);
    q[i] = static_cast<double>(random() % 100);
    x[i] = at += 0.01 + static_cast<double>(random() % 100) / 70;
  }
  p = normalized(p);
  q = normalized(q);
  EXPECT_NEAR(energy(p, q, x) / static_cast<double>(by_pairs(p, q, x)), 1, 1e-14);
}

TEST(Energy, TinyDifferencesDoNotUnderflow) {
  // F − G = 1e-200, whose square is no double
  EXPECT_DOUBLE_EQ(energy({1e-200, 1}, {0, 1}, {0, 2}), 2e-200);
  EXPECT_DOUBLE_EQ(energy({0x1p-1074, 1}, {0, 1}, {0, 2}), 2 * 0x1p-1074);
}

TEST(Energy, PositionsMayFillTheWholeRangeOfDoubles) {
  EXPECT_DOUBLE_EQ(energy({1, 0}, {0, 1}, {-1.5e308, 1.5e308}) / std::sqrt(1.5e308), 2);
}

TEST(Energy, Gradient) {
  const std::vector<double> p{0.2, 0.3, 0.5}, q{0.5, 0.25, 0.25}, x{0, 1, 3};
  std::vector<double> gp(3), gq(3);
  energy.gradient(p, q, x, gp, gq);
  // F − G is −.3, −.25, so E² = 2(.09 + 2·.0625) = .43 and ∂E/∂(F−G) is 2(F−G)·width/E
  const double e = std::sqrt(0.43);
  EXPECT_THAT(gp, testing::ElementsAre(testing::DoubleEq(-1.6 / e), testing::DoubleEq(-1 / e), 0));
  EXPECT_THAT(gq, testing::ElementsAre(testing::DoubleEq(1.6 / e), testing::DoubleEq(1 / e), 0));
  energy.gradient(p, p, x, gp, gq);
  EXPECT_THAT(gp, testing::Each(0));
}

}  // namespace
}  // namespace sanov
