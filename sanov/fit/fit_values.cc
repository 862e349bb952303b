#include "sanov/fit/fit_values.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <map>
#include <optional>
#include <vector>

#include "sanov/fit/climb.h"
#include "sanov/numerics/column_sums.h"

namespace sanov {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

Transform transform_of(Statistic::Kind kind) {
  switch (kind) {
    case Statistic::Kind::log_x:
    case Statistic::Kind::squared_log_x: return Transform::log;
    case Statistic::Kind::log_complement: return Transform::log_complement;
    case Statistic::Kind::reciprocal_x: return Transform::reciprocal;
    default: return Transform::none;
  }
}

/// The data's moments in the coordinates that the family's statistics are of.
class Columns {
 public:
  Columns(const FamilyEntry& family, std::span<const double> x, std::span<const double> weights) {
    add(Transform::none, x, weights);
    for (const Statistic& statistic : family.statistics) add(transform_of(statistic.kind), x, weights);
    if (family.tilted != nullptr) add(transform_of(family.tilted->kind), x, weights);
  }

  const ColumnMoments& of(Transform transform) const { return found_.at(transform); }

  bool finite() const {
    return std::all_of(found_.begin(), found_.end(), [](const auto& each) {
      return std::isfinite(each.second.mean) && std::isfinite(each.second.variance) && each.second.variance > 0;
    });
  }

  /// Without what only sorted data know.
  SampleShape shape() const {
    const ColumnMoments& x = of(Transform::none);
    SampleShape s{.mass = x.mass, .low = x.low, .high = x.high, .mean = x.mean, .sd = std::sqrt(x.variance)};
    s.skewness = s.kurtosis = s.mean_distance = s.lower_quartile = s.median = s.upper_quartile = kNan;
    s.mean_log = s.sd_log = s.mean_reciprocal = kNan;
    if (const auto log = found_.find(Transform::log); log != found_.end())
      s.mean_log = log->second.mean, s.sd_log = std::sqrt(log->second.variance);
    if (const auto reciprocal = found_.find(Transform::reciprocal); reciprocal != found_.end())
      s.mean_reciprocal = reciprocal->second.mean;
    s.whole = x.whole;
    return s;
  }

  double sum(Statistic statistic) const {
    using enum Statistic::Kind;
    const ColumnMoments& m = of(transform_of(statistic.kind));
    if (statistic.kind == one) return m.mass;
    if (statistic.kind == squared_x || statistic.kind == squared_log_x) return m.mass * (m.variance + m.mean * m.mean);
    return m.mass * m.mean;
  }

 private:
  void add(Transform transform, std::span<const double> x, std::span<const double> weights) {
    if (!found_.contains(transform)) found_.emplace(transform, column_moments(transform, x, weights));
  }

