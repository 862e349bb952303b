// Properties of fits that hold for whatever numbers come, by RapidCheck.
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "sanov/fit/fit_family.h"
#include "sanov/fit/l_moments.h"

namespace sanov {
namespace {

using Values = std::vector<double>;

/// From 5 to 40 numbers between 0.1 and 50, not all near each other.
Values some_values() {
  const auto number = rc::gen::map(rc::gen::inRange(100, 50'000), [](int i) { return i / 1000.0; });
  Values x = *rc::gen::container<Values>(static_cast<std::size_t>(*rc::gen::inRange(5, 40)), number);
  const auto [low, high] = std::minmax_element(x.begin(), x.end());
  RC_PRE(*high > 1.5 * *low);
  return x;
}

FamilyFit fitted(std::string_view family, const Values& x, FitMethod method) {
  return fit_family(family, FitData(x), {.method = method});
}

FitMethod some_method() {
  return *rc::gen::element(FitMethod::likelihood, FitMethod::moments, FitMethod::l_moments,
                           FitMethod::cramer_von_mises);
}

bool near(double a, double b) { return std::fabs(a - b) <= 1e-4 * (1 + std::fabs(b)); }

RC_GTEST_PROP(FitProperties, AGammasScaleIsThatOfTheData, ()) {
  const Values x = some_values();
  const FitMethod method = *rc::gen::element(FitMethod::likelihood, FitMethod::moments, FitMethod::l_moments);
  Values scaled = x;
  for (double& v : scaled) v *= 8;
  const FamilyFit one = fitted("gamma", x, method), other = fitted("gamma", scaled, method);
  RC_ASSERT(near(other.parameters[0], one.parameters[0]));
  RC_ASSERT(near(other.parameters[1], 8 * one.parameters[1]));
}

RC_GTEST_PROP(FitProperties, ANormalMovesWithTheData, ()) {
  const Values x = some_values();
  const FitMethod method = *rc::gen::element(FitMethod::likelihood, FitMethod::moments, FitMethod::l_moments);
  Values moved = x;
  for (double& v : moved) v += 64;
  const FamilyFit one = fitted("normal", x, method), other = fitted("normal", moved, method);
  RC_ASSERT(near(other.parameters[0], one.parameters[0] + 64));
  RC_ASSERT(near(other.parameters[1], one.parameters[1]));
}

RC_GTEST_PROP(FitProperties, TheOrderOfRowsIsNothing, ()) {
  const Values x = some_values();
  Values turned(x.rbegin(), x.rend());
  const FitMethod method = some_method();
  const FamilyFit one = fitted("normal", x, method), other = fitted("normal", turned, method);
  for (std::size_t i = 0; i < 2; ++i) RC_ASSERT(near(other.parameters[i], one.parameters[i]));
}

RC_GTEST_PROP(FitProperties, WeightsAreRepetitions, ()) {
  const Values x = some_values();
  Values weights, repeated;
  for (std::size_t i = 0; i < x.size(); ++i) {
    weights.push_back(1 + static_cast<double>(i % 3));
    repeated.insert(repeated.end(), 1 + i % 3, x[i]);
  }
  const FitMethod method = some_method();
  const FamilyFit one = fit_family("normal", FitData(x, weights), {.method = method}),
                  other = fitted("normal", repeated, method);
  for (std::size_t i = 0; i < 2; ++i) RC_ASSERT(near(other.parameters[i], one.parameters[i]));
}

RC_GTEST_PROP(FitProperties, MomentsAreThoseOfTheData, ()) {
  const FitData data(some_values());
  const Moments m = fit_family("gamma", data, {.method = FitMethod::moments}).distribution().moments();
  RC_ASSERT(std::fabs(*m.mean - data.shape().mean) <= 1e-9 * data.shape().mean);
  RC_ASSERT(std::fabs(std::sqrt(*m.variance) - data.shape().sd) <= 1e-9 * data.shape().sd);
}

RC_GTEST_PROP(FitProperties, NoMemberIsLikelierThanTheLikeliest, ()) {
  const Values x = some_values();
  const FamilyFit top = fitted("gamma", x, FitMethod::likelihood), other = fitted("gamma", x, some_method());
  RC_ASSERT(other.log_likelihood <= top.log_likelihood + 1e-8);
}

RC_GTEST_PROP(LMomentProperties, RatiosAreWithinTheirBounds, ()) {
  Values x = some_values();
  std::sort(x.begin(), x.end());
  const LMoments l = l_moments_of(x);
  RC_ASSERT(l.scale > 0);
  RC_ASSERT(std::fabs(l.skewness) <= 1 + 1e-12);
  RC_ASSERT(l.kurtosis <= 1 + 1e-12);
}

}  // namespace
}  // namespace sanov
