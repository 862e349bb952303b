#include "sanov/fit/fit_mixture.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "sanov/base/error.h"
#include "sanov/families/divergence.h"
#include "sanov/families/families.h"
#include "sanov/families/spec.h"
#include "sanov/fit/drawn_test.h"
#include "sanov/fit/fit_family.h"
#include "sanov/numerics/parallel.h"

namespace sanov {
namespace {

const Distribution kTwo = parse_distribution("0.3*normal(-2, 0.5) + 0.7*normal(1, 1)");

MixtureFit only(const std::vector<double>& x, int k) {
  return fit_mixture(FitData(x), {.fewest = k, .most = k}).fits[0];
}

/// The textbook's steps, without any leap, from the truth.
double plain_climb(const std::vector<double>& x, std::vector<NormalPart> parts) {
  double value = 0;
  for (int step = 0; step < 20000; ++step) {
    std::vector<double> mass(parts.size()), mean(parts.size()), square(parts.size());
    value = 0;
    for (const double v : x) {
      std::vector<double> r;
      double total = 0;
      for (const NormalPart& p : parts) {
        r.push_back(p.weight * Normal{.mean = p.mean, .sd = p.sd}.pdf(v));
        total += r.back();
      }
      value += std::log(total);
      for (std::size_t j = 0; j < parts.size(); ++j)
        mass[j] += r[j] / total, mean[j] += r[j] / total * v, square[j] += r[j] / total * v * v;
    }
    for (std::size_t j = 0; j < parts.size(); ++j) {
      mean[j] /= mass[j];
      parts[j] = {mass[j] / static_cast<double>(x.size()), mean[j], std::sqrt(square[j] / mass[j] - mean[j] * mean[j])};
    }
  }
  return value;
}

TEST(FitMixture, OfOneIsTheNormalDistribution) {
  const std::vector<double> x = drawn(Normal{.mean = 3, .sd = 2}, 200, 1);
  const MixtureFit fit = only(x, 1);
  const FamilyFit normal = fit_family("normal", FitData(x));
  EXPECT_NEAR(fit.components[0].mean, normal.parameters[0], 1e-12);
  EXPECT_NEAR(fit.components[0].sd, normal.parameters[1], 1e-12);
  EXPECT_NEAR(fit.log_likelihood, normal.log_likelihood, 1e-9);
  EXPECT_NEAR(fit.bic, normal.bic, 1e-8);
  EXPECT_EQ(fit.components[0].weight, 1);
}

TEST(FitMixture, ClimbsToTheTopOfTheTextbooksSteps) {
  const std::vector<double> x = drawn(kTwo, 400, 2);
  const MixtureFit fit = only(x, 2);
  EXPECT_EQ(fit.status, Status::converged);
  EXPECT_NEAR(fit.log_likelihood, plain_climb(x, {{0.3, -2, 0.5}, {0.7, 1, 1}}), 1e-6);
}

TEST(FitMixture, NeverFalls) {
  const std::vector<double> x = drawn(StudentT{.degrees_of_freedom = 3}, 700, 3);
  for (const std::size_t k : {2, 3, 5}) {
    std::vector<NormalPart> start(k, {.weight = 1 / static_cast<double>(k), .mean = 0, .sd = 2});
    for (std::size_t j = 0; j < k; ++j) start[j].mean = static_cast<double>(j) - 1;
    const MixtureClimb climb = climb_mixture({x, {}}, start, 0.01, 1e-8, 600);
    EXPECT_GT(climb.path.size(), 10u);
    EXPECT_TRUE(std::is_sorted(climb.path.begin(), climb.path.end()));
    EXPECT_EQ(climb.path.back(), climb.log_likelihood);
    EXPECT_EQ(expectation_maximisation({x, {}}, climb.parts, 0.01).log_likelihood, climb.log_likelihood);
  }
}

/// Within four of its own standard errors (once in 16,000 not, for each of five numbers), and BIC finds that they are two.
TEST(FitMixture, FindsTheTruth) {
  const FitData data(drawn(kTwo, 2000, 4));
  const MixtureFits found = fit_mixture(data);
  ASSERT_EQ(found.fits.size(), 6u);
  EXPECT_EQ(found.best, 1u);
  EXPECT_EQ(found.fits[1].behind, 0);
  const auto& c = found.fits[1].components;
  EXPECT_NEAR(c[0].weight, 0.3, 4 * *c[0].weight_error);
  EXPECT_NEAR(c[0].mean, -2, 4 * *c[0].mean_error);
  EXPECT_NEAR(c[0].sd, 0.5, 4 * *c[0].sd_error);
  EXPECT_NEAR(c[1].mean, 1, 4 * *c[1].mean_error);
  EXPECT_NEAR(c[1].sd, 1, 4 * *c[1].sd_error);
  EXPECT_LT(*c[1].sd_error, 0.06);
  EXPECT_NEAR(*c[0].weight_error, *c[1].weight_error, 1e-9);
  EXPECT_LT(divergence_between(Between::kl, kTwo, found.fits[1].distribution()).value, 0.01);
  EXPECT_NE(found.verdict.find("BIC chooses 2 normal distributions"), std::string::npos);
}

/// BIC = (3k − 1) ln n − 2 ln L, and more components never describe the sample worse.
TEST(FitMixture, CountsItsParameters) {
  const MixtureFits found = fit_mixture(FitData(drawn(kTwo, 500, 5)), {.most = 4});
  for (std::size_t i = 0; i < 4; ++i) {
    const MixtureFit& fit = found.fits[i];
    EXPECT_EQ(fit.free, 3 * static_cast<int>(i) + 2);
    EXPECT_NEAR(fit.bic, fit.free * std::log(500) - 2 * fit.log_likelihood, 1e-9);
    if (i > 0) {
      EXPECT_GT(fit.log_likelihood, found.fits[i - 1].log_likelihood);
    }
  }
}

/// A fifth of the values are equal: a density may be as high there as one likes. It stays finite, and is said.
TEST(FitMixture, SaysWhatIsNoNormalDistribution) {
  std::vector<double> x = drawn(Normal{.mean = 5}, 400, 6);
  x.insert(x.end(), 100, 2.0);
  const MixtureFits found = fit_mixture(FitData(x), {.most = 3});
  const MixtureFit& best = found.fits[found.best];
  EXPECT_TRUE(std::isfinite(best.log_likelihood));
  const auto narrow = std::find_if(best.components.begin(), best.components.end(), [](auto& c) { return c.narrowest; });
  ASSERT_NE(narrow, best.components.end());
  EXPECT_NEAR(narrow->mean, 2, 1e-3);
  EXPECT_NEAR(narrow->weight, 0.2, 0.01);
  EXPECT_FALSE(narrow->sd_error.has_value());
  EXPECT_NEAR(narrow->sd, found.narrowest, 1e-9);
  EXPECT_NE(found.verdict.find("equal values rather than a normal distribution"), std::string::npos);
}

/// Rounding to halves does not make peaks: no component is narrower than rounding, 0.5/√12, and BIC still finds two.
TEST(FitMixture, IsNotDeceivedByRounding) {
  std::vector<double> x = drawn(parse_distribution("0.5*normal(0, 1) + 0.5*normal(8, 1.5)"), 3000, 7);
  for (double& v : x) v = std::round(2 * v) / 2;
  const MixtureFits found = fit_mixture(FitData(x), {.most = 4});
  EXPECT_NEAR(found.narrowest, 0.5 / std::sqrt(12), 1e-12);
  EXPECT_EQ(found.best, 1u);
}

/// Pairs of near values must not buy a component of their own: BIC chooses one for a normal sample. It errs by chance in
/// less than one of 100 samples of 200, so more than 4 of 40 once in 50,000.
TEST(FitMixture, DoesNotSeeGroupsInOneNormalSample) {
  int more = 0;
  for (int k = 0; k < 40; ++k) more += fit_mixture(FitData(drawn(Normal{}, 200, 100 + k)), {.most = 3}).best > 0;
  EXPECT_LE(more, 4);
}

TEST(FitMixture, WeightsAreRepetitions) {
  std::vector<double> x = drawn(kTwo, 60, 8), w, repeated;
  for (std::size_t i = 0; i < x.size(); ++i) {
    w.push_back(1 + static_cast<double>(i % 3));
    repeated.insert(repeated.end(), 1 + i % 3, x[i]);
  }
  const NormalPart start[] = {{0.5, -2, 1}, {0.5, 1, 1}};
  const auto climbed = [&](const std::vector<double>& v, const std::vector<double>& weight) {
    return climb_mixture({v, weight}, {start[0], start[1]}, 1e-3, 1e-9, 1000);
  };
  const MixtureClimb a = climbed(x, w), b = climbed(repeated, {});
  EXPECT_NEAR(a.log_likelihood, b.log_likelihood, 1e-8);
  for (std::size_t j = 0; j < 2; ++j) EXPECT_NEAR(a.parts[j].mean, b.parts[j].mean, 1e-5);
}

TEST(FitMixture, MovesWithTheData) {
  const std::vector<double> x = drawn(kTwo, 300, 9);
  const MixtureFit unit = only(x, 2);
  for (const double scale : {1e-90, 1e90}) {
    std::vector<double> scaled = x;
    for (double& v : scaled) v *= scale;
    const MixtureFit fit = only(scaled, 2);
    for (std::size_t j = 0; j < 2; ++j) {
      EXPECT_NEAR(fit.components[j].mean / scale, unit.components[j].mean, 1e-5);
      EXPECT_NEAR(fit.components[j].sd / scale, unit.components[j].sd, 1e-5);
    }
    EXPECT_NEAR(fit.log_likelihood + 300 * std::log(scale), unit.log_likelihood, 1e-6);
  }
}

TEST(FitMixture, GivesTheSameBitsOnAnyThreads) {
  const FitData data(drawn(kTwo, 30000, 10));
  const MixtureFit all = fit_mixture(data, {.fewest = 3, .most = 3}).fits[0];
  set_thread_count(1);
  const MixtureFit one = fit_mixture(data, {.fewest = 3, .most = 3}).fits[0];
  set_thread_count(0);
  EXPECT_EQ(all.log_likelihood, one.log_likelihood);
  for (std::size_t j = 0; j < 3; ++j) EXPECT_EQ(all.components[j].mean, one.components[j].mean);
}

/// A hundred thousand values, by the means of neighbours: at the top of all of them.
TEST(FitMixture, OfManyValuesIsTheTopOfAll) {
  const std::vector<double> x = drawn(kTwo, 100000, 11);
  const MixtureFit fit = only(x, 2);
  std::vector<NormalPart> parts;
  for (const MixtureComponent& c : fit.components) parts.push_back({c.weight, c.mean, c.sd});
  const MixtureClimb top = climb_mixture({x, {}}, parts, 1e-6, 1e-9, 400);
  EXPECT_NEAR(top.path.front(), fit.log_likelihood, 1e-6);
  EXPECT_LT(top.log_likelihood - fit.log_likelihood, 1e-5);
}

TEST(FitMixture, RefusesWhatItCannotHave) {
  const FitData data(std::vector<double>{1, 2, 3, 4});
  EXPECT_THROW(fit_mixture(data, {.fewest = 0}), InvalidArgument);
  EXPECT_THROW(fit_mixture(data, {.fewest = 3, .most = 2}), InvalidArgument);
  EXPECT_THROW(fit_mixture(data, {.fewest = 3, .most = 3}), InvalidArgument);
  EXPECT_THROW(fit_mixture(FitData(std::vector<double>{2, 2, 2})), InvalidArgument);
  EXPECT_EQ(fit_mixture(data, {.fewest = 1, .most = 6}).fits.size(), 2u);
}

}  // namespace
}  // namespace sanov
