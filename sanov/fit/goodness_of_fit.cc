#include "sanov/fit/goodness_of_fit.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "sanov/base/error.h"
#include "sanov/numerics/parallel.h"
#include "sanov/numerics/random.h"
#include "sanov/numerics/sort.h"

namespace sanov {
namespace {

/// A² = −n − (1/n) Σ (2i − 1)(ln F(x₍ᵢ₎) + ln(1 − F(x₍ₙ₊₁₋ᵢ₎))); for whole numbers the mean of both sides of each step.
double anderson_darling(const Distribution& d, const std::vector<double>& sorted) {
  const std::size_t n = sorted.size();
  double sum = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const double rank = 2 * static_cast<double>(i) + 1;
    double below = d.log_cdf(sorted[i]), above = d.log_sf(sorted[n - 1 - i]);
    if (d.whole()) {
      below = std::log(d.cdf(sorted[i]) - d.pdf(sorted[i]) / 2);
      above = std::log(d.sf(sorted[n - 1 - i]) + d.pdf(sorted[n - 1 - i]) / 2);
    }
    sum += rank * (std::max(below, -745.0) + std::max(above, -745.0));
  }
  return -static_cast<double>(n) - sum / static_cast<double>(n);
}

/// So many of the values by lot, ascending: without replacement, or by their weights with it.
std::vector<double> chosen(const FitData& data, const GoodnessOptions& options) {
  const std::size_t n = data.values().size();
  std::vector<double> out;
  Random random(options.seed, ~std::uint64_t{0});
  if (data.weights().empty()) {
    // Knuth's selection sampling: each value is taken with the chance that leaves the right number for the rest.
    std::size_t wanted = std::min(n, options.most_values);
    for (std::size_t i = 0; i < n && wanted > 0; ++i)
      if (random.below(n - i) < wanted) out.push_back(data.values()[i]), --wanted;
    return out;
  }
  std::vector<double> places(std::min(n, options.most_values));
  for (double& place : places) place = random.uniform() * data.shape().mass;
  sort(places);
  double below = 0;
  for (std::size_t i = 0; i < n; ++i) {
    below += data.weights()[i];
    while (out.size() < places.size() && places[out.size()] < below) out.push_back(data.values()[i]);
  }
  return out;
}

}  // namespace

Goodness goodness_of_fit(const FamilyFit& fit, const FitData& data, const GoodnessOptions& options) {
  const std::vector<double> sample = chosen(data, options);
  const Distribution fitted = fit.distribution();
  Goodness out{.statistic = anderson_darling(fitted, sample), .values = sample.size()};
  std::vector<FixedParameter> fixed;
  const FamilyEntry& entry = find_family(fit.family);
  for (std::size_t i = 0; i < fit.parameters.size(); ++i)
    if (!fit.free_parameters[i]) fixed.push_back({entry.parameters[i].name, fit.parameters[i]});
  std::vector<char> as_far(static_cast<std::size_t>(options.draws));
  parallel_chunks(as_far.size(), 4, [&](std::size_t first, std::size_t last) {
    for (std::size_t draw = first; draw < last; ++draw) {
      Random random(options.seed, draw);
      std::vector<double> x(sample.size());
      for (double& v : x) v = fitted.sample(random);
      sort(x);
      try {
        const FamilyFit again = fit_family(fit.family, FitData(x), {.fixed = fixed, .method = fit.method});
        as_far[draw] = anderson_darling(again.distribution(), x) >= out.statistic;
      } catch (const std::logic_error&) {  // a sample of equal values has no fit: it says nothing against the data
        as_far[draw] = 1;
      }
    }
  });
  const auto worse = std::count(as_far.begin(), as_far.end(), char{1});
  out.p = (1 + static_cast<double>(worse)) / (1 + static_cast<double>(options.draws));
  return out;
}

}  // namespace sanov
