#include "sanov/fit/goodness_of_fit.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "sanov/base/error.h"
#include "sanov/families/truncated.h"
#include "sanov/numerics/parallel.h"
#include "sanov/numerics/random.h"
#include "sanov/numerics/sort.h"

namespace sanov {
namespace {

/// A² = −n − (1/n) Σ (2i − 1)(ln F(x₍ᵢ₎) + ln(1 − F(x₍ₙ₊₁₋ᵢ₎))); for whole numbers, and for values rounded to a step, the
/// mean of both sides of each step.
double anderson_darling(const Distribution& d, const std::vector<double>& sorted, double step) {
  const std::size_t n = sorted.size();
  double sum = 0, below = 0, above = 0;
  const auto mean_of = [](double a, double b) { return std::max(std::log(a / 2 + b / 2), -745.0); };
  for (std::size_t i = 0; i < n; ++i) {
    const double x = sorted[i], count = static_cast<double>(i);
    if (i == 0 || x != sorted[i - 1]) {  // functions of equal values are asked once
      if (d.whole() || step > 0) {
        const double before = d.whole() ? x - 1 : x - step / 2, after = d.whole() ? x : x + step / 2;
        below = mean_of(d.cdf(before), d.cdf(after));
        above = mean_of(d.sf(before), d.sf(after));
      } else {
        below = std::max(d.log_cdf(x), -745.0);
        above = std::max(d.log_sf(x), -745.0);
      }
    }
    // x₍ᵢ₎ stands in the sum for itself, and in that of n + 1 − i for the other tail.
    sum += (2 * count + 1) * below + (2 * static_cast<double>(n) - 2 * count - 1) * above;
  }
  return -static_cast<double>(n) - sum / static_cast<double>(n);
}

/// Values in ascending order with their weights (empty: 1 each); rounded ones as they were recorded.
struct Recorded {
  std::vector<double> x, weight;
  std::size_t rows = 0;
};

Recorded recorded_of(const FitData& data) {
  if (data.intervals() == 0)
    return {{data.values().begin(), data.values().end()}, {data.weights().begin(), data.weights().end()}, data.size()};
  const Nodes cells = spread_of(data.nodes());
  Recorded out;
  if (std::ranges::any_of(cells.weight, [](double w) { return std::fabs(w - std::round(w)) > 1e-9; }))
    return {cells.x, cells.weight, data.size()};
  for (std::size_t i = 0; i < cells.x.size(); ++i)
    out.x.insert(out.x.end(), static_cast<std::size_t>(std::round(cells.weight[i])), cells.x[i]);
  return out;
}

/// So many of the values by lot, ascending: without replacement, or by their weights with it.
std::vector<double> chosen(const Recorded& data, double mass, const GoodnessOptions& options) {
  const std::size_t n = data.x.size();
  std::vector<double> out;
  Random random(options.seed, ~std::uint64_t{0});
  if (data.weight.empty()) {
    // Knuth's selection sampling: each value is taken with the chance that leaves the right number for the rest.
    std::size_t wanted = std::min(n, options.most_values);
    for (std::size_t i = 0; i < n && wanted > 0; ++i)
      if (random.below(n - i) < wanted) out.push_back(data.x[i]), --wanted;
    return out;
  }
  std::vector<double> places(std::min(data.rows, options.most_values));
  for (double& place : places) place = random.uniform() * mass;
  sort(places);
  double below = 0;
  for (std::size_t i = 0; i < n; ++i) {
    below += data.weight[i];
    while (out.size() < places.size() && places[out.size()] < below) out.push_back(data.x[i]);
  }
  return out;
}

/// What is recorded of a member: nothing outside the truncation.
Distribution recorded(const Distribution& d, const Truncation& t) {
  if (!t.any()) return d;
  return truncated(d, d.whole() && std::isfinite(t.low) ? std::floor(t.low) + 1 : t.low, t.high);
}

FitData drawn_data(std::vector<double>& x, const FitData& like) {
  if (like.step() == 0) return FitData(x, {}, like.truncation());
  for (double& v : x) v = std::round(v / like.step()) * like.step();
  return FitData(RoundedRows{x, like.step()}, {}, like.truncation());
}

}  // namespace

std::string no_goodness(const FitData& data) {
  if (data.intervals() == 0 || data.step() > 0) return {};
  return "has censored rows, and nothing says which rows of a sample would have been: no goodness of fit";
}

Goodness goodness_of_fit(const FamilyFit& fit, const FitData& data, const GoodnessOptions& options) {
  if (std::string why = no_goodness(data); !why.empty()) fail_domain("goodness_of_fit", "data", why);
  const std::vector<double> sample = chosen(recorded_of(data), data.shape().mass, options);
  const Distribution fitted = recorded(fit.distribution(), data.truncation());
  Goodness out{.statistic = anderson_darling(fitted, sample, data.step()), .values = sample.size()};
  std::vector<FixedParameter> fixed;
  for (std::size_t i = 0; i < fit.parameters.size(); ++i)
    if (!fit.free_parameters[i]) fixed.push_back({fit.name(i), fit.parameters[i]});
  const std::string_view location = "location";
  const std::span<const std::string_view> freed(&location, fit.location ? 1 : 0);
  // From the fit itself, which the samples are drawn from: it is a few steps away.
  const FitOptions again_like{.fixed = fixed, .free = freed, .method = fit.method, .start = fit.parameters};
  std::vector<char> as_far(static_cast<std::size_t>(options.draws));
  parallel_chunks(as_far.size(), 4, [&](std::size_t first, std::size_t last) {
    for (std::size_t draw = first; draw < last; ++draw) {
      Random random(options.seed, draw);
      std::vector<double> x(sample.size());
      for (double& v : x) v = fitted.sample(random);
      sort(x);
      try {
        const FamilyFit again = fit_family(fit.family, drawn_data(x, data), again_like);
        as_far[draw] =
            anderson_darling(recorded(again.distribution(), data.truncation()), x, data.step()) >= out.statistic;
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
