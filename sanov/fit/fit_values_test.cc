#include "sanov/fit/fit_values.h"

#include <gtest/gtest.h>

#include <cmath>

#include "sanov/base/error.h"
#include "sanov/families/families.h"
#include "sanov/fit/drawn_test.h"
#include "sanov/numerics/random.h"

namespace sanov {
namespace {

/// The same top, errors and likelihood by sums as by the values one after the other.
void expect_same(std::string_view family, const std::vector<double>& x, const std::vector<double>& w = {}) {
  const FamilyFit sums = fit_values(family, x, w), values = fit_family(family, FitData(x, w));
  ASSERT_EQ(sums.parameters.size(), values.parameters.size());
  EXPECT_EQ(sums.free, values.free) << family;
  for (std::size_t i = 0; i < sums.parameters.size(); ++i) {
    ASSERT_TRUE(sums.standard_errors[i] && values.standard_errors[i]) << family;
    const double error = *values.standard_errors[i];
    EXPECT_NEAR(sums.parameters[i], values.parameters[i], 1e-6 * error + 1e-13 * std::fabs(values.parameters[i]))
        << family << ' ' << i;
    EXPECT_NEAR(*sums.standard_errors[i], error, 1e-6 * error) << family << ' ' << i;
  }
  EXPECT_NEAR(sums.log_likelihood, values.log_likelihood, 1e-11 * std::fabs(values.log_likelihood) + 1e-6) << family;
  EXPECT_NEAR(sums.bic, values.bic, 1e-11 * std::fabs(values.bic) + 1e-5) << family;
}

TEST(FitValues, IsTheFitOfTheValues) {
  Random random(20260404);
  for (const FamilyEntry& entry : all_families()) {
    if (entry.statistics.empty() && entry.tilted == nullptr) continue;
    std::vector<double> defaults;
    for (const FamilyParameter& p : entry.parameters) defaults.push_back(p.value);
    const std::vector<double> x = drawn(entry.make(defaults), 5000, 1);
    expect_same(entry.name, x);
    std::vector<double> w(x.size());
    for (double& weight : w) weight = std::floor(3 * random.uniform());
    expect_same(entry.name, x, w);
  }
}

TEST(FitValues, OfOtherParametersAndFamilies) {
  expect_same("gamma", drawn(Gamma{.shape = 80, .scale = 1e-4}, 3000, 2));
  expect_same("weibull", drawn(Weibull{.shape = 0.4, .scale = 1e6}, 3000, 3));
  expect_same("weibull", drawn(Weibull{.shape = 30, .scale = 5}, 3000, 4));
  expect_same("frechet", drawn(Frechet{.shape = 2.5, .scale = 7}, 3000, 5));
  expect_same("gumbel", drawn(Gumbel{.location = -40, .scale = 3}, 3000, 6));
  expect_same("beta", drawn(Beta{.alpha = 0.3, .beta = 12}, 3000, 7));
  expect_same("normal", drawn(Normal{.mean = 1e9, .sd = 1}, 3000, 8));  // of whose squares the sums lose all
  expect_same("logistic", drawn(Logistic{.location = 2}, 3000, 9));     // of which no sums tell
  expect_same("poisson", drawn(Poisson{.mean = 4}, 3000, 10));
}

/// The shape at the top of Weibull's likelihood makes Σ xᵏ ln x / Σ xᵏ − 1/k the mean of ln x.
TEST(FitValues, WeibullSolvesItsEquation) {
  const std::vector<double> x = drawn(Weibull{.shape = 1.7, .scale = 3}, 10000, 11);
  const double k = fit_values("weibull", x).parameters[0];
  long double powers = 0, weighted = 0, logs = 0;
  for (const double v : x) {
    const long double l = std::log(static_cast<long double>(v)), power = std::exp(k * l);
    powers += power, weighted += power * l, logs += l;
  }
  EXPECT_NEAR(static_cast<double>(weighted / powers - 1 / static_cast<long double>(k) - logs / x.size()), 0, 1e-9);
}

TEST(FitValues, RefusesAsFitsDo) {
  EXPECT_THROW(fit_values("gamma", std::vector<double>{1, -2, 3}), DomainError);
  EXPECT_THROW(fit_values("gamma", std::vector<double>{1, std::nan(""), 3}), DomainError);
  EXPECT_THROW(fit_values("weibull", std::vector<double>{2, 2, 2}), DomainError);
  EXPECT_THROW(fit_values("normal", std::vector<double>{}), InvalidArgument);
  EXPECT_THROW(fit_values("normal", std::vector<double>{1, 2}, std::vector<double>{1}), InvalidArgument);
  EXPECT_THROW(fit_values("normal", std::vector<double>{1, 2}, std::vector<double>{1, -1}), DomainError);
  EXPECT_THROW(fit_values("normall", std::vector<double>{1, 2}), InvalidArgument);
}

}  // namespace
}  // namespace sanov
