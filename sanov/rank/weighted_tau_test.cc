#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "sanov/base/error.h"
#include "sanov/rank/naive_test.h"
#include "sanov/rank/rank.h"

namespace sanov {
namespace {

using naive::Column;

/// By the definition, over all pairs.
long double naive_by(const Column& x, const Column& y, bool by_x) {
  const std::size_t n = x.size();
  const Column &a = by_x ? x : y, &b = by_x ? y : x;
  std::vector<long double> weight(n);
  for (std::size_t i = 0; i < n; ++i) {
    long double place = 1;
    for (std::size_t j = 0; j < n; ++j)
      place += a[j] > a[i] || (a[j] == a[i] && (b[j] > b[i] || (b[j] == b[i] && j > i)));
    weight[i] = 1 / place;
  }
  long double excess = 0, in_x = 0, in_y = 0;
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < i; ++j) {
      const int s = naive::sign(x[i], x[j]), t = naive::sign(y[i], y[j]);
      const long double w = weight[i] + weight[j];
      excess += w * s * t;
      in_x += w * (s != 0);
      in_y += w * (t != 0);
    }
  return excess / std::sqrt(in_x * in_y);
}

TEST(WeightedTau, WorkedByHand) {
  // Places of 3, 2, 1: weights 1, 1/2, 1/3. Exchanging the lower two turns the pair of weight 5/6 of 3/2 + 4/3 + 5/6.
  const double all = 1.5 + 4 / 3.0 + 5 / 6.0;
  EXPECT_NEAR(*weighted_tau({3, 2, 1}, {3, 1, 2}, {.level = 0}).value, (all - 2 * 5 / 6.0) / all, 1e-15);
  // Exchanging the upper two turns the pair of weight 3/2.
  EXPECT_NEAR(*weighted_tau({3, 2, 1}, {2, 3, 1}).value, (all - 2 * 1.5) / all, 1e-15);
}

TEST(WeightedTau, IsTheDefinitions) {
  unsigned seed = 0;
  for (const std::size_t n : {2u, 5u, 64u, 65u, 300u})
    for (const double step : {0.0, 1.0}) {
      const Column x = naive::column(n, ++seed, step), y = naive::following(x, 0.5, ++seed, step);
      const Association r = weighted_tau(x, y, {.test = TestKind::none});
      if (!r.value) continue;
      const long double expected = (naive_by(x, y, true) + naive_by(x, y, false)) / 2;
      EXPECT_NEAR(*r.value, static_cast<double>(expected), 2e-15) << n << " " << step;
    }
}

TEST(WeightedTau, PIsByPermutationOrAbsent) {
  const Column x = naive::column(30, 1), y = naive::following(x, 2, 2);
  const Association r = weighted_tau(x, y, {.permutations = 199});
  EXPECT_EQ(r.method, Method::permutation);
  EXPECT_EQ(*r.p, 1 / 200.0);
  EXPECT_THROW(weighted_tau(x, y, {.test = TestKind::asymptotic}), InvalidArgument);
  const Column long_x = naive::column(501, 1);
  EXPECT_FALSE(weighted_tau(long_x, long_x).p);
  EXPECT_NE(weighted_tau(long_x, long_x).reason, "");
}

}  // namespace
}  // namespace sanov
