#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include "sanov/base/error.h"
#include "sanov/measures/measures.h"

namespace sanov {
namespace {

TEST(Wasserstein, WorkedByHand) {
  // half of the mass moves by 1, the other half by 3
  EXPECT_DOUBLE_EQ(wasserstein({0.5, 0.5, 0, 0}, {0, 0, 0.5, 0.5}, {0, 1, 2, 3}), 2);
  EXPECT_DOUBLE_EQ(wasserstein({1, 0}, {0, 1}, {-1.5, 2}), 3.5);
  EXPECT_DOUBLE_EQ(wasserstein({0.4, 0.6}, {0.3, 0.7}, {0, 10}), 1);
  EXPECT_EQ(wasserstein({0.1, 0.2, 0.7}, {0.1, 0.2, 0.7}, {0, 1, 2}), 0);
  EXPECT_EQ(wasserstein({1}, {1}, {42}), 0);
}

TEST(Wasserstein, CellsStandAtWholeNumbersUnlessToldOtherwise) {
  EXPECT_DOUBLE_EQ(wasserstein({1, 0, 0}, {0, 0, 1}), 2);
}

TEST(Wasserstein, IsAsScipyHasIt) {
  // scipy.stats.wasserstein_distance([0, 1, 3], [0, 1, 3], [.2, .3, .5], [.5, .25, .25])
  EXPECT_DOUBLE_EQ(wasserstein({0.2, 0.3, 0.5}, {0.5, 0.25, 0.25}, {0, 1, 3}), 0.8);
}

TEST(Wasserstein, KeepsItsDigitsOverAMillionCells) {
  const std::size_t n = 1'000'000;
  std::mt19937_64 random(1);
  std::vector<double> p(n), q(n), x(n);
  for (std::size_t i = 0; i < n; ++i) {
    p[i] = 1e-6 * (1 + 1e-9 * static_cast<double>(random() % 1000));
    q[i] = 1e-6 * (1 + 1e-9 * static_cast<double>(random() % 1000));
    x[i] = static_cast<double>(i) / 3;
  }
  p = normalized(p);
  q = normalized(q);
  long double gap = 0, sum = 0;
  for (std::size_t i = 0; i + 1 < n; ++i) {
    gap += static_cast<long double>(p[i]) - q[i];
    sum += std::fabs(gap) * (static_cast<long double>(x[i + 1]) - x[i]);
  }
  EXPECT_NEAR(wasserstein(p, q, x) / static_cast<double>(sum), 1, 1e-11);
}

TEST(Wasserstein, PositionsMayFillTheWholeRangeOfDoubles) {
  EXPECT_DOUBLE_EQ(wasserstein({0.5, 0.5, 0}, {0.25, 0.75, 0}, {-1.5e308, 1.5e308, 1.6e308}), 0.75e308);
  EXPECT_EQ(wasserstein({1, 0}, {0, 1}, {-1.5e308, 1.5e308}), std::numeric_limits<double>::infinity());
}

TEST(Wasserstein, Gradient) {
  std::vector<double> gp(3), gq(3);
  wasserstein.gradient({0.2, 0.3, 0.5}, {0.5, 0.25, 0.25}, {0, 1, 3}, gp, gq);
  EXPECT_THAT(gp, testing::ElementsAre(-3, -2, 0));
  EXPECT_THAT(gq, testing::ElementsAre(3, 2, 0));
}

TEST(Wasserstein, WrongInputIsAnError) {
  EXPECT_THROW(wasserstein({0.5, 0.5}, {0.5, 0.5}, {1, 1}), std::domain_error);
  EXPECT_THROW(wasserstein({0.5, 0.5}, {0.5, 0.5}, {1, 0}), std::domain_error);
  EXPECT_THROW(wasserstein({0.5, 0.5}, {0.5, 0.5}, {0, NAN}), std::domain_error);
  EXPECT_THROW(wasserstein({0.5, 0.5}, {0.5, 0.5}, {0, 1, 2}), std::invalid_argument);
  EXPECT_THROW(wasserstein({0.5, 0.6}, {0.5, 0.5}, {0, 1}), std::domain_error);
}

}  // namespace
}  // namespace sanov
