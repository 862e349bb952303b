#pragma once

#include <cmath>
#include <numbers>

#include "sanov/families/family.h"

namespace sanov {

/// Arcsine distribution: where a pendulum is seen; how long a random walk stays ahead.
///   f(x) = 1 / (π √((x − low)(high − x)))
/// Support: low ≤ x ≤ high; at both ends the density is infinite.
/// scipy arcsine(loc=low, scale=high − low); R none; Boost arcsine(low, high); torch none.
struct Arcsine {
  double low = 0;
  double high = 1;

  static constexpr FamilyInfo<2> info{"arcsine", {any_real("low", 0), any_real("high", 1)}};
  SANOV_FAMILY_FUNCTIONS(Arcsine)
  std::string_view broken_rule() const { return low < high ? "" : "low must be below high"; }

  Support support() const { return {low, high}; }
  End lower_end() const { return {End::Kind::power, -0.5}; }
  End upper_end() const { return {End::Kind::power, -0.5}; }

  template <class T>
  static auto log_density(const T& low, const T& high) {
    return [low, high](double x) {
      if (x == value_of(low) || x == value_of(high)) return T(HUGE_VAL);
      return T(-0.5 * (log(x - low) + log(high - x)) - std::log(std::numbers::pi));
    };
  }
  double cdf_inside(double x) const { return part(x - low, high - x); }
  double sf_inside(double x) const { return part(high - x, x - low); }
  double quantile_inside(double p) const { return p < 0.5 ? low + depth(p) : high - depth(1 - p); }
  double upper_quantile_inside(double p) const { return p < 0.5 ? high - depth(p) : low + depth(1 - p); }
  Moments moments_inside() const {
    const double width = high - low;
    return {low / 2 + high / 2, width / 8 * width, 0, -1.5};
  }
  double entropy_inside() const { return std::log(std::numbers::pi / 4) + std::log(high - low); }

  static double part(double d, double rest) {
    return 2 * std::numbers::inv_pi * std::atan2(std::sqrt(d), std::sqrt(rest));
  }
  double depth(double p) const {
    const double s = std::sin(std::numbers::pi / 2 * p);
    return (high - low) * s * s;
  }
};

}  // namespace sanov
