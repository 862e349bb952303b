#include "sanov/inference/count_draws.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <vector>

#include "sanov/base/error.h"
#include "sanov/inference/p_value.h"
#include "sanov/numerics/special.h"

namespace sanov {
namespace {

using Counts = std::vector<std::uint64_t>;

constexpr int kDraws = 200'000;

double log_choose(double n, double k) { return log_gamma(n + 1) - log_gamma(k + 1) - log_gamma(n - k + 1); }

/// ln p of Pearson's test that draws have these masses; masses of few expected draws are taken together.
template <class Draw, class LogMass>
double log_p_of_fit(std::uint64_t last, const Draw& draw, const LogMass& log_mass) {
  std::vector<double> expected(last + 1), seen(last + 1);
  for (std::uint64_t k = 0; k <= last; ++k) expected[k] = kDraws * std::exp(log_mass(static_cast<double>(k)));
  EXPECT_NEAR(std::accumulate(expected.begin(), expected.end(), 0.0), kDraws, 1e-6 * kDraws);
  Random random(11);
  for (int i = 0; i < kDraws; ++i) ++seen.at(draw(random));
  double statistic = 0, degrees = -1, few_expected = 0, few_seen = 0;
  const auto add = [&](double e, double s) {
    statistic += (s - e) * (s - e) / e;
    degrees += 1;
  };
  for (std::uint64_t k = 0; k <= last; ++k) {
    few_expected += expected[k];
    few_seen += seen[k];
    if (few_expected < 20) continue;
    add(few_expected, few_seen);
    few_expected = few_seen = 0;
  }
  if (few_expected > 0.1) add(few_expected, few_seen);
  return log_chi_squared_sf(statistic, std::max(degrees, 1.0));
}

// Twelve tests at odds of one in a million each: one seed in 80,000 would fail.
const double kOdds = std::log(1e-6);

TEST(CountDraws, HypergeometricMasses) {
  constexpr std::uint64_t rows[][3] = {
      // marked, unmarked, drawn: counted up from 0, and by the ratio of uniforms
      {5, 7, 4},     {3, 4, 6},       {20, 1000, 500},  {1000, 20, 900},
      {60, 90, 100}, {300, 200, 250}, {5000, 900, 300}, {40, 1'000'000'000, 700'000'000}};
  for (const auto& [marked, unmarked, drawn] : rows) {
    const double a = static_cast<double>(marked), b = static_cast<double>(unmarked), n = static_cast<double>(drawn);
    const auto log_mass = [&](double k) {
      if (k > a || n - k > b) return -HUGE_VAL;
      return log_choose(a, k) + log_choose(b, n - k) - log_choose(a + b, n);
    };
    const auto draw = [&](Random& random) { return draw_hypergeometric(random, marked, unmarked, drawn); };
    if (marked + unmarked < 1'000'000'000)
      EXPECT_GT(log_p_of_fit(std::min(marked, drawn), draw, log_mass), kOdds)
          << marked << ' ' << unmarked << ' ' << drawn;
    else  // of so many, as good as binomial
      EXPECT_GT(log_p_of_fit(marked, draw,
                             [&](double k) { return log_choose(a, k) + k * std::log(0.7) + (a - k) * std::log(0.3); }),
                kOdds);
  }
}

TEST(CountDraws, HypergeometricAtItsEnds) {
  Random random(1);
  EXPECT_EQ(draw_hypergeometric(random, 0, 9, 4), 0u);
  EXPECT_EQ(draw_hypergeometric(random, 9, 0, 4), 4u);
  EXPECT_EQ(draw_hypergeometric(random, 5, 6, 11), 5u);
  EXPECT_EQ(draw_hypergeometric(random, 5, 6, 0), 0u);
  EXPECT_EQ(draw_hypergeometric(random, 0, 0, 0), 0u);
  EXPECT_THROW(draw_hypergeometric(random, 5, 6, 12), InvalidArgument);
  EXPECT_THROW(draw_hypergeometric(random, std::uint64_t{1} << 62, 6, 12), InvalidArgument);
}

TEST(CountDraws, BinomialMasses) {
  struct Row {
    std::uint64_t n;
    double p;
  };
  for (const auto& [n, p] : {Row{10, 0.3}, Row{10, 0.9}, Row{400, 0.01}, Row{1000, 0.4}, Row{1000, 0.97}}) {
    const auto log_mass = [n = static_cast<double>(n), p = p](double k) {
      return log_choose(n, k) + k * std::log(p) + (n - k) * std::log1p(-p);
    };
    EXPECT_GT(log_p_of_fit(
                  n, [&](Random& random) { return draw_binomial(random, n, p); }, log_mass),
              kOdds)
        << n << ' ' << p;
  }
  Random random(1);
  EXPECT_EQ(draw_binomial(random, 7, 0), 0u);
  EXPECT_EQ(draw_binomial(random, 7, 1), 7u);
  EXPECT_THROW(draw_binomial(random, 7, 1.5), DomainError);
  EXPECT_THROW(draw_binomial(random, 7, std::nan("")), DomainError);
}

TEST(CountDraws, WithoutReplacementKeepsTheMarginsAndTheCovariance) {
  const Counts pool{40, 0, 10, 1, 149};
  Counts drawn(5);
  double mean = 0, product = 0;
  Random random(3);
  for (int i = 0; i < kDraws; ++i) {
    draw_without_replacement(random, pool, 60, drawn);
    ASSERT_EQ(std::accumulate(drawn.begin(), drawn.end(), std::uint64_t{0}), 60u);
    for (std::size_t j = 0; j < pool.size(); ++j) ASSERT_LE(drawn[j], pool[j]);
    mean += static_cast<double>(drawn[2]) / kDraws;
    product += (static_cast<double>(drawn[0]) - 12) * (static_cast<double>(drawn[4]) - 44.7) / kDraws;
  }
  // Means 60 · c/200; Cov = −60 · 0.2 · 0.745 · 140/199. Five standard errors of each.
  EXPECT_NEAR(mean, 3, 5 * std::sqrt(60 * 0.05 * 0.95 * 140 / 199 / kDraws));
  EXPECT_NEAR(product, -60 * 0.2 * 0.745 * 140 / 199, 5 * 9 / std::sqrt(kDraws));
  EXPECT_THROW(draw_without_replacement(random, pool, 201, drawn), InvalidArgument);
  EXPECT_THROW(draw_without_replacement(random, Counts{1, 2}, 1, drawn), InvalidArgument);
}

TEST(CountDraws, Multinomial) {
  const std::vector<double> weights{2, 0, 5, 3, 0};
  Counts drawn(5);
  double mean = 0;
  Random random(4);
  for (int i = 0; i < kDraws; ++i) {
    draw_multinomial(random, weights, 100, drawn);
    ASSERT_EQ(drawn[0] + drawn[2] + drawn[3], 100u);
    mean += static_cast<double>(drawn[2]) / kDraws;
  }
  EXPECT_NEAR(mean, 50, 5 * 5 / std::sqrt(kDraws));
  EXPECT_THROW(draw_multinomial(random, std::vector<double>(5), 1, drawn), InvalidArgument);
  EXPECT_THROW(draw_multinomial(random, std::vector<double>(4, 1), 1, drawn), InvalidArgument);
}

}  // namespace
}  // namespace sanov
