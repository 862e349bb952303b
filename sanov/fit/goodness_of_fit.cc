#include "sanov/fit/goodness_of_fit.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <numbers>
#include <set>
#include <utility>
#include <vector>

#include "sanov/base/error.h"
#include "sanov/families/truncated.h"
#include "sanov/numerics/parallel.h"
#include "sanov/numerics/random.h"
#include "sanov/numerics/sort.h"

namespace sanov {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr int kFirstDraws = 50, kPlainly = 15;

/// A logarithm that stays finite where a tail underflows.
double floored(double log) { return std::max(log, -745.0); }

/// A² = −n − (1/n) Σ (2i − 1)(ln F(x₍ᵢ₎) + ln(1 − F(x₍ₙ₊₁₋ᵢ₎))).
double anderson_darling_of_values(const Distribution& d, const std::vector<double>& sorted) {
  const std::size_t n = sorted.size();
  double sum = 0, below = -kInfinity, above = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const double count = static_cast<double>(i);
    if (i == 0 || sorted[i] != sorted[i - 1]) {  // functions of equal values are asked once
      // The smaller tail tells the other, so one is asked.
      if (below < -std::numbers::ln2) {
        below = floored(d.log_cdf(sorted[i]));
        above = floored(std::log1p(-std::exp(below)));
      }
      if (below >= -std::numbers::ln2) {
        above = floored(d.log_sf(sorted[i]));
        below = floored(std::log1p(-std::exp(above)));
      }
    }
    // x₍ᵢ₎ stands in the sum for itself, and in that of n + 1 − i for the other tail.
    sum += (2 * count + 1) * below + (2 * static_cast<double>(n) - 2 * count - 1) * above;
  }
  return -static_cast<double>(n) - sum / static_cast<double>(n);
}

/// Where a distribution function stands, and its upper tail.
struct Level {
  double below = 0, above = 1;
};

/// n ∫ (Fₙ − u)²/(u(1 − u)) du, u = F, where Fₙ rises evenly over each step that has values: exact between the steps,
/// and over a step with the weight of its middle. Under the null it is of order 1 however coarse the steps are, for
/// Fₙ − u has mean 0 at all of their ends.
double anderson_darling_of_steps(const Distribution& d, const std::vector<double>& sorted, double step) {
  const double n = static_cast<double>(sorted.size());
  double sum = 0, share = 0;
  Level at;
  const auto flat_to = [&](Level next) {
    if (!(next.below > at.below) && !(next.above < at.above)) return;
    sum += at.below - next.below + share * share * (floored(std::log(next.below)) - floored(std::log(at.below))) +
           (1 - share) * (1 - share) * (floored(std::log(at.above)) - floored(std::log(next.above)));
    at = next;
  };
  for (std::size_t i = 0; i < sorted.size();) {
    const double x = sorted[i], before = d.whole() ? x - 1 : x - step / 2, after = d.whole() ? x : x + step / 2;
    while (i < sorted.size() && sorted[i] == x) ++i;
    flat_to({d.cdf(before), d.sf(before)});
    const Level end{d.cdf(after), d.sf(after)};
    const double chance = at.below < 0.5 ? end.below - at.below : at.above - end.above;
    const double first = share - at.below, reached = static_cast<double>(i) / n, last = reached - end.below;
    const double middle = (at.below + end.below) / 2 * ((at.above + end.above) / 2);
    if (chance > 0) sum += chance / middle * (first * first + first * last + last * last) / 3;
    share = reached;
    at = end;
  }
  flat_to({1, 0});
  return n * sum;
}

double anderson_darling(const Distribution& d, const std::vector<double>& sorted, double step) {
  return d.whole() || step > 0 ? anderson_darling_of_steps(d, sorted, step) : anderson_darling_of_values(d, sorted);
}

/// What was recorded, each different value once and ascending, with how often it was. Weights are whole.
struct Units {
  std::vector<double> x, count;
  double all = 0;  ///< sum of the counts
};

Units units_of(const FitData& data) {
  const Nodes rows = data.rows();
  std::vector<std::pair<double, double>> seen;
  seen.reserve(data.size());
  for (std::size_t i = 0; i < rows.x.size(); ++i) seen.emplace_back(rows.x[i] + 0.0, rows.weight[i]);  // −0 is 0
  for (std::size_t i = 0; i < rows.between.size(); ++i) {
    const double low = rows.between.low[i], high = rows.between.high[i], middle = low / 2 + high / 2;
    const bool cut = high - low < (1 - 1e-9) * data.step();  // by the truncation: its middle is not what was recorded
    seen.emplace_back((cut ? std::round(middle / data.step()) * data.step() : middle) + 0.0, rows.between.weight[i]);
  }
  if (!rows.between.empty()) std::ranges::sort(seen);
  Units out;
  for (const auto& [x, count] : seen) {
    out.all += count;
    if (!out.x.empty() && out.x.back() == x) {
      out.count.back() += count;
    } else {
      out.x.push_back(x);
      out.count.push_back(count);
    }
  }
  return out;
}

/// A seed that the data have a part in: what the lot does to p then averages out over data sets, though all are tested
/// with one seed.
std::uint64_t seed_of(const Units& units, std::uint64_t seed) {
  for (std::size_t i = 0; i < units.x.size(); ++i) {
    seed = Random(seed, std::bit_cast<std::uint64_t>(units.x[i]))();
    if (units.count[i] != 1) seed = Random(seed, std::bit_cast<std::uint64_t>(units.count[i]))();
  }
  return seed;
}

