#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <vector>

#include "sanov/base/error.h"
#include "sanov/numerics/random.h"
#include "sanov/rank/naive_test.h"
#include "sanov/rank/rank.h"

namespace sanov {
namespace {

using naive::Column;

TEST(ChatterjeeXi, WorkedByHand) {
  // In x's order the ranks of y are 1, 3, 2, 4: jumps of 2 + 1 + 2, and 1 − 3·5/(16 − 1).
  EXPECT_NEAR(*chatterjee_xi({1, 2, 3, 4}, {10, 30, 20, 40}).value, 0, 1e-16);
  // In order: jumps of 1 each, 1 − 3(n−1)/(n²−1) = (n−2)/(n+1).
  EXPECT_NEAR(*chatterjee_xi({1, 2, 3, 4}, {10, 20, 30, 40}).value, 2 / 5.0, 1e-16);
  Column many(300'000);
  std::iota(many.begin(), many.end(), 0.0);
  EXPECT_NEAR(*chatterjee_xi(many, many, {.level = 0}).value, 299'998 / 300'001.0, 2e-16);
  // Two values: r = 2, 2, 4, 4 and l = 4, 4, 2, 2: Σ l(n − l) = 8, one jump of 2: 1 − 4·2/16.
  EXPECT_NEAR(*chatterjee_xi({1, 2, 3, 4}, {0, 0, 1, 1}).value, 0.5, 1e-16);
}

TEST(ChatterjeeXi, SeesAParabolaInOneDirection) {
  Column x(401), y(401);
  for (std::size_t i = 0; i < x.size(); ++i) {
    x[i] = (static_cast<double>(i) - 200) / 100;
    y[i] = x[i] * x[i];
  }
  EXPECT_GT(*chatterjee_xi(x, y).value, 0.97);
  EXPECT_LT(*chatterjee_xi(y, x).value, 0.6);
  EXPECT_NEAR(*kendall(x, y).value, 0, 1e-15);
}

TEST(ChatterjeeXi, PIsThatOfScipy) {
  // scipy.stats.chatterjeexi(x, y).pvalue, without ties and with.
  const Column x{3, 1, 4, 15, 9, 2, 6, 5, 35, 8, 97, 93, 23, 84, 62, 64, 33, 83, 27, 95, 28, 41, 71, 69, 39};
  const Column y{2, 7, 1, 8, 28, 18, 4, 5, 90, 45, 23, 53, 60, 28.5, 74, 71, 35, 26, 62, 49, 77, 57, 24, 70, 93};
  EXPECT_NEAR(*chatterjee_xi(x, y).value, 0.46634615384615385, 1e-15);
  EXPECT_NEAR(*chatterjee_xi(x, y, {.test = TestKind::asymptotic}).p, 0.0001195935782284675, 1e-13);
  Column tied = y;
  for (double& value : tied) value = std::round(value / 20);
  EXPECT_NEAR(*chatterjee_xi(x, tied).value, 0.4565217391304348, 1e-15);
  EXPECT_NEAR(*chatterjee_xi(x, tied, {.test = TestKind::asymptotic}).p, 0.0004434954459537301, 1e-12);
}

TEST(ChatterjeeXi, SmallSamplesArePermuted) {
  const Column x{1, 2, 3, 4, 5}, y{1, 2, 3, 4, 5};
  const Association r = chatterjee_xi(x, y, {.permutations = 1999});
  EXPECT_EQ(r.method, Method::permutation);
  // Of the 120 orders only this one and its opposite have jumps of 1 alone; six standard errors.
  EXPECT_NEAR(*r.p, 2 / 120.0, 6 * std::sqrt(2 / 120.0 / 2000));
  EXPECT_THROW(chatterjee_xi(x, y, {.test = TestKind::exact}), InvalidArgument);
}

/// ξ by its formula, equal x in the order they come in.
long double by_formula(const Column& x, const Column& y) {
  const std::size_t n = x.size();
  std::vector<std::size_t> order(n);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return x[a] < x[b]; });
  const auto up_to = [&](double v) { return std::count_if(y.begin(), y.end(), [&](double w) { return w <= v; }); };
  const auto from = [&](double v) { return std::count_if(y.begin(), y.end(), [&](double w) { return w >= v; }); };
  long double jumps = 0, whole = 0;
  for (std::size_t k = 0; k < n; ++k) {
    if (k > 0) jumps += std::abs(up_to(y[order[k]]) - up_to(y[order[k - 1]]));
    whole +=
        static_cast<long double>(from(y[k])) * static_cast<long double>(static_cast<std::ptrdiff_t>(n) - from(y[k]));
  }
  return 1 - static_cast<long double>(n) * jumps / (2 * whole);
}

TEST(ChatterjeeXi, IsTheMeanOverAllOrdersOfEqualX) {
  // By hand: r = 1, 2 | 3, 4: jumps of 1 inside of both runs, and of 2, 3, 1 or 2 between them: 1 − 3·4/15.
  EXPECT_NEAR(*chatterjee_xi({1, 1, 2, 2}, {10, 20, 30, 40}).value, 0.2, 1e-15);
  const Column x{2, 1, 2, 3, 1, 2, 3, 4}, y{5, 1, 1, 7, 2, 3, 5, 1};
  std::vector<std::size_t> rows(x.size());
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  long double sum = 0;
  int orders = 0;
  do {
    Column u, v;
    for (const std::size_t row : rows) {
      u.push_back(x[row]);
      v.push_back(y[row]);
    }
    sum += by_formula(u, v);
    ++orders;
  } while (std::next_permutation(rows.begin(), rows.end()));
  EXPECT_NEAR(*chatterjee_xi(x, y).value, static_cast<double>(sum / orders), 1e-14);
}

TEST(ChatterjeeXi, AFileSortedByYShowsNoDependence) {
  Column x(1000), y(1000);
  Random random(3);
  for (std::size_t i = 0; i < x.size(); ++i) {
    x[i] = static_cast<double>(random.below(4));
    y[i] = static_cast<double>(i);
  }
  const Association sorted = chatterjee_xi(x, y);
  EXPECT_NEAR(*sorted.value, 0, 0.01);
  EXPECT_GT(*sorted.p, 0.001);
  std::reverse(x.begin(), x.end());
  std::reverse(y.begin(), y.end());
  const Association reversed = chatterjee_xi(x, y);
  EXPECT_EQ(reversed.value, sorted.value);
  EXPECT_EQ(reversed.interval->lower, sorted.interval->lower);
}

TEST(ChatterjeeXi, PWithTiesInXHoldsItsSize) {
  // Independent columns, x of a few levels: of 4000 samples so many have p below 5% and 1%, within five standard errors
  // and a fifth. (The normal law would have 3 to 4 in 100 below 1%.)
  for (const std::uint64_t levels : {2u, 3u, 10u, 40u}) {
    int below_5 = 0, below_1 = 0;
    constexpr int kSamples = 4000;
    for (int sample = 0; sample < kSamples; ++sample) {
      Random random(levels, static_cast<std::uint64_t>(sample));
      Column x(60), y(60);
      for (std::size_t i = 0; i < x.size(); ++i) {
        x[i] = static_cast<double>(random.below(levels));
        y[i] = levels % 2 == 0 ? random.uniform() : static_cast<double>(random.below(5));
      }
      const double p = *chatterjee_xi(x, y, {.level = 0}).p;
      below_5 += p <= 0.05;
      below_1 += p <= 0.01;
    }
    EXPECT_NEAR(below_5, 200, 40 + 70) << levels;
    EXPECT_NEAR(below_1, 40, 8 + 32) << levels;
    EXPECT_GT(below_5, 120) << levels;
  }
}

TEST(ChatterjeeXi, PWithTiesInXIsThatOfAllRearrangements) {
  Column x(80), y(80);
  Random random(11);
  for (std::size_t i = 0; i < x.size(); ++i) {
    x[i] = static_cast<double>(random.below(5));
    y[i] = 0.15 * x[i] + random.normal();
  }
  const double by_law = *chatterjee_xi(x, y).p;
  const double by_lot = *chatterjee_xi(x, y, {.test = TestKind::permutation}).p;
  EXPECT_GT(by_lot, 0.002);
  EXPECT_LT(by_lot, 0.2);
  EXPECT_NEAR(by_law / by_lot, 1, 0.15 + 6 / std::sqrt(by_lot * 9999));
  // A p that no double holds has its logarithm.
  Column even(4000), same(4000);
  for (std::size_t i = 0; i < even.size(); ++i) even[i] = same[i] = static_cast<double>(i % 2000);
  const Association far = chatterjee_xi(even, same);
  // 1,999 jumps of 2, and l(n − l) = 2v·(4000 − 2v) twice for v = 0, …, 1999.
  const double whole = 8 * 2000 * (2000.0 * 2000 - 1) / 6;
  EXPECT_NEAR(*far.value, 1 - 4000 * 2 * 1999.0 / (2 * whole), 1e-15);
  EXPECT_LT(*far.log_p, -700);
}

TEST(ChatterjeeXi, HasNoTestForSmallValues) {
  const Column x{1, 2, 3, 4, 5}, y{1, 2, 3, 5, 4};
  EXPECT_THROW(chatterjee_xi(x, y, {.alternative = Alternative::less}), InvalidArgument);
  EXPECT_THROW(distance_correlation(x, y, {.alternative = Alternative::less}), InvalidArgument);
  EXPECT_THROW(distance_correlation_corrected(x, y, {.alternative = Alternative::less}), InvalidArgument);
  EXPECT_TRUE(chatterjee_xi(x, y, {.alternative = Alternative::less, .test = TestKind::none}).value);
}

}  // namespace
}  // namespace sanov
