#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include "sanov/measures/measures.h"

namespace sanov {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

TEST(Taneja, WorkedByHand) {
  // ½·ln(.5/√(.9·.1)) twice
  EXPECT_DOUBLE_EQ(taneja({0.9, 0.1}, {0.1, 0.9}), std::log(0.5 / 0.3));
  EXPECT_EQ(taneja({0.5, 0.5, 0}, {0.5, 0.5, 0}), 0);
  EXPECT_EQ(taneja({1, 0}, {0.5, 0.5}), kInfinity);
}

TEST(Taneja, IsTheMeanDivergenceOfTheMean) {
  const std::vector<double> p{0.2, 0.3, 0.5}, q{0.6, 0.3, 0.1}, m{0.4, 0.3, 0.3};
  EXPECT_NEAR(taneja(p, q), (kl(m, p) + kl(m, q)) / 2, 1e-16);
}

TEST(KumarJohnson, WorkedByHand) {
  // (16 − 1)²/(2·8) for 4 against 1
  EXPECT_DOUBLE_EQ(kumar_johnson({4}, {1}), 225.0 / 16);
  EXPECT_DOUBLE_EQ(kumar_johnson({4, 0, 3}, {1, 0, 3}), 225.0 / 16);
  EXPECT_EQ(kumar_johnson({1, 0}, {0.5, 0.5}), kInfinity);
  EXPECT_EQ(kumar_johnson({0x1p-1068}, {0x1p-1070}), 225 * 0x1p-1074);
}

TEST(Combinations, AgreeWithLongDoubles) {
  std::mt19937_64 random(5);
  std::uniform_real_distribution<double> exponent(-30, 2);
  for (int round = 0; round < 2000; ++round) {
    const double p = std::exp(exponent(random)),
                 q = round % 2 == 0 ? std::exp(exponent(random)) : p * (1 + 0x1p-20 * exponent(random));
    const long double a = p, b = q, d = b - a, m = (a + b) / 2, x = d / 2 / m;
    // ½[m ln(m/a) + m ln(m/b)] by ln(1 ∓ x) where the two are near
    const long double logs = std::fabs(x) < 0.1L ? -m / 2 * std::log1p(-x * x) : m * std::log(m / std::sqrt(a * b));
    EXPECT_NEAR(taneja({p}, {q}) / static_cast<double>(logs), 1, 6 * 0x1p-52) << p << ' ' << q;
    const long double squares = d * d * (a + b) * (a + b) / (2 * std::pow(a * b, 1.5L));
    EXPECT_NEAR(kumar_johnson({p}, {q}) / static_cast<double>(squares), 1, 6 * 0x1p-52) << p << ' ' << q;
  }
}

}  // namespace
}  // namespace sanov
