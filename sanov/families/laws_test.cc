#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "sanov/families/catalogue.h"
#include "sanov/families/expectation.h"
#include "sanov/families/laws_test.h"

namespace sanov {
namespace {

/// Members of every family: its default, and each parameter moved by itself as far as it is still allowed.
std::vector<Distribution> members(const FamilyEntry& entry) {
  std::vector<double> at;
  for (const FamilyParameter& p : entry.parameters) at.push_back(p.value);
  std::vector<Distribution> all{entry.make(at)};
  for (std::size_t i = 0; i < at.size(); ++i)
    for (const double other : {at[i] * 0.4 + 0.3, at[i] * 3 + 1}) {
      std::vector<double> moved = at;
      moved[i] = entry.parameters[i].whole ? std::round(other) : other;
      if (!entry.parameters[i].rule_broken_by(moved[i]).empty()) continue;
      try {
        all.push_back(entry.make(moved));
      } catch (const std::exception&) {  // breaks a rule between parameters
      }
    }
  return all;
}

class FamilyLaws : public ::testing::TestWithParam<FamilyEntry> {};

TEST_P(FamilyLaws, DefaultsAreInTheirDomain) {
  for (const FamilyParameter& p : GetParam().parameters) EXPECT_EQ(p.rule_broken_by(p.value), "") << p.name;
}

TEST_P(FamilyLaws, CdfAndSfAddUpAndAgreeWithTheirLogarithms) {
  for (const Distribution& d : members(GetParam())) expect_cdf_and_sf_add_up(d);
}

TEST_P(FamilyLaws, QuantilesInvertTheDistributionFunction) {
  for (const Distribution& d : members(GetParam())) expect_quantiles_invert(d);
}

TEST_P(FamilyLaws, TheDensityIsTheSlopeOfTheDistributionFunction) {
  for (const Distribution& d : members(GetParam())) expect_density_is_slope_of_cdf(d);
}

TEST_P(FamilyLaws, MomentsAndEntropyAreThoseOfTheDensity) {
  for (const Distribution& d : members(GetParam())) {
    const Moments m = d.moments();
    const auto density = [&](double x) { return d.log_pdf(x); };
    const Middle middle{d.quantile(0.5), d.quantile(0.75) - d.quantile(0.25)};
    // A rule that looks across a kink loses digits. And where a density is infinite at an end other than 0, doubles near
    // that end leave out 1e-8 of the mass, whatever the rule.
    const bool cut = !d.breaks().empty();
    const End end = d.upper_end();
    const double blind = end.kind == End::Kind::power && end.index < 0 && std::isfinite(d.support().high) ? 1e-6 : 0;
    const Moments q = cut ? moments_by_expectation(d.held())
                          : moments_by_quadrature(density, d.support(), d.whole(), d.lower_end(), end, middle);
    const auto same = [&](std::optional<double> a, std::optional<double> b, const char* what, double scale) {
      ASSERT_EQ(a.has_value(), b.has_value()) << d.text() << ' ' << what;
      if (a && *a != *b) {
        EXPECT_NEAR(*a, *b, (1e-7 + blind) * std::fabs(*b) + (1e-8 + blind) * scale) << d.text() << ' ' << what;
      }
    };
    same(m.mean, q.mean, "mean", middle.spread);
    same(m.variance, q.variance, "variance", 0);
    same(m.skewness, q.skewness, "skewness", 1);
    same(m.excess_kurtosis, q.excess_kurtosis, "excess kurtosis", 1);
    const double entropy =
        cut ? entropy_by_expectation(d.held()) : entropy_by_quadrature(density, d.support(), d.whole(), middle);
    EXPECT_NEAR(d.entropy(), entropy, 1e-8 + blind) << d.text();
  }
}

TEST_P(FamilyLaws, DerivativesByTheParametersAreThoseOfDifferences) {
  const FamilyEntry& entry = GetParam();
  for (const Distribution& d : members(entry)) {
    const std::vector<double> at = d.parameters();
    for (const double p : {0.05, 0.4, 0.97}) {
      const std::vector<double> x{d.quantile(p)};
      const DensitySums sums = entry.sums(at, x, {});
      EXPECT_NEAR(sums.value, d.log_pdf(x[0]), 1e-12 * (1 + std::fabs(sums.value))) << d.text();
      for (std::size_t i = 0, row = 0; i < at.size(); row += at.size() - i, ++i) {
        if (entry.parameters[i].whole) continue;
        // Small beside how far x is from the ends, where a continuous density may be infinite.
        const double room = entry.whole ? HUGE_VAL : std::min(x[0] - d.support().low, d.support().high - x[0]);
        const double h = std::min(1e-5 * std::max(std::fabs(at[i]), 0.1), 1e-4 * room);
        std::vector<double> above = at, below = at;
        above[i] += h, below[i] -= h;
        const Support inner = entry.support(above), outer = entry.support(below);
        if (x[0] < std::max(inner.low, outer.low) || x[0] > std::min(inner.high, outer.high)) continue;
        const DensitySums up = entry.sums(above, x, {}), down = entry.sums(below, x, {});
        const double size = 1 + std::fabs(sums.value) + std::fabs(sums.slope[i]);
        EXPECT_NEAR(sums.slope[i], (up.value - down.value) / (2 * h), 1e-6 * size) << d.text() << " slope " << i;
        for (std::size_t j = i; j < at.size(); ++j)
          EXPECT_NEAR(sums.bend[row + j - i], (up.slope[j] - down.slope[j]) / (2 * h),
                      1e-6 * (size + std::fabs(sums.bend[row + j - i])))
              << d.text() << " bend " << i << ' ' << j;
      }
    }
  }
}

TEST_P(FamilyLaws, DrawsFollowTheDistributionFunction) {
  for (const Distribution& d : members(GetParam())) expect_draws_follow_cdf(d);
}

TEST_P(FamilyLaws, TheStatisticsOfAnExponentialFamilyMakeItsDensity) {
  const FamilyEntry& entry = GetParam();
  if (entry.statistics.empty()) return;
  for (const Distribution& d : members(entry))
    for (const double p : {0.01, 0.3, 0.9}) {
      const std::vector<double> x{d.quantile(p)};
      std::vector<double> values;
      for (const Statistic& statistic : entry.statistics) values.push_back(statistic(x[0]));
      const DensitySums made = entry.sums_of_statistics(d.parameters(), values);
      const DensitySums direct = entry.sums(d.parameters(), x, {});
      EXPECT_NEAR(made.value, direct.value, 1e-11 * (1 + std::fabs(direct.value))) << d.text();
      for (std::size_t i = 0; i < made.slope.size(); ++i)
        EXPECT_NEAR(made.slope[i], direct.slope[i], 1e-10 * (1 + std::fabs(direct.slope[i]))) << d.text();
    }
}

TEST_P(FamilyLaws, TheTiltedSumsOfAFamilyMakeItsDensity) {
  const FamilyEntry& entry = GetParam();
  if (entry.tilted == nullptr) return;
  for (const Distribution& d : members(entry))
    for (const double p : {0.01, 0.3, 0.9}) {
      const std::vector<double> x{d.quantile(p)};
      const double t = (*entry.tilted)(x[0]);
      // Of one value ln Σ exp(rate T) is straight.
      const TiltedSums data{1, t, [t](double rate) { return std::array<double, 3>{rate * t, t, 0}; }};
      const DensitySums made = entry.sums_of_tilted(d.parameters(), data), direct = entry.sums(d.parameters(), x, {});
      EXPECT_NEAR(made.value, direct.value, 1e-11 * (1 + std::fabs(direct.value))) << d.text();
      for (std::size_t i = 0; i < made.slope.size(); ++i)
        EXPECT_NEAR(made.slope[i], direct.slope[i], 1e-10 * (1 + std::fabs(direct.slope[i]))) << d.text();
      for (std::size_t i = 0; i < made.bend.size(); ++i)
        EXPECT_NEAR(made.bend[i], direct.bend[i], 1e-9 * (1 + std::fabs(direct.bend[i]))) << d.text();
    }
}

INSTANTIATE_TEST_SUITE_P(Catalogue, FamilyLaws, ::testing::ValuesIn(all_families().begin(), all_families().end()),
                         [](const auto& info) { return std::string(info.param.name); });

}  // namespace
}  // namespace sanov
