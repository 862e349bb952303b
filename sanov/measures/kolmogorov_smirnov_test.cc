#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <random>
#include <vector>

#include "sanov/base/error.h"
#include "sanov/measures/cumulative.h"
#include "sanov/measures/measures.h"

namespace sanov {
namespace {

TEST(KolmogorovSmirnov, WorkedByHand) {
  EXPECT_DOUBLE_EQ(kolmogorov_smirnov({0.2, 0.3, 0.5}, {0.5, 0.25, 0.25}), 0.3);
  EXPECT_EQ(kolmogorov_smirnov({0.5, 0.5, 0}, {0, 0, 1}), 1);
  EXPECT_EQ(kolmogorov_smirnov({0.1, 0.2, 0.7}, {0.1, 0.2, 0.7}), 0);
  EXPECT_EQ(kolmogorov_smirnov({1}, {1}), 0);
}

TEST(KolmogorovSmirnov, PositionsDoNotMatterButMustIncrease) {
  EXPECT_DOUBLE_EQ(kolmogorov_smirnov({0.2, 0.3, 0.5}, {0.5, 0.25, 0.25}, {-7, 0, 1e9}), 0.3);
  EXPECT_THROW(kolmogorov_smirnov({0.2, 0.3, 0.5}, {0.5, 0.25, 0.25}, {0, 2, 1}), std::domain_error);
}

TEST(KolmogorovSmirnov, ASumThatMissesOneByRoundingIsNoDistance) {
  EXPECT_EQ(kolmogorov_smirnov({0.5, 0.5}, {0.5, 0.5 + 1e-9}), 0);
}

TEST(KolmogorovSmirnov, TakesFloats) {
  const std::vector<float> p{0.25f, 0.75f};
  const std::vector<double> q{0.5, 0.5};
  EXPECT_EQ(kolmogorov_smirnov(p, q), 0.25);
}

TEST(KolmogorovSmirnov, Gradient) {
  std::vector<double> gp(3), gq(3);
  kolmogorov_smirnov.gradient({0.2, 0.3, 0.5}, {0.3, 0.4, 0.3}, {0, 1, 2}, gp, gq);
  EXPECT_THAT(gp, testing::ElementsAre(-1, -1, 0));
  EXPECT_THAT(gq, testing::ElementsAre(1, 1, 0));
  kolmogorov_smirnov.gradient({0.2, 0.3, 0.5}, {0.2, 0.3, 0.5}, {0, 1, 2}, gp, gq);
  EXPECT_THAT(gp, testing::Each(0));
}

TEST(CumulativeDifference, KeepsItsDigitsOverAMillionCells) {
  const std::size_t n = 1'000'000;
  std::mt19937_64 random(3);
  std::vector<double> p(n), q(n);
  for (std::size_t i = 0; i < n; ++i) {
    p[i] = static_cast<double>(random() >> 14) * 0x1p-73;
    q[i] = static_cast<double>(random() >> 14) * 0x1p-73;
  }
  const std::vector<double> difference = cumulative_difference(p, q);
  ASSERT_EQ(difference.size(), n - 1);
  // Every number is a whole multiple of 2^-73: whole numbers of 64 bits are exact.
  std::int64_t exact = 0;
  for (std::size_t i = 0; i + 1 < n; ++i) {
    exact += static_cast<std::int64_t>(std::ldexp(p[i], 73)) - static_cast<std::int64_t>(std::ldexp(q[i], 73));
    ASSERT_EQ(difference[i], std::ldexp(static_cast<double>(exact), -73)) << "after cell " << i;
  }
}

}  // namespace
}  // namespace sanov
