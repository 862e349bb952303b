#include "sanov/fit/scaling.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace sanov {
namespace {

constexpr int kAwkward = 150;
constexpr int kPowers[] = {0, 1, -1, 2, -2};
constexpr std::size_t kWays = 6;  ///< these, and a logarithm that is gained

/// A member with no parameter at 0, where powers could not be told.
std::vector<double> trial_member(const FamilyEntry& entry) {
  std::vector<double> at;
  for (const FamilyParameter& p : entry.parameters)
    at.push_back(std::isinf(p.low) && std::isinf(p.high) ? p.value + 0.375 : p.value);
  return at;
}

bool holds(const FamilyEntry& entry, const Scaling& scaling, const std::vector<double>& at,
           const std::vector<double>& x) {
  std::vector<double> moved = at;
  for (std::size_t i = 0; i < at.size(); ++i) {
    moved[i] = scaling.scaled(i, at[i], 2);
    if (!entry.parameters[i].rule_broken_by(moved[i]).empty()) return false;
  }
  const double shift = 2 * std::numbers::ln2;
  for (const double v : x) {
    const double there = 4 * v;
    const double change =
        entry.sums(moved, std::span(&there, 1), {}).value - entry.sums(at, std::span(&v, 1), {}).value;
    if (!(std::fabs(change + shift) < 1e-9)) return false;
  }
  return true;
}

}  // namespace

int awkward_exponent(const FitData& data) {
  const double size = std::max(std::fabs(data.shape().low), std::fabs(data.shape().high));
  if (!(size > 0) || std::isinf(size)) return 0;
  const int exponent = std::ilogb(size);
  return std::abs(exponent) > kAwkward ? exponent : 0;
}

double Scaling::scaled(std::size_t parameter, double value, int exponent) const {
  if (gains_logarithm[parameter]) return value + exponent * std::numbers::ln2;
  return std::ldexp(value, exponent * powers[parameter]);
}

std::optional<Scaling> scaling_of(const FamilyEntry& entry) {
  if (entry.whole) return std::nullopt;
  const std::vector<double> at = trial_member(entry);
  const Distribution d = entry.make(at);
  const std::vector<double> x{d.quantile(0.2), d.quantile(0.5), d.quantile(0.8)};
  const std::size_t n = at.size();
  std::size_t trials = 1;
  for (std::size_t i = 0; i < n; ++i) trials *= kWays;
  for (std::size_t trial = 0; trial < trials; ++trial) {
    Scaling scaling{std::vector<int>(n), std::vector<bool>(n)};
    for (std::size_t i = 0, rest = trial; i < n; ++i, rest /= kWays) {
      if (rest % kWays == kWays - 1)
        scaling.gains_logarithm[i] = true;
      else
        scaling.powers[i] = kPowers[rest % kWays];
    }
    if (holds(entry, scaling, at, x)) return scaling;
  }
  return std::nullopt;
}

FamilyFit scaled_back(FamilyFit fit, const Scaling& scaling, int exponent, const FitData& data) {
  const std::size_t n = fit.parameters.size();
  for (std::size_t i = 0; i < n; ++i) {
    fit.parameters[i] = scaling.scaled(i, fit.parameters[i], exponent);
    if (fit.standard_errors[i])
      fit.standard_errors[i] = std::ldexp(*fit.standard_errors[i], exponent * scaling.powers[i]);
    for (std::size_t j = 0; j < n && !fit.covariance.empty(); ++j)
      fit.covariance[i][j] = std::ldexp(fit.covariance[i][j], exponent * (scaling.powers[i] + scaling.powers[j]));
  }
  const double change = exponent * std::numbers::ln2 * (data.shape().mass - data.interval_mass());
  fit.log_likelihood -= change;
  fit.aic += 2 * change;
  fit.bic += 2 * change;
  return fit;
}

std::vector<FixedParameter> scaled_fixed(const FamilyEntry& entry, std::span<const FixedParameter> fixed,
                                         const Scaling& scaling, int exponent) {
  std::vector<FixedParameter> out(fixed.begin(), fixed.end());
  for (FixedParameter& f : out)
    for (std::size_t i = 0; i < entry.parameters.size(); ++i)
      if (entry.parameters[i].name == f.name) f.value = scaling.scaled(i, f.value, -exponent);
  return out;
}

}  // namespace sanov
