#include "sanov/fit/intervals.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "sanov/base/error.h"
#include "sanov/fit/bootstrap.h"
#include "sanov/fit/chances.h"
#include "sanov/fit/climb.h"
#include "sanov/fit/likelihood.h"
#include "sanov/fit/steep_ends.h"
#include "sanov/numerics/roots.h"
#include "sanov/numerics/special.h"

namespace sanov {
namespace {

using ByParameter = std::vector<std::optional<Interval>>;
constexpr std::array<std::string_view, 4> kNames{"information", "sandwich", "profile", "bootstrap"};

/// H⁻¹ J H⁻¹, whose middle sums the rows' own scores.
std::vector<std::vector<double>> sandwich(const FamilyEntry& entry, const FamilyFit& fit, const FitData& data) {
  const std::size_t n = fit.parameters.size(), width = jet_width(n);
  const Nodes& rows = data.nodes();
  const std::vector<double> jets = log_likelihood_jets(entry, fit.parameters, rows, data.truncation());
  const std::vector<double> weights = weights_of(rows);
  std::vector<std::vector<double>> middle(n, std::vector<double>(n)), out = middle;
  for (std::size_t r = 0; r < weights.size(); ++r)
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t j = 0; j < n; ++j)
        middle[i][j] += weights[r] * jets[r * width + 1 + i] * jets[r * width + 1 + j];
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < n; ++j)
      for (std::size_t a = 0; a < n; ++a)
        for (std::size_t b = 0; b < n; ++b)
          out[i][j] += fit.covariance[i][a] * middle[a][b] * fit.covariance[b][j];  // 0 where one is fixed
  return out;
}

ByParameter wald(const FamilyEntry& entry, const FamilyFit& fit, const std::vector<std::vector<double>>& covariance,
                 double level) {
  const double z = normal_upper_quantile((1 - level) / 2);
  ByParameter out(fit.parameters.size());
  for (std::size_t i = 0; i < out.size(); ++i) {
    if (!fit.free_parameters[i]) continue;
    const FreeCoordinate coordinate(entry.parameters[i]);
    const double at = coordinate.from(fit.parameters[i]);
    const double error = std::sqrt(covariance[i][i]) / coordinate.slope(at);
    if (std::isfinite(error)) out[i] = {coordinate.value(at - z * error), coordinate.value(at + z * error), level};
  }
  return out;
}

/// The likelihood's top with one parameter held, as a function of where that is held.
class Profile {
 public:
  Profile(const FamilyEntry& entry, const FamilyFit& fit, const FitData& data, std::size_t which)
      : entry_(&entry),
        data_(&data),
        which_(which),
        coordinate_(entry.parameters[which]),
        best_(fit.parameters),
        free_(fit.free_parameters) {
    free_[which] = false;
    const std::vector<bool> ends = steep_ends(entry, best_, free_);  // which the data hold where they are
    for (std::size_t i = 0; i < ends.size(); ++i)
      if (ends[i]) free_[i] = false;
    top_ = log_likelihood(entry, best_, data.nodes(), data.truncation()).value;
    at_ = coordinate_.from(best_[which]);
    const std::optional<double>& error = fit.standard_errors[which];
    unit_ =
        error && *error > 0 ? *error / coordinate_.slope(at_) : 0.01 * std::max(data.shape().sd, 1e-3 * std::fabs(at_));
  }

  /// The end on one side: −1 or +1.
  double end(double side, double cut) const {
    std::vector<double> near = best_;  // where the others were best: the next search begins there
    const auto excess = [&](double at) {
      std::vector<double> start = near;
      start[which_] = coordinate_.value(at);
      if (!entry_->parameters[which_].rule_broken_by(start[which_]).empty()) return HUGE_VAL;
      const auto rows = [&](std::span<const double> v) {
        return log_likelihood(*entry_, v, data_->nodes(), data_->truncation());
      };
      const Climb top = climb(rows, entry_->parameters, start, free_, 1e-13, 60);
      if (std::isinf(top.sums.value)) return HUGE_VAL;
      near = top.at;
      return std::sqrt(std::max(2 * (top_ - top.sums.value), 0.0)) - cut;
    };
    double inside = at_, outside = at_, step = cut * unit_;
    for (int tries = 0; tries < 60; ++tries, step *= 2) {
      const bool last = step >= farthest();
      outside = at_ + side * std::min(step, farthest());
      if (excess(outside) >= 0) {
        const double low = std::min(inside, outside), high = std::max(inside, outside);
        near = best_;
        return coordinate_.value(find_root(excess, low, high, {.relative = 1e-15, .absolute = 1e-8 * unit_}).x);
      }
      if (last) break;
      inside = outside;
    }
    return side < 0 ? entry_->parameters[which_].low : entry_->parameters[which_].high;
  }

 private:
  /// Where a coordinate counts as at the end of the domain.
  double farthest() const {
    const FamilyParameter& p = entry_->parameters[which_];
    if (std::isfinite(p.low)) return std::isfinite(p.high) ? 35 : 300;
    return 1e6 * (unit_ + std::fabs(at_));
  }

