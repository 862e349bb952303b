#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "sanov/families/family.h"
#include "sanov/families/power_moments.h"

namespace sanov {

/// Fréchet distribution: the largest of many positive numbers with heavy tails.
///   f(x) = (shape/x) t exp(−t), t = (x/scale)^(−shape)
/// Support: x ≥ 0; at 0 the density is 0. Its reciprocal is Weibull's; moments from the shape-th on are infinite.
/// scipy invweibull(c=shape, scale=scale); R none (evd: dfrechet(scale, shape)); Boost none; torch none.
struct Frechet {
  double shape = 1;
  double scale = 1;

  static constexpr FamilyInfo<2> info{"frechet", {positive("shape"), positive("scale")}};
  SANOV_FAMILY_FUNCTIONS(Frechet)

  Support support() const { return {.low = 0}; }
  End lower_end() const { return {End::Kind::exponential, -shape, std::pow(scale, shape)}; }
  End upper_end() const { return {End::Kind::power, -shape - 1}; }

  template <class T>
  static auto log_density(const T& shape, const T& scale) {
    return [shape, scale, c = T(log(shape) - log(scale))](double x) {
      if (x == 0) return T(-HUGE_VAL);
      const T u = log_ratio(x, scale);
      return T(c - (shape + 1.0) * u - exp(-shape * u));
    };
  }
  static constexpr Statistic tilted{Statistic::Kind::log_x};
  template <class T>
  static std::array<T, 4> tilted_coefficients(const T& shape, const T& scale) {
    const T height = shape * log(scale);
    return {T(log(shape) + height), T(-shape - 1.0), height, T(-shape)};
  }
  /// ln t
  double log_count(double x) const { return -shape * log_ratio(x, scale); }
  double cdf_inside(double x) const { return std::exp(log_cdf_inside(x)); }
  double sf_inside(double x) const { return -std::expm1(log_cdf_inside(x)); }
  double log_cdf_inside(double x) const { return -std::exp(log_count(x)); }
  double log_sf_inside(double x) const { return log_chance(log_count(x)); }
  double quantile_inside(double p) const { return scale * std::pow(-std::log(p), -1 / shape); }
  double upper_quantile_inside(double p) const { return scale * std::pow(-std::log1p(-p), -1 / shape); }
  Moments moments_inside() const {
    // scale E^−h = scale (1 − h W), E exponential
    const double h = 1 / shape;
    Moments w = moments_of_exponential_power(-h);
    if (w.skewness) *w.skewness *= -1;
    return {scale * (1 - h * *w.mean), scale * h * (scale * h * *w.variance), w.skewness, w.excess_kurtosis};
  }
  double entropy_inside() const {
    return 1 + std::numbers::egamma * (1 + 1 / shape) + std::log(scale) - std::log(shape);
  }
  static Frechet start(const SampleShape& s) {
    const double shape = 1.2825498301618641 / std::max(s.sd_log, 1e-12);
    return {shape, std::exp(s.mean_log - 0.5772156649015329 / shape)};
  }
};

}  // namespace sanov
