#include "sanov/inference/homogeneity.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "sanov/base/error.h"
#include "sanov/inference/simulated_counts_test.h"

namespace sanov {
namespace {

using Counts = std::vector<std::uint64_t>;

TEST(Homogeneity, AgreesWithScipy) {
  // scipy 1.17, chi2_contingency([a, b], correction=False).
  const Homogeneity found = pearson_homogeneity(Counts{40, 60, 0, 55, 45}, Counts{30, 90, 0, 41, 52});
  EXPECT_NEAR(found.statistic, 9.575679362183983, 1e-13);
  EXPECT_EQ(found.degrees, 3);
  EXPECT_NEAR(homogeneity_p(Counts{40, 60, 55, 45}, Counts{30, 90, 41, 52}).p, 0.02253973970048124, 1e-14);
  const PValue far = homogeneity_p(Counts{12000, 3400, 800, 99}, Counts{11000, 3900, 950, 60});
  EXPECT_NEAR(far.p / 1.4676717763905205e-20, 1, 1e-10);
  EXPECT_EQ(far.method, Method::asymptotic);
}

TEST(Homogeneity, TwoRareCellsAreFishersTest) {
  // scipy 1.17, fisher_exact: with samples of one size its order of tables is that of X².
  EXPECT_EQ(homogeneity_p(Counts{0, 50}, Counts{9, 41}).method, Method::exact);
  EXPECT_NEAR(homogeneity_p(Counts{0, 50}, Counts{9, 41}).p, 0.002634204400259044, 1e-13);
  EXPECT_NEAR(homogeneity_p(Counts{50, 0}, Counts{41, 9}).p, 0.002634204400259044, 1e-13);
  // By hand, unequal sizes: 1 of 2 against 0 of 4. Of the 15 places for a pair, X² is as large for {one each} … all.
  EXPECT_NEAR(homogeneity_p(Counts{1, 1}, Counts{0, 4}).p, 2.0 / 6, 1e-14);
}

TEST(Homogeneity, WithoutAnythingToCompare) {
  EXPECT_EQ(homogeneity_p(Counts{5, 0}, Counts{7, 0}).p, 1);
  EXPECT_EQ(homogeneity_p(Counts{0, 0}, Counts{7, 3}).p, 1);
  EXPECT_EQ(homogeneity_p(Counts{}, Counts{}).p, 1);
  EXPECT_THROW(pearson_homogeneity(Counts{1}, Counts{1, 2}), InvalidArgument);
}

TEST(Homogeneity, MomentsOverAllTables) {
  // Every way to take 4 of 9 rows from cells of 3, 2 and 4, with its number of ways.
  const Counts pooled{3, 2, 4};
  const double ways[] = {1, 4, 6, 4, 1};
  const double of_3[] = {1, 3, 3, 1}, of_2[] = {1, 2, 1};
  double all = 0, mean = 0, squares = 0;
  for (std::uint64_t i = 0; i <= 3; ++i)
    for (std::uint64_t j = 0; j <= 2; ++j) {
      if (i + j > 4) continue;
      const std::uint64_t k = 4 - i - j;
      const double weight = of_3[i] * of_2[j] * ways[k];
      const double x = pearson_homogeneity(Counts{3 - i, 2 - j, 4 - k}, Counts{i, j, k}).statistic;
      all += weight;
      mean += weight * x;
      squares += weight * x * x;
    }
  const HomogeneityScore score(pooled, 5, 4);
  EXPECT_EQ(all, 126);  // 9 over 4
  EXPECT_NEAR(score.mean(), mean / all, 1e-13);
  EXPECT_NEAR(score.variance(), squares / all - mean * mean / all / all, 1e-12);
}

/// P(p ≤ α) of samples of n and m rows from cells with these weights.
double size_at(double alpha, const std::vector<double>& weights, std::uint64_t n, std::uint64_t m, int simulations) {
  int flagged = 0;
  Counts a(weights.size()), b(weights.size());
  for (int i = 0; i < simulations; ++i) {
    Random random(5, static_cast<std::uint64_t>(i));
    draw_multinomial(random, weights, n, a);
    draw_multinomial(random, weights, m, b);
    flagged += homogeneity_p(a, b, {.seed = static_cast<std::uint64_t>(i), .draws = 199, .exceedances = 20}).p <= alpha;
  }
  return static_cast<double>(flagged) / simulations;
}

// 2000 simulations: a share of 0.05 keeps within 0.026 and 0.074 but for one seed in two million.
TEST(Homogeneity, HoldsItsSize) {
  std::vector<double> zipf;
  for (int i = 1; i <= 40; ++i) zipf.push_back(1.0 / i);
  for (const auto& [n, m] : {std::pair<std::uint64_t, std::uint64_t>{200, 200}, {5000, 30}, {30, 1000}}) {
    const double size = size_at(0.05, zipf, n, m, 2000);
    EXPECT_GT(size, 0.026) << n << ' ' << m;
    EXPECT_LT(size, 0.074) << n << ' ' << m;
  }
  EXPECT_LT(size_at(0.05, {1, 50}, 100, 40, 2000), 0.074);  // Fisher's is conservative
}

TEST(Homogeneity, FarTailsOfRareCellsAreOfTheRightSize) {
  // 30 cells of 2 rows each, all of them in one sample or the other: X² = 60 of at most 60. With 30 and 30 rows of the
  // samples this has the odds C(30, 15)/C(60, 30) = 1.3e-9, which no number of draws would show.
  Counts a(30), b(30);
  for (std::size_t i = 0; i < 30; ++i) (i < 15 ? a : b)[i] = 2;
  const double log_p = homogeneity_p(a, b).log_p;
  EXPECT_LT(log_p, std::log(1e-4));
  EXPECT_GT(log_p, std::log(1.3e-9));
}

}  // namespace
}  // namespace sanov
