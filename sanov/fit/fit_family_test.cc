#include "sanov/fit/fit_family.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <utility>

#include "sanov/families/families.h"
#include "sanov/fit/drawn_test.h"

namespace sanov {
namespace {

TEST(FitFamily, OfANormalIsItsMoments) {
  const std::vector<double> x{1, 2, 4, 5, 9};
  const FamilyFit fit = fit_family("normal", FitData(x));
  EXPECT_NEAR(fit.parameters[0], 4.2, 1e-15);
  EXPECT_NEAR(fit.parameters[1], std::sqrt(7.76), 1e-14);
  EXPECT_NEAR(*fit.standard_errors[0], std::sqrt(7.76 / 5), 1e-12);
  EXPECT_NEAR(*fit.standard_errors[1], std::sqrt(7.76 / 10), 1e-12);
  EXPECT_NEAR(fit.log_likelihood, -2.5 * (std::log(2 * M_PI * 7.76) + 1), 1e-12);
}

TEST(FitFamily, FindsTheTopOfTheLikelihood) {
  for (const std::size_t n : {200, 50000}) {
    const std::vector<double> x = drawn(Gamma{.shape = 2.5, .scale = 3}, n, 7);
    const FamilyFit fit = fit_family("gamma", FitData(x));
    EXPECT_EQ(fit.status, Status::converged);
    const DensitySums sums = find_family("gamma").sums(fit.parameters, x, {});
    // The slope, in standard errors: what a further step would gain is half its square.
    for (int i = 0; i < 2; ++i) EXPECT_LT(std::fabs(sums.slope[i] * *fit.standard_errors[i]), 1e-4) << n;
    EXPECT_NEAR(sums.value, fit.log_likelihood, 1e-9 * std::fabs(sums.value));
    EXPECT_NEAR(fit.parameters[0], 2.5, 5 * *fit.standard_errors[0]);
  }
}

/// Of n values a Pareto's shape has the error shape/√n, whatever it is: the smallest value knows nothing of it.
TEST(FitFamily, CountsAnEndThatTheDataSetAsKnown) {
  for (const double shape : {0.5, 3.0}) {
    const FamilyFit fit = fit_family("pareto", FitData(drawn(Pareto{.shape = shape, .scale = 2}, 400, 3)));
    ASSERT_TRUE(fit.standard_errors[0].has_value());
    EXPECT_NEAR(*fit.standard_errors[0], fit.parameters[0] / 20, 1e-9);
    EXPECT_FALSE(fit.standard_errors[1].has_value());
    EXPECT_EQ(fit.remark, "no standard error of scale, where the density ends too steeply");
  }
}

/// At the top no slope is left, in standard errors; some of these families are fitted where they are named alone.
TEST(FitFamily, OfFamiliesThatAreNotFittedUnasked) {
  const std::pair<std::string_view, std::vector<double>> cases[] = {
      {"zipf", drawn(Zipf{.exponent = 2.5}, 500, 1)},
      {"skellam", drawn(Skellam{.mean1 = 4, .mean2 = 2}, 500, 1)},
      {"logarithmic", drawn(Logarithmic{.probability = 0.7}, 500, 1)},
      {"von_mises", drawn(VonMises{.location = 2.9, .concentration = 2}, 500, 1)},
      {"noncentral_chi_squared", drawn(NoncentralChiSquared{.degrees_of_freedom = 3, .noncentrality = 6}, 500, 1)},
  };
  for (const auto& [family, x] : cases) {
    const FamilyFit fit = fit_family(family, FitData(x));
    EXPECT_EQ(fit.status, Status::converged) << family;
    const DensitySums sums = find_family(family).sums(fit.parameters, x, {});
    for (std::size_t i = 0; i < fit.parameters.size(); ++i) {
      ASSERT_TRUE(fit.standard_errors[i].has_value()) << family << ' ' << fit.remark;
      EXPECT_LT(std::fabs(sums.slope[i] * *fit.standard_errors[i]), 1e-4) << family;
    }
  }
  double sine = 0, cosine = 0;
  for (const double v : cases[3].second) sine += std::sin(v), cosine += std::cos(v);
  EXPECT_NEAR(std::remainder(fit_family("von_mises", FitData(cases[3].second)).parameters[0] - std::atan2(sine, cosine),
                             2 * std::numbers::pi),
              0, 1e-6);
}

TEST(FitFamily, NeedsItsTrials) {
  const FitData data(drawn(Binomial{.trials = 12, .probability = 0.3}, 300, 2));
  EXPECT_NE(why_not(find_family("binomial"), data).find("trials must be given"), std::string::npos);
  const FixedParameter fixed[] = {{"trials", 12}};
  const FamilyFit fit = fit_family("binomial", data, {.fixed = fixed});
  EXPECT_NEAR(fit.parameters[1], data.shape().mean / 12, 1e-6);
  EXPECT_NEAR(*fit.standard_errors[1], std::sqrt(fit.parameters[1] * (1 - fit.parameters[1]) / 3600), 1e-6);
  EXPECT_NE(why_not(find_family("hypergeometric"), data).find("no fit to data"), std::string::npos);
}

TEST(FitFamily, KeepsWhatIsFixed) {
  const std::vector<double> x = drawn(Gamma{.shape = 2, .scale = 3}, 500, 8);
  const FixedParameter fixed[] = {{"shape", 2}};
  const FamilyFit fit = fit_family("gamma", FitData(x), {.fixed = fixed});
  double mean = 0;
  for (const double v : x) mean += v / 500;
  EXPECT_EQ(fit.parameters[0], 2);
  EXPECT_EQ(*fit.standard_errors[0], 0);
  EXPECT_NEAR(fit.parameters[1], mean / 2, 1e-7 * mean);
  EXPECT_EQ(fit.free, 1);
}

TEST(FitFamily, WeightsAreRepetitions) {
  const std::vector<double> x{1, 2, 3.5}, w{2, 1, 3}, repeated{1, 1, 2, 3.5, 3.5, 3.5};
  const FamilyFit a = fit_family("gamma", FitData(x, w)), b = fit_family("gamma", FitData(repeated));
  for (int i = 0; i < 2; ++i) EXPECT_NEAR(a.parameters[i], b.parameters[i], 1e-9 * b.parameters[i]);
  EXPECT_NEAR(a.log_likelihood, b.log_likelihood, 1e-12);
}

TEST(FitFamily, ScalesWithTheData) {
  std::vector<double> x = drawn(Gamma{.shape = 2, .scale = 1}, 300, 9);
  const FamilyFit unit = fit_family("gamma", FitData(x));
  for (const double scale : {1e-90, 1e90}) {
    std::vector<double> scaled = x;
    for (double& v : scaled) v *= scale;
    const FamilyFit fit = fit_family("gamma", FitData(scaled));
    EXPECT_NEAR(fit.parameters[0], unit.parameters[0], 1e-6);
    EXPECT_NEAR(fit.parameters[1] / scale, unit.parameters[1], 1e-6);
  }
}

TEST(FitFamily, RefusesWhatItCannotHave) {
  EXPECT_THROW(fit_family("gamma", FitData(std::vector<double>{-1, 2, 3})), DomainError);
  EXPECT_THROW(fit_family("poisson", FitData(std::vector<double>{1.5, 2, 3})), DomainError);
  EXPECT_THROW(fit_family("normal", FitData(std::vector<double>{2, 2, 2})), DomainError);
  EXPECT_THROW(FitData(std::vector<double>{}), InvalidArgument);
  EXPECT_THROW(FitData(std::vector<double>{1, NAN}), DomainError);
  EXPECT_THROW(FitData(std::vector<double>{1, HUGE_VAL}), DomainError);
  EXPECT_THROW(fit_family("gama", FitData(std::vector<double>{1, 2})), InvalidArgument);
}

TEST(FitData, CondensesToTheSameMeans) {
  const std::vector<double> x = drawn(Normal{.mean = 3, .sd = 2}, 100000, 10);
  const FitData data(x);
  EXPECT_TRUE(data.condensed());
  EXPECT_LT(data.nodes().x.size(), 12000u);
  const auto gap = [&](auto&& f) {
    double all = 0, nodes = 0;
    for (const double v : x) all += f(v);
    for (std::size_t i = 0; i < data.nodes().x.size(); ++i) nodes += data.nodes().weight[i] * f(data.nodes().x[i]);
    return std::fabs(all - nodes) / 100000;
  };
  EXPECT_LT(gap([](double) { return 1.0; }), 1e-12);
  EXPECT_LT(gap([](double v) { return v * v * v; }), 1e-9);
  EXPECT_LT(gap([](double v) { return std::exp(-v * v); }), 1e-8);
  EXPECT_LT(gap([](double v) { return std::log1p(v * v); }), 1e-8);
}

}  // namespace
}  // namespace sanov
