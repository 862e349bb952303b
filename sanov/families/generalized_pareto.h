#pragma once

#include <cmath>

#include "sanov/families/extreme_exponent.h"
#include "sanov/families/family.h"

namespace sanov {

/// Generalised Pareto distribution: by how much a high threshold is exceeded, whatever the tail.
///   f(x) = exp(−(1 + shape) w) / scale, w = ln(1 + shape z)/shape, z = (x − location)/scale
/// Support: z ≥ 0, and 1 + shape z ≥ 0. shape > 0 has a heavy tail (of index 1/shape), shape = 0 is the exponential
/// distribution, to which it tends smoothly, shape = −1 is uniform, and below the density is infinite at the upper end.
/// scipy genpareto(c=shape, loc=location, scale=scale); R none (evd: dgpd(loc, scale, shape)); Boost none; torch
/// GeneralizedPareto(location, scale, concentration=shape).
struct GeneralizedPareto {
  double location = 0;
  double scale = 1;
  double shape = 0;  ///< ξ; positive for a heavy tail

  static constexpr FamilyInfo<3> info{"generalized_pareto",
                                      {any_real("location"), positive("scale"), any_real("shape")}};
  SANOV_FAMILY_FUNCTIONS(GeneralizedPareto)

  Support support() const { return {location, shape < 0 ? location - scale / shape : HUGE_VAL}; }
  End lower_end() const { return {End::Kind::power, 0}; }
  End upper_end() const {
    return shape == 0 ? End{End::Kind::exponential, 1, 1 / scale} : End{End::Kind::power, -1 / shape - 1};
  }

  template <class T>
  static auto log_density(const T& location, const T& scale, const T& shape) {
    return [location, scale, shape, more = T(shape + 1.0), c = log(scale)](double x) {
      if (value_of(more) == 0 && std::isinf(extreme_exponent(x, value_of(location), value_of(scale), -1))) return T(-c);
      return T(-more * extreme_exponent_of(x, location, scale, shape) - c);
    };
  }
  double w(double x) const { return extreme_exponent(x, location, scale, shape); }
  double at(double w) const { return location + scale * (w * expm1_ratio(shape * w)); }
  double cdf_inside(double x) const { return -std::expm1(-w(x)); }
  double sf_inside(double x) const { return std::exp(-w(x)); }
  double log_sf_inside(double x) const { return -w(x); }
  double quantile_inside(double p) const { return at(-std::log1p(-p)); }
  double upper_quantile_inside(double p) const { return at(-std::log(p)); }
  Moments moments_inside() const {
    const double k = shape, a = 1 - k, b = 1 - 2 * k, c = 1 - 3 * k, d = 1 - 4 * k;
    if (a <= 0) return {HUGE_VAL, HUGE_VAL, {}, {}};
    Moments m{location + scale / a, HUGE_VAL, {}, {}};
    if (b <= 0) return m;
    m.variance = scale / a * (scale / a) / b;
    if (c <= 0) return m;
    m.skewness = 2 * (1 + k) * std::sqrt(b) / c;
    m.excess_kurtosis = d <= 0 ? HUGE_VAL : 3 * b * (2 * k * k + k + 3) / (c * d) - 3;
    return m;
  }
  double entropy_inside() const { return std::log(scale) + shape + 1; }
  static constexpr std::string_view fixed = "location";
  static GeneralizedPareto start(const SampleShape& s) { return {0, s.mean, 0.05}; }
};

}  // namespace sanov
