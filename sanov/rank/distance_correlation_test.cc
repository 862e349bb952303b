#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "sanov/base/error.h"
#include "sanov/numerics/special.h"
#include "sanov/rank/naive_test.h"
#include "sanov/rank/rank.h"

namespace sanov {
namespace {

using naive::Column;
using Matrix = std::vector<std::vector<long double>>;

Matrix centred(const Column& x) {
  const std::size_t n = x.size();
  Matrix a(n, std::vector<long double>(n));
  std::vector<long double> mean(n);
  long double all = 0;
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < n; ++j) {
      a[i][j] = std::fabs(static_cast<long double>(x[i]) - x[j]);
      mean[i] += a[i][j] / n;
      all += a[i][j] / n / n;
    }
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < n; ++j) a[i][j] += all - mean[i] - mean[j];
  return a;
}

long double product(const Matrix& a, const Matrix& b) {
  long double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i)
    for (std::size_t j = 0; j < a.size(); ++j) sum += a[i][j] * b[i][j];
  return sum;
}

TEST(DistanceCorrelation, IsThatOfDoublyCentredDistances) {
  unsigned seed = 0;
  for (const std::size_t n : {2u, 3u, 10u, 65u, 400u})
    for (const double step : {0.0, 0.5}) {
      const Column x = naive::column(n, ++seed, step), y = naive::following(x, 0.5, ++seed, step);
      const Association r = distance_correlation(x, y, {.test = TestKind::none});
      if (!r.value) continue;
      const Matrix a = centred(x), b = centred(y);
      const long double squared = product(a, b) / std::sqrt(product(a, a) * product(b, b));
      EXPECT_NEAR(*r.value * *r.value, static_cast<double>(squared), 1e-13) << n << " " << step;
    }
}

TEST(DistanceCorrelation, OfALineIsOne) {
  EXPECT_NEAR(*distance_correlation({1, 2, 4, 7}, {-2, -4, -8, -14}).value, 1, 1e-15);
  EXPECT_NEAR(*distance_correlation_corrected({1, 2, 4, 7}, {-2, -4, -8, -14}).value, 1, 1e-14);
}

TEST(DistanceCorrelation, SeesAParabola) {
  Column x(101), y(101);
  for (std::size_t i = 0; i < x.size(); ++i) {
    x[i] = (static_cast<double>(i) - 50) / 25;
    y[i] = x[i] * x[i];
  }
  EXPECT_NEAR(*pearson(x, y).value, 0, 1e-15);
  const Association r = distance_correlation(x, y);
  EXPECT_GT(*r.value, 0.4);
  EXPECT_LT(*r.p, 1e-5);
  EXPECT_EQ(r.method, Method::asymptotic);
  // The test is that of the corrected coefficient.
  const double c = *distance_correlation_corrected(x, y).value;
  EXPECT_NEAR(*r.p, chi_squared_sf(101 * c + 1, 1), 1e-13);
}

TEST(DistanceCorrelation, SmallSamplesArePermuted) {
  const Column x = naive::column(20, 1), y = naive::following(x, 3, 2);
  const Association r = distance_correlation(x, y, {.permutations = 199});
  EXPECT_EQ(r.method, Method::permutation);
  EXPECT_EQ(*r.p, 1 / 200.0);
}

TEST(DistanceCorrelation, WhatCannotBeHadIsAbsent) {
  EXPECT_EQ(distance_correlation_corrected({1, 2, 3}, {1, 2, 4}).reason, "it needs at least 4 pairs");
  EXPECT_FALSE(distance_correlation_corrected({0, 0, 0, 1}, {1, 2, 4, 5}).value);
  EXPECT_TRUE(distance_correlation({0, 0, 0, 1}, {1, 2, 4, 5}).value);
  EXPECT_THROW(distance_correlation({0, HUGE_VAL, 1}, {1, 2, 4}), DomainError);
  EXPECT_THROW(distance_correlation({0, 2, 1}, {1, 2, 4}, {.test = TestKind::exact}), InvalidArgument);
}

}  // namespace
}  // namespace sanov
