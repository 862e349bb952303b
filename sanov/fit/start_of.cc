#include "sanov/fit/start_of.h"

#include <algorithm>
#include <cmath>

namespace sanov {
namespace {

using Values = std::vector<double>;

/// The number of trials is for the caller to fix: until then the smallest that the data allow.
double trials_of(const SampleShape& s) { return std::max(s.high, 1.0); }

Values start_of_binomial(const SampleShape& s) {
  return {trials_of(s), std::clamp(s.mean / trials_of(s), 1e-9, 1 - 1e-9)};
}

Values start_of_beta_binomial(const SampleShape& s) {
  const double p = std::clamp(s.mean / trials_of(s), 0.01, 0.99);
  return {trials_of(s), 4 * p, 4 * (1 - p)};
}

/// For a location its likelihood is a cosine: one top, which any beginning leads to.
Values start_of_von_mises(const SampleShape& s) {
  return {s.mean, std::clamp(1 / std::max(s.sd * s.sd, 1e-12), 0.1, 1e12)};
}

/// mean = mean1 − mean2, variance = mean1 + mean2.
Values start_of_skellam(const SampleShape& s) {
  const double sum = std::max(s.sd * s.sd, 1.01 * std::fabs(s.mean) + 1e-6);
  return {(sum + s.mean) / 2, (sum - s.mean) / 2};
}

/// mean = k + m, variance = 2 (k + 2 m).
Values start_of_noncentral_chi_squared(const SampleShape& s) {
  const double m = std::clamp(s.sd * s.sd / 2 - s.mean, 0.05 * s.mean, 0.95 * s.mean);
  return {s.mean - m, m};
}

struct NamedStart {
  std::string_view family;
  Start start;
};

/// Those that are fitted where they are named alone; nullptr: they begin as they say themselves.
constexpr NamedStart kNamed[] = {
    {"logarithmic", nullptr},
    {"binomial", start_of_binomial},
    {"beta_binomial", start_of_beta_binomial},
    {"skellam", start_of_skellam},
    {"von_mises", start_of_von_mises},
    {"noncentral_chi_squared", start_of_noncentral_chi_squared},
};

}  // namespace

Start start_of(const FamilyEntry& family) {
  if (family.start != nullptr) return family.start;
  const auto found = std::ranges::find(kNamed, family.name, &NamedStart::family);
  return found == std::end(kNamed) ? nullptr : found->start;
}

bool is_fitted_unasked(const FamilyEntry& family) {
  return family.start != nullptr && std::ranges::find(kNamed, family.name, &NamedStart::family) == std::end(kNamed);
}

std::string why_no_fit(const FamilyEntry& family) {
  if (start_of(family) != nullptr) return {};
  const bool counted = std::ranges::all_of(family.parameters, [](const FamilyParameter& p) { return p.whole; });
  if (counted) return "it has no fit to data: its parameters are counts, which are known and not fitted";
  return "it has no fit to data here; its members can be described, measured and compared";
}

}  // namespace sanov
