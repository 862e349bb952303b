#pragma once

#include <cmath>

#include "sanov/families/family.h"

namespace sanov {

/// Discrete uniform distribution: whole numbers from low to high, each as likely as the others.
///   f(k) = 1 / (high − low + 1)
/// Support: low, low + 1, …, high, both included.
/// scipy randint(low, high + 1); R none; Boost none; torch none.
struct DiscreteUniform {
  double low = 0;
  double high = 9;

  static constexpr FamilyInfo<2> info{
      "discrete_uniform",
      {{{.name = "low", .value = 0, .whole = true}, {.name = "high", .value = 9, .whole = true}}},
      true};
  SANOV_FAMILY_FUNCTIONS(DiscreteUniform)

  std::string_view broken_rule() const { return low > high ? "low must not exceed high" : ""; }
  Support support() const { return {low, high}; }
  End lower_end() const { return {End::Kind::zero}; }
  End upper_end() const { return {End::Kind::zero}; }

  template <class T>
  static auto log_density(const T& low, const T& high) {
    return [each = T(-log(high - low + 1.0))](double) { return each; };
  }
  double count() const { return high - low + 1; }
  double cdf_inside(double k) const { return (k - low + 1) / count(); }
  double sf_inside(double k) const { return (high - k) / count(); }
  Moments moments_inside() const {
    const double n = count(), spread = (n - 1) * (n + 1), mean = low + (high - low) / 2;
    if (n == 1) return {mean, 0, {}, {}};
    return {mean, spread / 12, 0, -1.2 * ((n * n + 1) / spread)};
  }
  double entropy_inside() const { return std::log(count()); }
  static DiscreteUniform best(const SampleShape& s) { return {s.low, s.high}; }
};

}  // namespace sanov
