#include "sanov/rank/soft_spearman.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <vector>

#include "sanov/base/error.h"
#include "sanov/rank/naive_test.h"
#include "sanov/rank/rank.h"

namespace sanov {
namespace {

using naive::Column;
using Long = std::vector<long double>;

long double laplace(long double d) { return d < 0 ? std::exp(d) / 2 : 1 - std::exp(-d) / 2; }

Long naive_ranks(const Column& s, long double t) {
  Long out;
  for (const double a : s) {
    long double rank = 0.5L;
    for (const double b : s) rank += laplace((static_cast<long double>(a) - b) / t);
    out.push_back(rank);
  }
  return out;
}

/// Σₖ by_ranksₖ ∂rₖ/∂sᵢ, over all pairs.
Long naive_pull_back(const Column& s, long double t, const Long& by_ranks) {
  Long out(s.size());
  for (std::size_t i = 0; i < s.size(); ++i)
    for (std::size_t k = 0; k < s.size(); ++k)
      if (k != i)
        out[i] +=
            (by_ranks[i] - by_ranks[k]) * std::exp(-std::fabs(static_cast<long double>(s[i]) - s[k]) / t) / (2 * t);
  return out;
}

TEST(SoftRanks, WorkedByHand) {
  const double e = std::exp(-1.0);
  Column ranks(2);
  soft_ranks(Column{1, 0}, 1, ranks);
  EXPECT_NEAR(ranks[0], 2 - e / 2, 1e-15);
  EXPECT_NEAR(ranks[1], 1 + e / 2, 1e-15);
}

TEST(SoftRanks, AreTheDefinitions) {
  unsigned seed = 0;
  for (const std::size_t n : {1u, 2u, 9u, 300u})
    for (const double step : {0.0, 0.5})
      for (const double temperature : {1e-3, 0.1, 1.0, 100.0}) {
        const Column s = naive::column(n, ++seed, step), given = naive::column(n, ++seed);
        Column ranks(n), gradient(n);
        soft_ranks(s, temperature, ranks);
        soft_ranks_gradient(s, temperature, given, gradient);
        const Long expected = naive_ranks(s, temperature);
        const Long slopes = naive_pull_back(s, temperature, Long(given.begin(), given.end()));
        double largest = 0;
        for (const long double slope : slopes) largest = std::max(largest, static_cast<double>(std::fabs(slope)));
        for (std::size_t i = 0; i < n; ++i) {
          EXPECT_NEAR(ranks[i], static_cast<double>(expected[i]), 1e-15 * static_cast<double>(n + 2));
          EXPECT_NEAR(gradient[i], static_cast<double>(slopes[i]), 1e-13 * largest + 1e-300);
        }
      }
}

TEST(SoftRanks, AddUpToThoseOfHardOnes) {
  const Column s = naive::column(1000, 5, 0.01);
  for (const double temperature : {0.0, 0.01, 3.0}) {
    Column ranks(1000);
    soft_ranks(s, temperature, ranks);
    EXPECT_NEAR(std::accumulate(ranks.begin(), ranks.end(), 0.0), 500.0 * 1001, 1e-8);
  }
}

TEST(SoftSpearman, GradientIsThatOfTheDefinition) {
  unsigned seed = 10;
  for (const double temperature : {0.05, 0.5, 2.0}) {
    const Column s = naive::column(200, ++seed, 0.1), y = naive::following(s, 0.7, ++seed, 0.5);
    Column gradient(200);
    const double value = soft_spearman(s, y, temperature, gradient);
    const Long r = naive_ranks(s, temperature), q = naive::ranks(y);
    const long double rho = naive::correlation(r, q), mean = 100.5L;
    EXPECT_NEAR(value, static_cast<double>(rho), 1e-13);
    long double rr = 0, qq = 0;
    for (std::size_t i = 0; i < 200; ++i) {
      rr += (r[i] - mean) * (r[i] - mean);
      qq += (q[i] - mean) * (q[i] - mean);
    }
    Long by_ranks(200);
    for (std::size_t i = 0; i < 200; ++i) by_ranks[i] = (q[i] - mean) / std::sqrt(rr * qq) - rho * (r[i] - mean) / rr;
    const Long slopes = naive_pull_back(s, temperature, by_ranks);
    double largest = 0;
    for (const long double slope : slopes) largest = std::max(largest, static_cast<double>(std::fabs(slope)));
    for (std::size_t i = 0; i < 200; ++i) EXPECT_NEAR(gradient[i], static_cast<double>(slopes[i]), 1e-12 * largest);
  }
}

TEST(SoftSpearman, BecomesSpearmansAtZero) {
  const Column s = naive::column(300, 1, 0.5), y = naive::following(s, 1, 2, 0.5);
  EXPECT_NEAR(soft_spearman(s, y, 0), *spearman(s, y).value, 1e-15);
  EXPECT_NEAR(soft_spearman(s, y, 1e-4), *spearman(s, y).value, 1e-13);
}

TEST(SoftSpearman, EdgesAndWrongUse) {
  Column gradient(3, 1);
  EXPECT_EQ(soft_spearman(Column{1, 2, 3}, Column{2, 2, 2}, 1, gradient), 0);
  EXPECT_EQ(gradient, Column(3));
  EXPECT_EQ(soft_spearman(Column{5, 5, 5}, Column{1, 2, 3}, 0, gradient), 0);
  EXPECT_EQ(soft_spearman(Column{}, Column{}, 1), 0);
  EXPECT_THROW(soft_ranks(Column{1, 2}, 1, gradient), InvalidArgument);
  EXPECT_THROW(soft_spearman(Column{1, 2}, Column{1, 2, 3}, 1), InvalidArgument);
  EXPECT_THROW(soft_spearman(Column{1, 2}, Column{1, 2}, -0.5), InvalidArgument);
  EXPECT_THROW(soft_spearman(Column{1, NAN}, Column{1, 2}, 1), DomainError);
}

}  // namespace
}  // namespace sanov