  const FamilyEntry* entry_;
  const FitData* data_;
  std::size_t which_;
  FreeCoordinate coordinate_;
  std::vector<double> best_;
  std::vector<bool> free_;
  double top_ = 0, at_ = 0, unit_ = 0;
};

ByParameter profile(const FamilyEntry& entry, const FamilyFit& fit, const FitData& data, double level) {
  const double cut = normal_upper_quantile((1 - level) / 2);  // the root of χ²₁'s quantile
  ByParameter out(fit.parameters.size());
  const std::vector<bool> ends = steep_ends(entry, fit.parameters, fit.free_parameters);
  for (std::size_t i = 0; i < out.size(); ++i) {
    if (!fit.free_parameters[i] || entry.parameters[i].whole || ends[i]) continue;
    const Profile of(entry, fit, data, i);
    out[i] = {of.end(-1, cut), of.end(1, cut), level};
  }
  return out;
}

ByParameter percentiles(const FamilyFit& fit, const FitData& data, const IntervalOptions& options) {
  const BootstrapFits fits = bootstrap_fits(fit, data, options.draws, options.seed);
  ByParameter out(fit.parameters.size());
  const std::size_t draws = fits.parameters.size();
  if (static_cast<double>(fits.failed) > 0.05 * options.draws) return out;
  const double tail = (1 - options.level) / 2;
  const auto rank = static_cast<std::size_t>(std::floor(tail * static_cast<double>(draws + 1)));
  const std::size_t low = std::max<std::size_t>(rank, 1) - 1;
  for (std::size_t i = 0; i < out.size(); ++i) {
    if (!fit.free_parameters[i]) continue;
    std::vector<double> values;
    for (const std::vector<double>& each : fits.parameters) values.push_back(each[i]);
    std::ranges::sort(values);
    out[i] = {values[low], values[draws - 1 - low], options.level};
  }
  return out;
}

ByParameter by_method(const FamilyFit& fit, const FitData& data, const IntervalOptions& options) {
  const FamilyEntry& entry = find_family(fit.family);
  switch (options.method) {
    case IntervalMethod::profile: return profile(entry, fit, data, options.level);
    case IntervalMethod::bootstrap: return percentiles(fit, data, options);
    default: break;
  }
  if (fit.covariance.empty()) return ByParameter(fit.parameters.size());
  return wald(entry, fit, options.method == IntervalMethod::sandwich ? sandwich(entry, fit, data) : fit.covariance,
              options.level);
}

}  // namespace

std::string_view to_text(IntervalMethod method) { return kNames[static_cast<std::size_t>(method)]; }

std::span<const std::string_view> interval_methods() { return kNames; }

IntervalMethod interval_method(std::string_view name) {
  for (std::size_t i = 0; i < kNames.size(); ++i)
    if (kNames[i] == name) return static_cast<IntervalMethod>(i);
  const std::string near = nearest(name, kNames.data(), kNames.size());
  fail_argument("fit", "intervals",
                "is '" + std::string(name) + "'; it is information, sandwich, profile or bootstrap" +
                    (near.empty() ? "" : "; did you mean " + near + "?"));
}

std::vector<std::optional<Interval>> confidence_intervals(const FamilyFit& fit, const FitData& data,
                                                          const IntervalOptions& options) {
  if (!(options.level > 0 && options.level < 1))
    fail_argument("fit", "level", "is " + to_text(options.level) + "; it is between 0 and 1, such as 0.95");
  if (options.draws < 19)
    fail_argument("fit", "draws", "is " + std::to_string(options.draws) + "; a bootstrap needs at least 19");
  if (fit.method != FitMethod::likelihood && options.method != IntervalMethod::information)
    fail_argument("fit", "intervals",
                  "is " + std::string(to_text(options.method)) + ", which is for fits by likelihood; give information");
  ByParameter out = by_method(fit, data, options);
  for (std::size_t i = 0; i < out.size(); ++i)
    if (!why_no_interval(fit, data, i).empty()) out[i] = std::nullopt;
  return out;
}

std::string why_no_interval(const FamilyFit& fit, const FitData& data, std::size_t parameter) {
  const FamilyEntry& entry = find_family(fit.family);
  if (parameter >= entry.parameters.size() || !fit.free_parameters[parameter] || data.values().empty()) return {};
  std::vector<double> moved = fit.parameters;
  moved[parameter] += std::max(std::fabs(moved[parameter]), 1.0);
  const Support here = entry.support(fit.parameters), there = entry.support(moved);
  const double low = data.values().front(), high = data.values().back(), near = 1e-9 * (high - low);
  const bool ends = (there.low != here.low && std::fabs(here.low - low) <= near) ||
                    (there.high != here.high && std::fabs(here.high - high) <= near);
  if (!ends && steep_ends(entry, fit.parameters, fit.free_parameters)[parameter])
    return "no interval of " + std::string(entry.parameters[parameter].name) + ": the density ends too steeply there";
  return ends ? "no interval of " + std::string(entry.parameters[parameter].name) +
                    ": the support ends there, at the outermost value"
              : "";
}

}  // namespace sanov
