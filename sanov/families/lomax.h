#pragma once

#include <cmath>
#include "sanov/families/family.h"
#include "sanov/families/pareto.h"

namespace sanov {

/// Lomax distribution: a Pareto distribution moved to begin at 0.
///   f(x) = (shape/scale) (1 + x/scale)^(−shape − 1)
/// Support: x ≥ 0. Moments from the shape-th on are infinite.
/// scipy lomax(c=shape, scale=scale); R none (actuar: dpareto(shape, scale)); Boost none; torch none.
struct Lomax {
  double shape = 1;
  double scale = 1;

  static constexpr FamilyInfo<2> info{"lomax", {positive("shape"), positive("scale")}};
  SANOV_FAMILY_FUNCTIONS(Lomax)

  Support support() const { return {.low = 0}; }
  End lower_end() const { return {End::Kind::power, 0}; }
  End upper_end() const { return {End::Kind::power, -shape - 1}; }

  template <class T>
  static auto log_density(const T& shape, const T& scale) {
    return [shape, scale, rate = 1.0 / scale, c = T(log(shape) - log(scale))](double x) {
      return T(c - (shape + 1.0) * (x > 1e16 * value_of(scale) ? log_ratio(x, scale) : T(log1p(x * rate))));
    };
  }
  /// ln(1 + x/scale)
  double growth(double x) const { return x > 1e16 * scale ? log_ratio(x, scale) : std::log1p(x / scale); }
  double cdf_inside(double x) const { return -std::expm1(log_sf_inside(x)); }
  double sf_inside(double x) const { return std::exp(log_sf_inside(x)); }
  double log_sf_inside(double x) const { return -shape * growth(x); }
  double quantile_inside(double p) const { return scale * std::expm1(-std::log1p(-p) / shape); }
  double upper_quantile_inside(double p) const { return scale * std::expm1(-std::log(p) / shape); }
  Moments moments_inside() const {
    Moments m = Pareto{shape, scale}.moments_inside();
    if (shape > 1) m.mean = scale / (shape - 1);
    return m;
  }
  double entropy_inside() const { return std::log(scale) - std::log(shape) + 1 / shape + 1; }
  static Lomax start(const SampleShape& s) { return {3, 2 * s.mean}; }
};

}  // namespace sanov
