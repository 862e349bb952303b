#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

#include "sanov/base/error.h"
#include "sanov/numerics/parallel.h"
#include "sanov/numerics/target.h"
#include "sanov/rank/naive_test.h"
#include "sanov/rank/rank.h"

namespace sanov {
namespace {

using naive::Column;

TEST(Spearman, WorkedByHand) {
  // 1 − 6·Σd²/(n³ − n) with d = 1, −1, 1, −1.
  EXPECT_NEAR(*spearman({1, 2, 3, 4}, {20, 10, 40, 30}).value, 1 - 6 * 4 / 60.0, 1e-16);
  EXPECT_EQ(*spearman({1, 2, 3}, {1, 8, 27}).value, 1);
  EXPECT_EQ(*spearman({1, 2, 3}, {1, -8, -27}).value, -1);
}

TEST(Spearman, ExactPByCountingPermutations) {
  // n = 3: ρ = 1, ½, ½, −½, −½, −1 over the six orders.
  EXPECT_NEAR(*spearman({1, 2, 3}, {1, 2, 3}).p, 2 / 6.0, 1e-16);
  EXPECT_EQ(*spearman({1, 2, 3}, {1, 3, 2}).p, 1);
  EXPECT_NEAR(*spearman({1, 2, 3}, {1, 3, 2}, {.alternative = Alternative::greater}).p, 3 / 6.0, 1e-16);
  EXPECT_NEAR(*spearman({1, 2, 3}, {1, 3, 2}, {.alternative = Alternative::less}).p, 5 / 6.0, 1e-16);
  // The only order of ten.
  Column x(10);
  std::iota(x.begin(), x.end(), 0.0);
  const Association ten = spearman(x, x);
  EXPECT_EQ(ten.method, Method::exact);
  EXPECT_NEAR(*ten.p * std::tgamma(11.0), 2, 1e-12);
}

TEST(Spearman, PIsNeverBelowThatOfTheOnlyOrder) {
  Column x(40);
  std::iota(x.begin(), x.end(), 0.0);
  const Association r = spearman(x, x);
  EXPECT_NEAR(*r.log_p, std::log(2.0) - std::lgamma(41.0), 1e-10);
  EXPECT_GT(*r.p, 0);
}

TEST(Spearman, ValueIsThatOfTheRanksCorrelation) {
  unsigned seed = 0;
  for (const std::size_t n : {2u, 3u, 10u, 100u, 1000u})
    for (const double step : {0.0, 0.5}) {
      const Column x = naive::column(n, ++seed, step), y = naive::following(x, -0.5, ++seed, step);
      const Association r = spearman(x, y);
      if (!r.value) continue;
      EXPECT_NEAR(*r.value, static_cast<double>(naive::correlation(naive::ranks(x), naive::ranks(y))), 1e-15) << n;
    }
}

TEST(Spearman, TheSameForAnyThreadsAndTarget) {
  const Column x = naive::column(100'000, 1, 1e-3), y = naive::following(x, 1, 2);
  const double first = *spearman(x, y).value;
  for (const auto& name : targets()) {
    set_target(name);
    for (const int threads : {1, 3}) {
      set_thread_count(threads);
      EXPECT_EQ(*spearman(x, y).value, first) << name << threads;
    }
  }
  set_target("");
  set_thread_count(0);
}

TEST(Spearman, WhatCannotBeHadIsAbsentWithAReason) {
  EXPECT_EQ(spearman({1, 1}, {1, 2}).reason, "x is constant");
  EXPECT_EQ(*spearman({1, 2}, {1, 2}).p, 1);
  EXPECT_FALSE(spearman({1, 2, 3}, {1, 3, 2}).interval);
  EXPECT_EQ(spearman({1, 2, 3}, {1, 3, 2}).reason, "an interval needs at least 4 pairs");
  EXPECT_THROW(spearman(Column(11, 1), {1, 2}), InvalidArgument);
  EXPECT_THROW(spearman({1, 2, 2, 4}, {1, 2, 3, 4}, {.test = TestKind::exact}), InvalidArgument);
}

}  // namespace
}  // namespace sanov