/// So many of the units by lot, without replacement, ascending; in time that does not grow with the counts.
/// Bentley and Floyd, Programming pearls: a sample of brilliance, CACM 30, 1987.
std::vector<double> chosen(const Units& units, std::size_t most, Random random) {
  // Beyond 2^53 units, where sums of counts are rounded, one of so many places stands for a few.
  const double places = std::min(units.all, 0x1p53);
  const auto count = static_cast<std::uint64_t>(places), wanted = std::min<std::uint64_t>(count, most);
  std::set<std::uint64_t> taken;
  for (std::uint64_t last = count - wanted; last < count; ++last)
    if (!taken.insert(random.below(last + 1)).second) taken.insert(last);
  std::vector<double> out;
  out.reserve(taken.size());
  std::size_t at = 0;
  double below = units.count[0];
  for (const std::uint64_t place : taken) {
    while (static_cast<double>(place) * (units.all / places) >= below && at + 1 < units.x.size())
      below += units.count[++at];
    out.push_back(units.x[at]);
  }
  return out;
}

/// What is recorded of a member: nothing outside the truncation.
Distribution recorded(const Distribution& d, const Truncation& t) {
  if (!t.any()) return d;
  return truncated(d, d.whole() && std::isfinite(t.low) ? std::floor(t.low) + 1 : t.low, t.high);
}

FitData data_like(const FitData& like, const std::vector<double>& x) {
  if (like.step() == 0) return FitData(x, {}, like.truncation());
  return FitData(RoundedRows{x, like.step()}, {}, like.truncation());
}

/// The family fitted to other values as it was to the data; from parameters that are a few steps away.
FamilyFit fit_again(const FamilyFit& fit, const FitData& data, const std::vector<double>& x) {
  std::vector<FixedParameter> fixed;
  for (std::size_t i = 0; i < fit.parameters.size(); ++i)
    if (!fit.free_parameters[i]) fixed.push_back({fit.name(i), fit.parameters[i]});
  const std::string_view location = "location";
  const std::span<const std::string_view> freed(&location, fit.location ? 1 : 0);
  return fit_family(fit.family, data_like(data, x),
                    {.fixed = fixed, .free = freed, .method = fit.method, .start = fit.parameters});
}

/// How many of the draws [first, last) are as far off as the data.
int count_draws(int first, int last, const auto& as_far) {
  std::vector<char> found(static_cast<std::size_t>(last - first));
  parallel_chunks(found.size(), 4, [&](std::size_t from, std::size_t to) {
    for (std::size_t k = from; k < to; ++k) found[k] = as_far(static_cast<std::size_t>(first) + k);
  });
  return static_cast<int>(std::count(found.begin(), found.end(), char{1}));
}

/// What the samples are drawn from: the fit to what was chosen of the data, for they are fitted to no more either.
FamilyFit fit_to_chosen(const FamilyFit& fit, const FitData& data, const std::vector<double>& sample, double all) {
  if (static_cast<double>(sample.size()) >= all) return fit;
  try {
    return fit_again(fit, data, sample);
  } catch (const std::logic_error&) {  // equal values have no fit: that to all values stands
    return fit;
  }
}

}  // namespace

std::string no_goodness(const FitData& data) {
  if (data.intervals() > 0 && data.step() == 0)
    return "has censored rows, and nothing says which rows of a sample would have been";
  const auto whole = [](double w) { return w == std::floor(w); };
  if (!std::ranges::all_of(data.weights(), whole) || !std::ranges::all_of(data.nodes().between.weight, whole))
    return "has weights that are not whole numbers, so nothing says how many values there are";
  return {};
}

Goodness goodness_of_fit(const FamilyFit& fit, const FitData& data, const GoodnessOptions& options) {
  if (std::string why = no_goodness(data); !why.empty()) fail_domain("goodness_of_fit", "data", why);
  const Units units = units_of(data);
  const std::uint64_t seed = seed_of(units, options.seed);
  const std::vector<double> sample = chosen(units, options.most_values, Random(seed, ~std::uint64_t{0}));
  const FamilyFit null = fit_to_chosen(fit, data, sample, units.all);
  const Distribution fitted = recorded(null.distribution(), data.truncation());
  Goodness out{.statistic = anderson_darling(fitted, sample, data.step()), .values = sample.size()};
  const auto as_far = [&](std::size_t draw) {
    Random random(seed, draw);
    std::vector<double> x(sample.size());
    for (double& v : x) v = fitted.sample(random);
    if (data.step() > 0)
      for (double& v : x) v = std::round(v / data.step()) * data.step();
    sort(x);
    try {
      const Distribution again = fit_again(null, data, x).distribution();
      return anderson_darling(recorded(again, data.truncation()), x, data.step()) >= out.statistic;
    } catch (const std::logic_error&) {  // a sample of equal values has no fit: it says nothing against the data
      return true;
    }
  };
  const int first = std::min(kFirstDraws, options.draws);
  int worse = count_draws(0, first, as_far);
  out.draws = first;
  if (worse < kPlainly) {
    worse += count_draws(first, options.draws, as_far);
    out.draws = options.draws;
  }
  out.p = (1.0 + worse) / (1.0 + out.draws);
  return out;
}

}  // namespace sanov
