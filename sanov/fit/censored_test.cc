#include <gtest/gtest.h>

#include <cmath>

#include "sanov/families/families.h"
#include "sanov/fit/chances.h"
#include "sanov/fit/drawn_test.h"
#include "sanov/fit/fit_family.h"
#include "sanov/fit/likelihood.h"
#include "sanov/fit/rank_families.h"

namespace sanov {
namespace {

std::vector<double> parameters_of(const FamilyEntry& entry) {
  std::vector<double> at;
  for (const FamilyParameter& p : entry.parameters) at.push_back(p.value);
  return at;
}

/// Of every family: intervals in the bulk, across it, in both tails and to both ends.
Intervals intervals_of(const Distribution& d) {
  Intervals rows;
  const auto q = [&](double p) { return p <= 0.5 ? d.quantile(p) : d.upper_quantile(1 - p); };
  for (const auto& [a, b] : {std::pair{0.2, 0.7}, {0.4, 0.41}, {1e-3, 0.5}, {0.01, 0.99}, {0.999, 0.9999}})
    if (q(a) < q(b)) rows.add(q(a), q(b), 1);
  rows.add(-HUGE_VAL, q(0.3), 1);
  rows.add(-HUGE_VAL, q(1e-6), 1);
  rows.add(q(0.6), HUGE_VAL, 1);
  rows.add(d.upper_quantile(1e-9), HUGE_VAL, 1);
  return rows;
}

/// The integrals of densities are the differences of the distribution functions, which other code computes.
TEST(Chances, AreThoseOfTheDistributionFunctionsInEveryFamily) {
  for (const FamilyEntry& entry : all_families()) {
    const std::vector<double> at = parameters_of(entry);
    const Distribution d = entry.make(at);
    const Intervals rows = intervals_of(d);
    const std::vector<double> jets = chance_jets(entry, at, rows);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const double direct = log_chance(d, rows.low[i], rows.high[i]), integral = jets[i * jet_width(at.size())];
      // Zipf's tail falls so slowly that the 100,000 terms summed of it are too few so far out.
      if (direct == -HUGE_VAL || (entry.name == "zipf" && direct < -10)) continue;
      EXPECT_NEAR(integral, direct, 2e-8 * (1 + std::fabs(direct)))
          << entry.name << " from " << rows.low[i] << " to " << rows.high[i];
    }
  }
}

/// The slopes are differences of ln P, the second derivatives differences of the slopes.
TEST(Chances, HaveTheDerivativesOfDifferences) {
  for (const FamilyEntry& entry : all_families()) {
    const std::vector<double> at = parameters_of(entry);
    const std::size_t k = at.size(), width = jet_width(k);
    std::vector<bool> free(k, true);
    for (std::size_t i = 0; i < k; ++i) free[i] = !entry.fixed_by_default[i];
    if (ends_move(entry, free)) continue;
    if (entry.name == "laplace" || entry.name == "triangular") continue;  // their slopes jump at a parameter
    const Intervals rows = intervals_of(entry.make(at));
    const std::vector<double> jets = chance_jets(entry, at, rows);
    for (std::size_t j = 0; j < k; ++j) {
      if (!free[j] || entry.parameters[j].whole) continue;
      const double h = 1e-4 * std::max(std::fabs(at[j]), 0.1);
      std::vector<double> above = at, below = at;
      above[j] += h, below[j] -= h;
      if (!entry.parameters[j].rule_broken_by(below[j]).empty()) continue;
      if (!entry.parameters[j].rule_broken_by(above[j]).empty()) continue;
      const std::vector<double> up = chance_jets(entry, above, rows), down = chance_jets(entry, below, rows);
      for (std::size_t i = 0; i < rows.size(); ++i) {
        const std::size_t row = i * width;
        if (std::isinf(jets[row])) continue;
        const double slope = (up[row] - down[row]) / (2 * h);
        EXPECT_NEAR(jets[row + 1 + j], slope, 2e-5 * (1 + std::fabs(slope)))
            << entry.name << " parameter " << j << " from " << rows.low[i] << " to " << rows.high[i];
        std::size_t diagonal = 1 + k;
        for (std::size_t a = 0; a < j; ++a) diagonal += k - a;
        const double bend = (up[row + 1 + j] - down[row + 1 + j]) / (2 * h);
        EXPECT_NEAR(jets[row + diagonal], bend, 2e-5 * (1 + std::fabs(bend)))
            << entry.name << " parameter " << j << " twice, from " << rows.low[i] << " to " << rows.high[i];
      }
    }
  }
}

TEST(CensoredFit, OfAnExponentialIsTimeOverEvents) {
  const std::vector<double> x{1, 2, 2.5, 4, 7, 7}, event{1, 1, 0, 1, 0, 0};
  const FamilyFit fit = fit_family("exponential", FitData(RowsWithEvents{x, event}));
  EXPECT_NEAR(fit.parameters[0], 23.5 / 3, 1e-5);
  EXPECT_NEAR(*fit.standard_errors[0], 23.5 / 3 / std::sqrt(3), 1e-5);
  EXPECT_NEAR(fit.log_likelihood, -3 * std::log(23.5 / 3) - 3, 1e-10);
}

/// Of numbers recorded up to T alone: mean = scale − T/(e^(T/scale) − 1), solved to 20 digits (mpmath).
TEST(CensoredFit, OfATruncatedExponentialSolvesItsEquation) {
  const std::vector<double> x{0.2, 0.5, 0.9, 1.4, 2.6};
  const FamilyFit fit = fit_family("exponential", FitData(x, {}, {.high = 3}));
  const double s = fit.parameters[0];
  EXPECT_NEAR(s - 3 / std::expm1(3 / s), 1.12, 2e-5 * *fit.standard_errors[0]);  // the climb leaves 1e-10 nats
}

/// Rows counted in cells: the likelihood of a multinomial distribution, which one parameter fits to two cells exactly.
TEST(CensoredFit, OfCellsGivesBackTheirShares) {
  const std::vector<double> lower{0, 2}, upper{2, HUGE_VAL}, weight{30, 10};
  const FamilyFit fit = fit_family("exponential", FitData(RowsBetween{lower, upper}, weight));
  EXPECT_NEAR(fit.parameters[0], 2 / std::log(4), 1e-5);
  EXPECT_NEAR(fit.log_likelihood, 30 * std::log(0.75) + 10 * std::log(0.25), 1e-9);
}

/// Zero-truncated: mean/(1 − e^−mean) is the mean of what was seen.
TEST(CensoredFit, OfAZeroTruncatedPoisson) {
  const std::vector<double> x{1, 1, 2, 3, 1, 5};
  const FamilyFit fit = fit_family("poisson", FitData(x, {}, {.low = 0}));
  EXPECT_NEAR(fit.parameters[0] / -std::expm1(-fit.parameters[0]), 13.0 / 6, 1e-6);
}

TEST(CensoredFit, RoundingCoarselyCostsAVarianceThatCellsGiveBack) {
  std::vector<double> x = drawn(Normal{.mean = 3, .sd = 1}, 4000, 3);
  for (double& v : x) v = std::round(v / 2) * 2;
  const FamilyFit plain = fit_family("normal", FitData(x)), cells = fit_family("normal", FitData(RoundedRows{x, 2}));
  EXPECT_NEAR(cells.parameters[1], 1, 5 * *cells.standard_errors[1]);
  EXPECT_GT(plain.parameters[1], 1.1);  // Sheppard: √(1 + 2²/12) = 1.155
}

TEST(CensoredFit, RanksCensoredRows) {
  std::vector<double> x = drawn(Weibull{.shape = 2, .scale = 10}, 2000, 5), event(x.size(), 1);
  for (std::size_t i = 0; i < x.size(); ++i)
    if (const double end = 4 + static_cast<double>(i % 13); x[i] > end) x[i] = end, event[i] = 0;
  const Ranking r = rank_families(FitData(RowsWithEvents{x, event}));
  const auto weibull = std::ranges::find(r.fits, "weibull", [](const RankedFit& f) { return f.fit.family; });
  ASSERT_NE(weibull, r.fits.end());
  EXPECT_LE(weibull->behind, 2 * weibull->behind_error);
  EXPECT_NEAR(weibull->fit.parameters[0], 2, 5 * *weibull->fit.standard_errors[0]);
  EXPECT_FALSE(r.fits[0].fit_p.has_value());
}

TEST(CensoredFit, RefusesRowsThatCannotBe) {
  const std::vector<double> one{1, 2}, two{2, 1}, nan{1, NAN}, inf{HUGE_VAL, HUGE_VAL}, low{-HUGE_VAL, 0}, bad{1, 2};
  EXPECT_THROW(FitData(RowsBetween{one, two}), DomainError);
  EXPECT_THROW(FitData(RowsBetween{one, nan}), DomainError);
  EXPECT_THROW(FitData(RowsBetween{one, inf}), DomainError);  // nothing but right censored
  EXPECT_THROW(FitData(RowsBetween{low, inf}), DomainError);  // says nothing
  EXPECT_THROW(FitData(RowsBetween{one, std::span(two).first(1)}), InvalidArgument);
  EXPECT_THROW(FitData(RowsWithEvents{one, bad}), DomainError);
  EXPECT_THROW(FitData(one, {}, {.low = 1.5}), DomainError);
  EXPECT_THROW(FitData(one, {}, {.low = 3, .high = 1}), DomainError);
  EXPECT_THROW(FitData(RoundedRows{one, 0}), DomainError);
  EXPECT_THROW(fit_family("uniform", FitData(one, {}, {.low = 0})), DomainError);
}

}  // namespace
}  // namespace sanov
