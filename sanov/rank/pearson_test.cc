#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numeric>
#include <string>
#include <vector>

#include "sanov/base/error.h"
#include "sanov/numerics/parallel.h"
#include "sanov/numerics/target.h"
#include "sanov/rank/naive_test.h"
#include "sanov/rank/rank.h"

namespace sanov {
namespace {

using naive::Column;

constexpr double kInf = std::numeric_limits<double>::infinity();

TEST(Pearson, WorkedByHand) {
  // Deviations −1, 0, 1 and −1, 1, 0: 1/√(2·2).
  EXPECT_NEAR(*pearson({1, 2, 3}, {4, 6, 5}).value, 0.5, 1e-16);
  EXPECT_EQ(*pearson({1, 2, 3}, {4, 6, 8}).value, 1);
  EXPECT_EQ(*pearson({1, 2}, {5, 3}).value, -1);
  EXPECT_EQ(*pearson({1, 2}, {5, 3}).p, 1);
}

TEST(Pearson, AnscombesFourAreAlike) {
  // Anscombe's first: r = 0.81642 in his paper, to the digits of which all four agree.
  const Column x{10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5};
  const Column line{8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68};
  const Column curve{9.14, 8.14, 8.74, 8.77, 9.26, 8.10, 6.13, 3.10, 9.13, 7.26, 4.74};
  EXPECT_NEAR(*pearson(x, line).value, 0.816, 5e-4);
  EXPECT_NEAR(*pearson(x, curve).value, 0.816, 5e-4);
}

TEST(Pearson, ValueIsThatOfLongDouble) {
  unsigned seed = 0;
  for (const std::size_t n : {3u, 7u, 8u, 9u, 100u, 4095u, 4097u, 20000u})
    for (const double offset : {0.0, 1e6}) {
      Column x = naive::column(n, ++seed), y = naive::following(x, 0.3, ++seed);
      for (double& value : x) value += offset;
      EXPECT_NEAR(*pearson(x, y).value, static_cast<double>(naive::correlation(x, y)), offset == 0 ? 1e-15 : 2e-13)
          << n;
    }
}

TEST(Pearson, NeitherUnitNorSizeMatters) {
  const Column x = naive::column(50, 1), y = naive::following(x, 1, 2);
  const double r = *pearson(x, y).value;
  for (const double unit : {0x1p1000, 0x1p-1000, -0x1p3}) {
    Column scaled = x;
    for (double& value : scaled) value *= unit;
    EXPECT_EQ(*pearson(scaled, y).value, unit < 0 ? -r : r) << unit;
  }
}

TEST(Pearson, LogPWherePUnderflows) {
  // ln of the t law's tail by mpmath at 60 digits: r = 0.9 and n = 10002, k = 10⁴.
  const double k = 1e4, r = 0.9;
  // The tail is x^(k/2)/(k B(k/2, ½)) · (1−x)^½ · (1 + …), x = 1 − r²: its leading term is within 1/k.
  const double leading = k / 2 * std::log(1 - r * r) - std::log(k / 2) -
                         (std::lgamma(k / 2) + std::lgamma(0.5) - std::lgamma(k / 2 + 0.5));
  EXPECT_NEAR(log_student_t_sf(r * std::sqrt(k / (1 - r * r)), k), leading - std::log(2.0) + std::log(1 / r), 1e-3);
  // A straight line has a p too.
  const Association line = pearson({1, 2, 3, 4, 5}, {2, 4, 6, 8, 10});
  EXPECT_EQ(*line.value, 1);
  EXPECT_GT(*line.p, 0);
  EXPECT_TRUE(std::isfinite(*line.log_p));
}

TEST(Pearson, TheSameForAnyThreadsAndTarget) {
  const Column x = naive::column(100'003, 1), y = naive::following(x, 1, 2);
  const double first = *pearson(x, y).value;
  for (const auto& name : targets()) {
    if (name == "scalar") continue;  // without fused multiply-add
    set_target(name);
    for (const int threads : {1, 3}) {
      set_thread_count(threads);
      EXPECT_EQ(*pearson(x, y).value, first) << name << threads;
    }
  }
  set_target("");
  set_thread_count(0);
}

TEST(Pearson, RefusesInfinities) {
  try {
    pearson({1, -kInf, 3}, {1, 2, 3});
    FAIL();
  } catch (const DomainError& error) {
    EXPECT_STREQ(
        error.what(),
        "pearson: x[1] is -Infinity; its distance from the others is not a number; a coefficient of ranks takes "
        "it");
  }
  EXPECT_THROW(pearson({1, 2, 3}, {1, 2, 3}, {.test = TestKind::exact}), InvalidArgument);
}

TEST(Pearson, IntervalIsFishersOrThatOfThePairs) {
  const Column x{1, 1, 1, 1, -1, -1, -1, -1}, none{1, 1, -1, -1, 1, 1, -1, -1}, half{1, 1, 1, -1, -1, -1, -1, 1};
  // r = 0 and each pair's own part ±1: √8/8 times Student's factor is below Fisher's 1/√5.
  const double fisher = 1.959963984540054 / std::sqrt(5.0);
  EXPECT_NEAR(pearson(x, none).interval->upper, std::tanh(fisher), 1e-14);
  // r = ½ and own parts of ½ six times and −3/2 twice: √6/(8·¾), with Student's quantile of 7 degrees of freedom.
  const Association r = pearson(x, half);
  EXPECT_EQ(*r.value, 0.5);
  const double own = 2.364624251592785 * std::sqrt(6.0) / 6;
  EXPECT_NEAR(r.interval->lower, std::tanh(std::atanh(0.5) - own), 1e-10);
  EXPECT_NEAR(r.interval->upper, std::tanh(std::atanh(0.5) + own), 1e-10);
  EXPECT_EQ(r.interval->level, 0.95);
  EXPECT_FALSE(pearson(x, half, {.level = 0}).interval);
  EXPECT_EQ(pearson(x, x).reason, "at -1 or 1 there is no interval");
}

TEST(Pearson, PAtOneIsThatOfTheOneRearrangementOnALine) {
  EXPECT_NEAR(*pearson({1, 2, 3}, {2, 4, 6}).p, 2 / 6.0, 1e-15);
  EXPECT_NEAR(*pearson({1, 2, 3, 4}, {8, 6, 4, 2}, {.alternative = Alternative::less}).p, 1 / 24.0, 1e-16);
  EXPECT_EQ(*pearson({1, 2, 3, 4}, {8, 6, 4, 2}, {.alternative = Alternative::greater}).p, 1);
  Column x(300);
  std::iota(x.begin(), x.end(), 0.0);
  EXPECT_NEAR(*pearson(x, x).log_p, std::log(2) - std::lgamma(301), 1e-10);
}

}  // namespace
}  // namespace sanov
