#include "sanov/fit/fit_family.h"

#include <gtest/gtest.h>

#include <cmath>

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
