#pragma once

#include <algorithm>
#include <cmath>
#include "sanov/families/family.h"

namespace sanov {

/// Pareto distribution: incomes, sizes of cities: above any level, the excess is as a multiple of it always alike.
///   f(x) = (shape/scale) (x/scale)^(−shape − 1)
/// Support: x ≥ scale, which is the minimum. Moments from the shape-th on are infinite.
/// scipy pareto(b=shape, scale=scale); R none (actuar: dpareto1(shape, min=scale)); Boost pareto(scale, shape); torch
/// Pareto(scale, alpha=shape).
struct Pareto {
  double shape = 1;
  double scale = 1;  ///< the minimum

  static constexpr FamilyInfo<2> info{"pareto", {positive("shape"), positive("scale")}};
  SANOV_FAMILY_FUNCTIONS(Pareto)

  Support support() const { return {.low = scale}; }
  End lower_end() const { return {End::Kind::power, 0}; }
  End upper_end() const { return {End::Kind::power, -shape - 1}; }

  template <class T>
  static auto log_density(const T& shape, const T& scale) {
    return
        [shape, scale, c = T(log(shape) - log(scale))](double x) { return T(c - (shape + 1.0) * log_ratio(x, scale)); };
  }
  double cdf_inside(double x) const { return -std::expm1(log_sf_inside(x)); }
  double sf_inside(double x) const { return std::exp(log_sf_inside(x)); }
  double log_sf_inside(double x) const { return -shape * log_ratio(x, scale); }
  double quantile_inside(double p) const { return at(-std::log1p(-p) / shape); }
  double upper_quantile_inside(double p) const { return at(-std::log(p) / shape); }
  /// scale e^growth, in two steps: the power alone may overflow.
  double at(double growth) const {
    const double half = std::exp(growth / 2);
    return scale * half * half;
  }
  Moments moments_inside() const {
    const double a = shape;
    if (a <= 1) return {HUGE_VAL, HUGE_VAL, {}, {}};
    Moments m{scale * (a / (a - 1)), HUGE_VAL, {}, {}};
    if (a <= 2) return m;
    m.variance = scale / (a - 1) * (scale / (a - 1)) * (a / (a - 2));
    if (a <= 3) return m;
    m.skewness = 2 * (1 + a) / (a - 3) * std::sqrt((a - 2) / a);
    m.excess_kurtosis = a <= 4 ? HUGE_VAL : 6 * (1 + (1 - (6 + 2 / a) / a) / a) / ((1 - 3 / a) * (1 - 4 / a));
    return m;
  }
  double entropy_inside() const { return std::log(scale) - std::log(shape) + 1 / shape + 1; }
  static Pareto best(const SampleShape& s) { return {1 / std::max(s.mean_log - std::log(s.low), 1e-300), s.low}; }
};

}  // namespace sanov
