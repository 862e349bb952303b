#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numeric>
#include <string>
#include <vector>

#include "sanov/base/error.h"
#include "sanov/numerics/parallel.h"
#include "sanov/numerics/target.h"
#include "sanov/rank/inversions.h"
#include "sanov/rank/naive_test.h"
#include "sanov/rank/rank.h"

namespace sanov {
namespace {

using naive::Column;

constexpr double kInf = std::numeric_limits<double>::infinity(), kNaN = std::numeric_limits<double>::quiet_NaN();

void expect_counts(const Column& x, const Column& y, const std::string& what) {
  const PairCounts found = count_pairs(x, y);
  const naive::Counts expected = naive::counts(x, y);
  EXPECT_EQ(found.concordant, static_cast<std::uint64_t>(expected.concordant)) << what;
  EXPECT_EQ(found.discordant, static_cast<std::uint64_t>(expected.discordant)) << what;
  EXPECT_EQ(found.x.pairs, static_cast<std::uint64_t>(expected.x)) << what;
  EXPECT_EQ(found.y.pairs, static_cast<std::uint64_t>(expected.y)) << what;
  EXPECT_EQ(found.both, static_cast<std::uint64_t>(expected.both)) << what;
}

TEST(Kendall, WorkedByHand) {
  // Of the 10 pairs 2 are tied in x, one of them in y too; 2 rise and 6 fall.
  const Association r = kendall({12, 2, 1, 12, 2}, {1, 4, 7, 1, 0});
  EXPECT_EQ(r.pairs->concordant, 2u);
  EXPECT_EQ(r.pairs->discordant, 6u);
  EXPECT_NEAR(*r.value, -4 / std::sqrt(8.0 * 9.0), 1e-16);
  EXPECT_NEAR(*r.p, 0.2827454599327748, 1e-15);
  EXPECT_EQ(r.method, Method::asymptotic);
  EXPECT_NEAR(*kendall_tau_a({12, 2, 1, 12, 2}, {1, 4, 7, 1, 0}).value, -0.4, 1e-16);
  // 2·(−4)/(25·(2/3)): x has 3 distinct values.
  EXPECT_NEAR(*kendall_tau_c({12, 2, 1, 12, 2}, {1, 4, 7, 1, 0}).value, -0.48, 1e-16);
}

TEST(Kendall, ExactPByCountingPermutations) {
  // Of the 24 orders of four things 1 has no inversion and 3 have one.
  EXPECT_NEAR(*kendall({1, 2, 3, 4}, {1, 2, 3, 4}).p, 2 * 1 / 24.0, 1e-16);
  EXPECT_NEAR(*kendall({1, 2, 3, 4}, {1, 2, 4, 3}).p, 2 * 4 / 24.0, 1e-16);
  EXPECT_NEAR(*kendall({1, 2, 3, 4}, {1, 2, 4, 3}, {.alternative = Alternative::greater}).p, 4 / 24.0, 1e-16);
  EXPECT_NEAR(*kendall({1, 2, 3, 4}, {1, 2, 4, 3}, {.alternative = Alternative::less}).p, 23 / 24.0, 1e-15);
  EXPECT_EQ(*kendall({1, 2, 3, 4}, {2, 4, 1, 3}).p, 1);  // 3 of 6 inversions: the middle
  EXPECT_EQ(kendall({1, 2, 3, 4}, {2, 4, 1, 3}).method, Method::exact);
}

TEST(Kendall, LogPIsThatOfTheOnlyOrder) {
  // All 1000 in order: p = 2/1000!, far below the smallest double.
  Column x(1000);
  std::iota(x.begin(), x.end(), 0.0);
  const Association r = kendall(x, x);
  EXPECT_EQ(*r.value, 1);
  EXPECT_EQ(*r.p, 0);
  EXPECT_EQ(r.method, Method::exact);
  EXPECT_NEAR(*r.log_p, std::log(2.0) - std::lgamma(1001.0), 1e-12 * std::lgamma(1001.0));
}

TEST(Kendall, CountsAreThoseOfAllPairs) {
  unsigned seed = 0;
  for (const std::size_t n : {2u, 3u, 7u, 8u, 9u, 23u, 24u, 25u, 63u, 64u, 65u, 100u, 257u, 1000u, 3000u})
    for (const double x_step : {0.0, 0.5, 2.0})
      for (const double y_step : {0.0, 0.3, 3.0}) {
        const Column x = naive::column(n, ++seed, x_step), y = naive::following(x, 0.5, ++seed, y_step);
        expect_counts(x, y, std::to_string(n) + " " + std::to_string(x_step) + " " + std::to_string(y_step));
      }
}

TEST(Kendall, CountsValuesThatAgreeInTheirLeadingBits) {
  // The keys keep 64 − 12 of the bits from the smallest to the largest: these differ below, or do not differ.
  Column x = naive::column(4000, 5), y = naive::column(4000, 6);
  for (std::size_t i = 0; i < x.size(); ++i) {
    x[i] = 1 + std::round(x[i] * 50) * 0x1p-52;
    y[i] = i % 3 == 0 ? y[i] * 1e-300 : std::round(y[i]) * 1e300;
  }
  x[17] = -kInf;
  x[18] = kInf;
  x[19] = 0;
  x[20] = -0.0;
  expect_counts(x, y, "leading bits");
}

TEST(Kendall, CountsAreTheSameForAnyThreadsAndTarget) {
  const Column x = naive::column(100'000, 1, 1e-3), y = naive::following(x, 1, 2, 1e-4);
  const PairCounts first = count_pairs(x, y);
  // Rounded so, about every second value of y is shared, and every x.
  ASSERT_GT(first.both, 0u);
  for (const std::string& name : targets()) {
    set_target(name);
    for (const int threads : {1, 2, 5}) {
      set_thread_count(threads);
      const PairCounts again = count_pairs(x, y);
      EXPECT_EQ(again.concordant, first.concordant) << name << threads;
      EXPECT_EQ(again.discordant, first.discordant) << name << threads;
      EXPECT_EQ(again.both, first.both) << name << threads;
    }
  }
  set_target("");
  set_thread_count(0);
}

TEST(Kendall, CountsInversionsWhereOneRankTakesAlmostAll) {
  // Most ranks 0: each bit's partition leaves nearly all on one side.
  std::vector<std::uint32_t> ranks(50'000, 0), spare(50'000);
  for (std::uint32_t i = 0; i < 1000; ++i) ranks[i * 7] = 1000 - i;
  std::uint64_t expected = 0;
  for (std::size_t i = 0; i < ranks.size(); ++i)
    for (std::size_t j = i + 1; j < ranks.size() && ranks[i] > 0; ++j) expected += ranks[i] > ranks[j];
  EXPECT_EQ(count_inversions(ranks, spare, 1001), expected);
}

TEST(Kendall, WhatCannotBeHadIsAbsentWithAReason) {
  EXPECT_EQ(kendall(Column{}, Column{}).reason, "there are fewer than 2 pairs");
  EXPECT_FALSE(kendall({1}, {1}).value);
  EXPECT_EQ(kendall({1, 1, 1}, {1, 2, 3}).reason, "x is constant");
  EXPECT_EQ(kendall({1, 2, 3}, {2, 2, 2}).reason, "y is constant");
  EXPECT_EQ(kendall({0, -0.0}, {1, 2}).reason, "x is constant");
  const Association two = kendall({1, 2}, {5, 3});
  EXPECT_EQ(*two.value, -1);
  EXPECT_EQ(*two.p, 1);
  EXPECT_EQ(*kendall({1, 2}, {5, 3}, {.test = TestKind::asymptotic}).value, -1);
}

TEST(Kendall, MissingAndInfiniteValues) {
  try {
    kendall({1, 2, 3}, {4, kNaN, 5});
    FAIL();
  } catch (const DomainError& error) {
    EXPECT_STREQ(error.what(), "kendall: y[1] is NaN; give missing = pairwise to leave out pairs that lack a value");
  }
  const Association r = kendall({1, kNaN, 2, 3, 4}, {1, 2, 2, kNaN, 7}, {.missing = Missing::pairwise});
  EXPECT_EQ(r.n, 3u);
  EXPECT_EQ(r.dropped, 2u);
  EXPECT_EQ(*r.value, 1);
  EXPECT_EQ(*kendall({-kInf, 0, kInf}, {1, 2, 3}).value, 1);
  EXPECT_FALSE(kendall({kNaN, kNaN}, {1, 2}, {.missing = Missing::pairwise}).value);
}

TEST(Kendall, RefusesWrongUse) {
  EXPECT_THROW(kendall({1, 2, 3}, {1, 2}), InvalidArgument);
  EXPECT_THROW(kendall({1, 2, 3}, {1, 2, 3}, {.level = 1}), InvalidArgument);
  EXPECT_THROW(kendall({1, 2, 3}, {1, 2, 3}, {.level = kNaN}), InvalidArgument);
  EXPECT_THROW(kendall({1, 2, 2}, {1, 2, 3}, {.test = TestKind::exact}), InvalidArgument);
  EXPECT_THROW(kendall({1, 2, 3}, {1, 2, 3}, {.permutations = 0}), InvalidArgument);
  EXPECT_THROW(count_pairs(Column{1, 2, kNaN}, Column{1, 2, 3}), DomainError);
}

TEST(Kendall, FloatsAreTheNumbersTheyStandFor) {
  const std::vector<float> x{0.1f, 0.2f, 0.3f, 0.25f}, y{1, 2, 3, 4};
  EXPECT_EQ(*kendall(x, y).value, *kendall({0.1, 0.2, 0.3, 0.25}, {1, 2, 3, 4}).value);
}

TEST(Kendall, PermutationPIsNearTheExactOneAndTheSameForAnyThreads) {
  const Column x = naive::column(12, 3), y = naive::following(x, 0.8, 4);
  const double exact = *kendall(x, y, {.test = TestKind::exact}).p;
  set_thread_count(1);
  const Association one = kendall(x, y, {.test = TestKind::permutation, .seed = 7});
  set_thread_count(3);
  const Association three = kendall(x, y, {.test = TestKind::permutation, .seed = 7});
  set_thread_count(0);
  EXPECT_EQ(*one.p, *three.p);
  EXPECT_EQ(one.method, Method::permutation);
  // Five standard errors of 9999 draws: one seed in 1.7 million would fail.
  EXPECT_NEAR(*one.p, exact, 5 * std::sqrt(exact * (1 - exact) / 9999) + 1e-4);
}

TEST(Kendall, TauCHasItsIntervalAtZeroToo) {
  // Two columns of two values: C = D, so all three are 0, and τ-c is τ-a times 2(n − 1)/n.
  std::vector<double> x(20), y(20);
  for (std::size_t i = 0; i < 20; ++i) {
    x[i] = static_cast<double>(i % 2);
    y[i] = static_cast<double>(i / 2 % 2);
  }
  const Association a = kendall_tau_a(x, y), c = kendall_tau_c(x, y);
  EXPECT_EQ(*c.value, 0);
  EXPECT_GT(c.interval->upper, 1.5 * a.interval->upper);
}

TEST(Kendall, AnExactTestThatTakesTooLongIsRefused) {
  const Column x = naive::column(3000, 1), y = naive::column(3000, 2);
  try {
    kendall(x, y, {.test = TestKind::exact});
    FAIL();
  } catch (const InvalidArgument& error) {
    EXPECT_EQ(error.complaint().argument, "test");
    EXPECT_NE(error.complaint().rule.find("at most 1e9"), std::string::npos) << error.what();
  }
  // Nearly in order it is cheap, whatever n.
  Column almost(100'000);
  std::iota(almost.begin(), almost.end(), 0.0);
  Column swapped = almost;
  std::swap(swapped[3], swapped[4]);
  EXPECT_EQ(kendall(almost, swapped, {.test = TestKind::exact}).method, Method::exact);
}

}  // namespace
}  // namespace sanov
