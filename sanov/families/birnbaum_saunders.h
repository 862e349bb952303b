#pragma once

#include <algorithm>
#include <cmath>
#include <numbers>
#include "sanov/families/family.h"
#include "sanov/numerics/special.h"

namespace sanov {

/// Birnbaum–Saunders distribution: cycles until a growing crack breaks something (fatigue life).
///   f(x) = (√(x/scale) + √(scale/x)) exp(−z²/2) / (2 shape x √(2π)), z = (√(x/scale) − √(scale/x))/shape
/// Support: x ≥ 0; at 0 the density is 0. scale is the median.
/// scipy fatiguelife(c=shape, scale=scale); R none; Boost none; torch none.
struct BirnbaumSaunders {
  double shape = 1;
  double scale = 1;

  static constexpr FamilyInfo<2> info{"birnbaum_saunders", {positive("shape"), positive("scale")}};
  SANOV_FAMILY_FUNCTIONS(BirnbaumSaunders)

  Support support() const { return {.low = 0}; }
  End lower_end() const { return {End::Kind::exponential, -1, scale / (2 * shape * shape)}; }
  End upper_end() const { return {End::Kind::exponential, 1, 1 / (2 * shape * shape * scale)}; }

  template <class T>
  static auto log_density(const T& shape, const T& scale) {
    return [scale, rate = 2.0 / shape, c = T(log(shape) + std::log(2 * std::numbers::pi) / 2)](double x) {
      if (x == 0) return T(-HUGE_VAL);
      const T half = 0.5 * log_ratio(x, scale), z = sinh(half) * rate;
      return T(log_cosh(half) - 0.5 * z * z - std::log(x) - c);
    };
  }
  double z(double x) const { return 2 * std::sinh(log_ratio(x, scale) / 2) / shape; }
  double cdf_inside(double x) const { return normal_cdf(z(x)); }
  double sf_inside(double x) const { return normal_sf(z(x)); }
  double log_cdf_inside(double x) const { return log_normal_cdf(z(x)); }
  double log_sf_inside(double x) const { return log_normal_cdf(-z(x)); }
  double quantile_inside(double p) const { return at(normal_quantile(p)); }
  double upper_quantile_inside(double p) const { return at(normal_upper_quantile(p)); }
  double at(double z) const { return scale * std::exp(2 * std::asinh(shape * z / 2)); }
  Moments moments_inside() const {
    const double v = shape * shape, w = 5 * v + 4, sd = scale * shape;
    return {scale * (1 + v / 2), sd * (sd * (w / 4)), 4 * shape * (11 * v + 6) / (w * std::sqrt(w)),
            6 * v * (93 * v + 40) / (w * w)};
  }
  double draw(Random& random) const { return at(random.normal()); }
  static BirnbaumSaunders start(const SampleShape& s) {
    const double ratio = std::sqrt(s.mean * s.mean_reciprocal);
    return {std::sqrt(2 * std::max(ratio - 1, 1e-12)), std::sqrt(s.mean / s.mean_reciprocal)};
  }
};

}  // namespace sanov
