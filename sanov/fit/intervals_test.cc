#include "sanov/fit/intervals.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>

#include "sanov/families/families.h"
#include "sanov/fit/drawn_test.h"
#include "sanov/numerics/parallel.h"

namespace sanov {
namespace {

const std::vector<double> kFive{1, 2, 4, 5, 9};

TEST(Intervals, OfTheInformationAreWaldsInTheFreeCoordinate) {
  const FitData data(kFive);
  const FamilyFit fit = fit_family("normal", data);
  const auto found = confidence_intervals(fit, data);
  const double sd = std::sqrt(7.76), z = 1.959963984540054;
  EXPECT_NEAR(found[0]->lower, 4.2 - z * sd / std::sqrt(5), 1e-9);
  EXPECT_NEAR(found[0]->upper, 4.2 + z * sd / std::sqrt(5), 1e-9);
  EXPECT_NEAR(found[1]->lower, sd * std::exp(-z / std::sqrt(10)), 1e-9);
  EXPECT_NEAR(found[1]->upper, sd * std::exp(z / std::sqrt(10)), 1e-9);
}

/// Roots of the profile in closed form, or by scipy's brentq to 1e-14.
TEST(Intervals, OfTheProfileEndWhereTheLikelihoodSays) {
  const FitData data(kFive);
  const auto normal = confidence_intervals(fit_family("normal", data), data, {.method = IntervalMethod::profile});
  EXPECT_NEAR(normal[0]->lower, 1.204807034451087, 1e-7);
  EXPECT_NEAR(normal[0]->upper, 7.195192965548913, 1e-7);
  EXPECT_NEAR(normal[1]->lower, 1.6657279088050314, 1e-7);
  EXPECT_NEAR(normal[1]->upper, 6.069785822971233, 1e-7);
  const std::vector<double> x{1, 2, 2.5, 4, 7, 7}, event{1, 1, 0, 1, 0, 0};
  const FitData censored(RowsWithEvents{x, event});
  const auto scale =
      confidence_intervals(fit_family("exponential", censored), censored, {.method = IntervalMethod::profile});
  EXPECT_NEAR(scale[0]->lower, 3.020842644677955, 1e-6);
  EXPECT_NEAR(scale[0]->upper, 31.498594439691, 1e-5);
}

TEST(Intervals, OfTheProfileAreOpenWhereItStaysHigh) {
  std::vector<double> x = drawn(Normal{}, 40, 3);
  const FitData data(x);
  const auto t = confidence_intervals(fit_family("student_t", data), data, {.method = IntervalMethod::profile});
  EXPECT_TRUE(std::isinf(t[2]->upper));  // normal data do not bound the degrees of freedom
  EXPECT_GT(t[2]->lower, 1);
}

/// −2 n ln(1 − p) is χ²₁'s quantile where none of n came, and as much with p in place of 1 − p where all did.
TEST(Intervals, OfTheProfileEndInsideTheDomainThoughTheTopLiesOnItsEdge) {
  constexpr double kCut = 3.841458820694124;  // scipy.stats.chi2.ppf(0.95, 1)
  for (const double each : {0.0, 1.0}) {
    const FitData data(std::vector<double>(100, each));
    const auto p = confidence_intervals(fit_family("bernoulli", data), data, {.method = IntervalMethod::profile})[0];
    const double far = -std::expm1(-kCut / 200);
    EXPECT_NEAR(p->lower, each == 0 ? 0 : 1 - far, 1e-8);
    EXPECT_NEAR(p->upper, each == 0 ? far : 1, 1e-8);
  }
}

/// Σ (xᵢ − mean)²/n² for a normal's mean, and that of the squares' deviations for its standard deviation.
TEST(Intervals, OfTheSandwichAreThoseOfTheRowsOwnScores) {
  const FitData data(kFive);
  const FamilyFit fit = fit_family("normal", data);
  const auto found = confidence_intervals(fit, data, {.method = IntervalMethod::sandwich});
  const double z = 1.959963984540054, variance = 7.76, sd = std::sqrt(variance);
  EXPECT_NEAR(found[0]->upper, 4.2 + z * sd / std::sqrt(5), 1e-9);
  double fourth = 0;
  for (const double v : kFive) fourth += std::pow((v - 4.2) * (v - 4.2) - variance, 2);
  EXPECT_NEAR(found[1]->upper, sd * std::exp(z * std::sqrt(fourth) / 5 / (2 * variance)), 1e-8);
}

TEST(Intervals, OfTheBootstrapAreTheSameBitsOnAnyThreads) {
  const FitData data(drawn(Gamma{.shape = 3}, 100, 1));
  const FamilyFit fit = fit_family("gamma", data);
  const int threads = thread_count();
  std::vector<double> ends[2];
  for (const int count : {1, 4}) {
    set_thread_count(count);
    for (const auto& i : confidence_intervals(fit, data, {.method = IntervalMethod::bootstrap, .draws = 99}))
      ends[count == 4].insert(ends[count == 4].end(), {i->lower, i->upper});
  }
  set_thread_count(threads);
  EXPECT_EQ(ends[0], ends[1]);
  EXPECT_LT(ends[0][0], fit.parameters[0]);
  EXPECT_GT(ends[0][1], fit.parameters[0]);
}

TEST(Intervals, AreNoneOfEndsThatTheDataSet) {
  const FitData data(drawn(Pareto{.shape = 2, .scale = 1}, 100, 4));
  for (const IntervalMethod method : {IntervalMethod::profile, IntervalMethod::bootstrap}) {
    const IntervalOptions options{.method = method, .draws = 99};
    const FamilyFit uniform = fit_family("uniform", data), pareto = fit_family("pareto", data);
    for (const auto& each : confidence_intervals(uniform, data, options)) EXPECT_FALSE(each.has_value());
    const auto found = confidence_intervals(pareto, data, options);
    EXPECT_TRUE(found[0].has_value());  // of the shape there is one
    EXPECT_FALSE(found[1].has_value());
    EXPECT_NE(why_no_interval(pareto, data, 1).find("the support ends there"), std::string::npos);
    EXPECT_EQ(why_no_interval(pareto, data, 0), "");
  }
  const FitData tail(drawn(GeneralizedPareto{.scale = 1, .shape = -0.2}, 200, 4));  // ends beyond its values
  const FamilyFit fit = fit_family("generalized_pareto", tail);
  for (std::size_t i = 0; i < fit.parameters.size(); ++i) EXPECT_EQ(why_no_interval(fit, tail, i), "");
}

TEST(Intervals, AreNoneWhereTheDensityEndsTooSteeply) {
  const FitData data(drawn(GeneralizedPareto{.scale = 1, .shape = -0.8}, 400, 6));
  const FamilyFit fit = fit_family("generalized_pareto", data);
  for (std::size_t i = 0; i < fit.parameters.size(); ++i) {
    EXPECT_FALSE(fit.free_parameters[i] && fit.standard_errors[i].has_value());
    EXPECT_FALSE(confidence_intervals(fit, data)[i].has_value());
  }
  EXPECT_NE(fit.remark.find("ends too steeply"), std::string::npos) << fit.remark;
}

TEST(Intervals, RefuseWhatIsNone) {
  const FitData data(kFive);
  const FamilyFit fit = fit_family("normal", data);
  EXPECT_THROW(confidence_intervals(fit, data, {.level = 1}), InvalidArgument);
  EXPECT_THROW(confidence_intervals(fit, data, {.method = IntervalMethod::bootstrap, .draws = 5}), InvalidArgument);
  EXPECT_THROW(interval_method("profil"), InvalidArgument);
  const FixedParameter fixed[] = {{"mean", 4}};
  EXPECT_FALSE(confidence_intervals(fit_family("normal", data, {.fixed = fixed}), data)[0].has_value());
}

/// In how many of so many samples the interval of each parameter holds the truth.
std::vector<int> covering(const Distribution& truth, std::string_view family, const std::vector<double>& right,
                          int samples, std::size_t n, const IntervalOptions& options,
                          const std::function<FitData(std::vector<double>&)>& as_data) {
  std::vector<std::vector<char>> holds(static_cast<std::size_t>(samples));
  parallel_chunks(holds.size(), 8, [&](std::size_t first, std::size_t last) {
    for (std::size_t s = first; s < last; ++s) {
      std::vector<double> x(n);
      Random random(17, s);
      for (double& v : x) v = truth.sample(random);
      const FitData data = as_data(x);
      const auto found = confidence_intervals(fit_family(family, data), data, options);
      for (std::size_t i = 0; i < right.size(); ++i)
        holds[s].push_back(found[i] && found[i]->lower <= right[i] && right[i] <= found[i]->upper);
    }
  });
  std::vector<int> counts(right.size());
  for (const auto& each : holds)
    for (std::size_t i = 0; i < right.size(); ++i) counts[i] += each[i];
  return counts;
}

FitData plainly(std::vector<double>& x) { return FitData(x); }

struct Case {
  std::string_view family;
  Distribution truth;
};

/// Binomial(2000, 0.95) lies in [1849, 1944], and Binomial(300, 0.95) in [263, 299], but for one case in a million.
TEST(Coverage, IsThatOfTheLevel) {
  const Case cases[] = {{"normal", Normal{.mean = 2, .sd = 3}},
                        {"gamma", Gamma{.shape = 2, .scale = 3}},
                        {"weibull", Weibull{.shape = 1.5, .scale = 4}},
                        {"poisson", Poisson{.mean = 3}}};
  for (const Case& c : cases)
    for (const IntervalMethod method :
         {IntervalMethod::information, IntervalMethod::sandwich, IntervalMethod::profile, IntervalMethod::bootstrap}) {
      const bool slow = method == IntervalMethod::profile || method == IntervalMethod::bootstrap;
      const int samples = slow ? 300 : 2000;
      for (const int count :
           covering(c.truth, c.family, c.truth.parameters(), samples, 200, {.method = method, .draws = 199}, plainly)) {
        EXPECT_GE(count, slow ? 263 : 1849) << c.family << ' ' << to_text(method);
        EXPECT_LE(count, slow ? 299 : 1944) << c.family << ' ' << to_text(method);
      }
    }
}

/// The scale is the smallest value, nearer the truth than any curvature says, and the shape's errors are as if it were known.
/// Counted with it, as before, they were √(1/(1 − shape)) times as wide below a shape of 1, and none from 1 on.
TEST(Coverage, BesideAnEndThatTheDataSet) {
  for (const double shape : {0.6, 2.5}) {
    const Distribution truth = Pareto{.shape = shape, .scale = 3};
    for (const IntervalMethod method :
         {IntervalMethod::information, IntervalMethod::sandwich, IntervalMethod::profile, IntervalMethod::bootstrap}) {
      const bool slow = method == IntervalMethod::profile || method == IntervalMethod::bootstrap;
      const int samples = slow ? 300 : 2000;
      const auto counts =
          covering(truth, "pareto", {shape, 3}, samples, 200, {.method = method, .draws = 199}, plainly);
      EXPECT_GE(counts[0], slow ? 263 : 1849) << shape << ' ' << to_text(method);
      EXPECT_LE(counts[0], slow ? 299 : 1944) << shape << ' ' << to_text(method);
      EXPECT_EQ(counts[1], 0);
    }
  }
}

/// The ends of these stay where they are, or are as smooth as they must be: intervals hold with the usual odds.
TEST(Coverage, OfFamiliesWithHeavyTailsOrSmoothEnds) {
  const Case cases[] = {{"lomax", Lomax{.shape = 3, .scale = 2}},
                        {"generalized_pareto", GeneralizedPareto{.scale = 1, .shape = -0.25}},
                        {"kumaraswamy", Kumaraswamy{.shape1 = 2, .shape2 = 3}}};
  for (const Case& c : cases) {
    const auto counts = covering(c.truth, c.family, c.truth.parameters(), 1000, 1000, {}, plainly);
    for (std::size_t i = 0; i < counts.size(); ++i) {
      if (find_family(c.family).fixed_by_default[i]) continue;
      EXPECT_GE(counts[i], 913) << c.family;  // Binomial(1000, 0.95), but for one in a million
      EXPECT_LE(counts[i], 980) << c.family;
    }
  }
}

TEST(Coverage, OfCensoredTimes) {
  const auto censored = [](std::vector<double>& x) {
    std::vector<double> event(x.size(), 1);
    for (std::size_t i = 0; i < x.size(); ++i)
      if (const double end = 0.5 + static_cast<double>(i % 7) / 2; x[i] > end) x[i] = end, event[i] = 0;
    return FitData(RowsWithEvents{x, event});
  };
  for (const IntervalMethod method : {IntervalMethod::information, IntervalMethod::profile}) {
    const int count = covering(Exponential{.scale = 2}, "exponential", {2}, 500, 200, {.method = method}, censored)[0];
    EXPECT_GE(count, 448) << to_text(method);  // Binomial(500, 0.95), one case in a million
    EXPECT_LE(count, 495) << to_text(method);
  }
}

/// Of Laplace's numbers, kurtosis 6, a normal's standard deviation varies √2.5 times as much as the information says,
/// whose intervals then hold the truth in 78.5%.
TEST(Coverage, OfTheSandwichThoughTheFamilyIsWrong) {
  const Distribution truth = Laplace{.location = 0, .scale = 1};
  const auto count = [&](IntervalMethod method) {
    return covering(truth, "normal", {0, std::sqrt(2)}, 1000, 1000, {.method = method}, plainly)[1];
  };
  EXPECT_LE(count(IntervalMethod::information), 860);
  const int robust = count(IntervalMethod::sandwich);
  EXPECT_GE(robust, 913);
  EXPECT_LE(robust, 980);
}

}  // namespace
}  // namespace sanov
