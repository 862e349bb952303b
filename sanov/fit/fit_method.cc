#include "sanov/fit/fit_method.h"

#include <string>
#include <vector>

#include "sanov/base/error.h"

namespace sanov {
namespace {

using enum FitMethod;

constexpr FitMethodInfo kMethods[] = {
    {likelihood, "likelihood", "by maximum likelihood", "the largest density of the data: the smallest KL from them"},
    {moments, "moments", "by moments",
     "the mean, variance, skewness and kurtosis of the data, as far as they are needed"},
    {l_moments, "l_moments", "by L-moments",
     "the L-moments of the data: moments of order statistics, which outliers move less"},
    {spacing, "spacing", "by maximum spacing", "the largest product of the probabilities between neighbouring values"},
    {wasserstein, "wasserstein", "by minimum W1", "the smallest area between the two distribution functions"},
    {cramer_von_mises, "cramer_von_mises", "by minimum Cramér–von Mises distance",
     "the smallest mean squared difference of the two distribution functions"},
    {anderson_darling, "anderson_darling", "by minimum Anderson–Darling distance",
     "the same, each difference in units of its own standard deviation: tails count more"},
};

}  // namespace

std::span<const FitMethodInfo> fit_methods() { return kMethods; }

const FitMethodInfo& about(FitMethod method) { return kMethods[static_cast<std::size_t>(method)]; }

FitMethod fit_method(std::string_view name) {
  std::vector<std::string_view> names;
  std::string all;
  for (const FitMethodInfo& info : kMethods) {
    if (info.name == name) return info.method;
    all += (names.empty() ? "" : names.size() + 1 == std::size(kMethods) ? " and " : ", ") + std::string(info.name);
    names.push_back(info.name);
  }
  const std::string near = nearest(name, names.data(), names.size());
  fail_argument(
      "fit", "method",
      "'" + std::string(name) + "' is unknown; " + (near.empty() ? "there are " + all : "did you mean " + near + "?"));
}

}  // namespace sanov