  std::map<Transform, ColumnMoments> found_;
};

/// Where the likelihood is a function of the parameters alone, now that the data have been summed.
using Likelihood = std::function<DensitySums(std::span<const double>)>;

FamilyFit fit_found(const FamilyEntry& entry, const Climb& top, const std::vector<bool>& free, double mass) {
  FamilyFit fit;
  fit.family = entry.name;
  fit.parameters = top.at;
  fit.log_likelihood = top.sums.value;
  fit.free_parameters = free;
  fit.free = static_cast<int>(std::count(free.begin(), free.end(), true));
  fit.iterations = top.iterations;
  fit.aic = 2 * fit.free - 2 * fit.log_likelihood;
  fit.bic = fit.free * std::log(mass) - 2 * fit.log_likelihood;
  return fit;
}

/// Standard errors from the curvature at the top; false where it is none.
bool add_errors(FamilyFit& fit, const DensitySums& sums) {
  const std::size_t n = fit.parameters.size();
  std::vector<double> information;
  std::vector<std::size_t> moving;
  for (std::size_t i = 0; i < n; ++i)
    if (fit.free_parameters[i]) moving.push_back(i);
  for (const std::size_t a : moving)
    for (const std::size_t b : moving) {
      const std::size_t i = std::min(a, b), j = std::max(a, b);
      information.push_back(-sums.bend[i * n - i * (i + 1) / 2 + j]);
    }
  fit.standard_errors.assign(n, std::optional<double>(0.0));
  fit.covariance.assign(n, std::vector<double>(n));
  for (std::size_t a = 0; a < moving.size(); ++a) {
    std::vector<double> column(moving.size());
    column[a] = 1;
    if (!solve_positive(information, column)) return false;
    for (std::size_t b = 0; b < moving.size(); ++b) fit.covariance[moving[b]][moving[a]] = column[b];
    fit.standard_errors[moving[a]] = std::sqrt(column[a]);
  }
  return true;
}

/// What the sums' terms, which are far larger than what they come to, may hide: in nats.
double noise(const FamilyEntry& entry, const std::vector<double>& at, const std::vector<double>& statistics) {
  double size = 0;
  for (std::size_t j = 0; j < statistics.size(); ++j) {
    std::vector<double> one(statistics.size());
    one[j] = statistics[j];
    size += std::fabs(entry.sums_of_statistics(at, one).value);
  }
  return size * std::numeric_limits<double>::epsilon();
}

/// The fit from sums alone; none where it is not for them.
std::optional<FamilyFit> from_sums(const FamilyEntry& entry, std::span<const double> x,
                                   std::span<const double> weights) {
  if (entry.start == nullptr || entry.whole || x.size() < 2) return std::nullopt;
  if (entry.statistics.empty() && entry.tilted == nullptr) return std::nullopt;
  const Columns columns(entry, x, weights);
  if (!columns.finite() || columns.shape().mass < 2) return std::nullopt;
  const std::vector<double> start = entry.start(columns.shape());
  std::vector<bool> free;
  for (std::size_t i = 0; i < start.size(); ++i) {
    if (!std::isfinite(start[i]) || !entry.parameters[i].rule_broken_by(start[i]).empty()) return std::nullopt;
    free.push_back(!entry.parameters[i].whole && !entry.fixed_by_default[i]);
  }
  const Support support = entry.support(start);
  if (columns.shape().low < support.low || columns.shape().high > support.high) return std::nullopt;

  std::vector<double> statistics;
  for (const Statistic& statistic : entry.statistics) statistics.push_back(columns.sum(statistic));
  Likelihood likelihood = [&](std::span<const double> at) { return entry.sums_of_statistics(at, statistics); };
  std::vector<double> logs;
  TiltedSums tilted;
  if (entry.tilted != nullptr) {
    const Transform transform = transform_of(entry.tilted->kind);
    if (transform == Transform::log) logarithms(x, (logs.resize(x.size()), logs));
    const std::span<const double> t = transform == Transform::log ? logs : x;
    tilted = {.mass = columns.shape().mass, .sum = columns.sum(*entry.tilted), .log_sum = [=, &columns](double rate) {
                return log_sum_tilted(t, weights, rate, columns.of(transform));
              }};
    likelihood = [&](std::span<const double> at) { return entry.sums_of_tilted(at, tilted); };
  }

  Climb top;
  if (entry.start_is_best) {
    top.at = start;
    top.sums = likelihood(start);
  } else {
    top = climb(likelihood, entry.parameters, start, free, 1e-10, 100);
  }
  if (top.status != Status::converged || !std::isfinite(top.sums.value)) return std::nullopt;
  if (entry.tilted == nullptr && noise(entry, top.at, statistics) > 1e-6) return std::nullopt;
  FamilyFit fit = fit_found(entry, top, free, columns.shape().mass);
  if (!add_errors(fit, top.sums)) return std::nullopt;
  return fit;
}

bool usable(std::span<const double> x, std::span<const double> weights) {
  return (weights.empty() || weights.size() == x.size()) &&
         std::all_of(weights.begin(), weights.end(), [](double w) { return w >= 0 && std::isfinite(w); });
}

}  // namespace

FamilyFit fit_values(std::string_view family, std::span<const double> x, std::span<const double> weights) {
  const FamilyEntry& entry = find_family(family);
  if (usable(x, weights))
    if (std::optional<FamilyFit> fit = from_sums(entry, x, weights)) return *std::move(fit);
  return fit_family(family, FitData(x, weights));
}

}  // namespace sanov
