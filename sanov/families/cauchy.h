#pragma once

#include <algorithm>
#include <cmath>
#include <numbers>
#include "sanov/families/family.h"

namespace sanov {

/// Cauchy distribution: ratios of normal numbers; resonances. Has no mean.
///   f(x) = 1 / (π scale (1 + z²)), z = (x − location)/scale
/// Support: all numbers. location is the median, scale half the distance between the quartiles.
/// scipy cauchy(loc=location, scale=scale); R dcauchy(location, scale); Boost cauchy(location, scale); torch
/// Cauchy(location, scale).
struct Cauchy {
  double location = 0;
  double scale = 1;

  static constexpr FamilyInfo<2> info{"cauchy", {any_real("location"), positive("scale")}};
  SANOV_FAMILY_FUNCTIONS(Cauchy)

  Support support() const { return {}; }
  End lower_end() const { return {End::Kind::power, -2}; }
  End upper_end() const { return {End::Kind::power, -2}; }

  template <class T>
  static auto log_density(const T& location, const T& scale) {
    return [location, rate = 1.0 / scale, c = T(log(scale) + std::log(std::numbers::pi))](double x) {
      return T(-c - log1p_square((x - location) * rate));
    };
  }
  double cdf_inside(double x) const { return std::atan2(scale, location - x) * std::numbers::inv_pi; }
  double sf_inside(double x) const { return std::atan2(scale, x - location) * std::numbers::inv_pi; }
  double quantile_inside(double p) const { return location - scale * upper(p); }
  double upper_quantile_inside(double p) const { return location + scale * upper(p); }
  Moments moments_inside() const { return {}; }
  double entropy_inside() const { return std::log(4 * std::numbers::pi) + std::log(scale); }

  /// The z above which the standard distribution falls with probability p.
  static double upper(double p) {
    if (p > 0.25 && p < 0.75) return std::tan(std::numbers::pi * (0.5 - p));
    return p < 0.5 ? 1 / std::tan(std::numbers::pi * p) : -1 / std::tan(std::numbers::pi * (1 - p));
  }
  static Cauchy start(const SampleShape& s) {
    return {s.median, std::max((s.upper_quartile - s.lower_quartile) / 2, 1e-6 * s.sd)};
  }
};

}  // namespace sanov
