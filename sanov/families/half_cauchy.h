#pragma once

#include <cmath>
#include <numbers>
#include "sanov/families/family.h"

namespace sanov {

/// Half-Cauchy distribution: the size of a Cauchy number; a prior for scales.
///   f(x) = 2 / (π scale (1 + (x/scale)²))
/// Support: x ≥ 0. scale is the median; the mean is infinite.
/// scipy halfcauchy(scale=scale); R none; Boost none; torch HalfCauchy(scale).
struct HalfCauchy {
  double scale = 1;

  static constexpr FamilyInfo<1> info{"half_cauchy", {positive("scale")}};
  SANOV_FAMILY_FUNCTIONS(HalfCauchy)

  Support support() const { return {.low = 0}; }
  End lower_end() const { return {End::Kind::power, 0}; }
  End upper_end() const { return {End::Kind::power, -2}; }

  template <class T>
  static auto log_density(const T& scale) {
    return [rate = 1.0 / scale, c = T(log(scale) + std::log(std::numbers::pi / 2))](double x) {
      return T(-c - log1p_square(x * rate));
    };
  }
  double cdf_inside(double x) const { return std::atan2(x, scale) * (2 * std::numbers::inv_pi); }
  double sf_inside(double x) const { return std::atan2(scale, x) * (2 * std::numbers::inv_pi); }
  double quantile_inside(double p) const { return scale * tangent(p); }
  double upper_quantile_inside(double p) const { return scale / tangent(p); }
  Moments moments_inside() const { return {HUGE_VAL, HUGE_VAL, {}, {}}; }
  double entropy_inside() const { return std::log(2 * std::numbers::pi) + std::log(scale); }

  /// tan(πp/2)
  static double tangent(double p) {
    return p < 0.5 ? std::tan(std::numbers::pi / 2 * p) : 1 / std::tan(std::numbers::pi / 2 * (1 - p));
  }
  static HalfCauchy start(const SampleShape& s) { return {s.median}; }
};

}  // namespace sanov
