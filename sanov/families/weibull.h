#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "sanov/families/family.h"
#include "sanov/families/power_moments.h"

namespace sanov {

/// Weibull distribution: the smallest of many positive numbers; times to failure, wind speeds.
///   f(x) = (shape/scale) t^(1 − 1/shape) exp(−t), t = (x/scale)^shape
/// Support: x ≥ 0; at 0 the density is infinite for shape < 1. shape = 1 is the exponential, 2 the Rayleigh distribution.
/// scipy weibull_min(c=shape, scale=scale); R dweibull(shape, scale); Boost weibull(shape, scale); torch
/// Weibull(scale, concentration=shape).
struct Weibull {
  double shape = 1;
  double scale = 1;

  static constexpr FamilyInfo<2> info{"weibull", {positive("shape"), positive("scale")}};
  SANOV_FAMILY_FUNCTIONS(Weibull)

  Support support() const { return {.low = 0}; }
  End lower_end() const { return {End::Kind::power, shape - 1}; }
  End upper_end() const { return {End::Kind::exponential, shape, std::pow(scale, -shape)}; }

  template <class T>
  static auto log_density(const T& shape, const T& scale) {
    return [shape, scale, less_one = T(shape - 1.0), c = T(log(shape) - log(scale))](double x) {
      if (x == 0) return T(times_log(less_one, x) + c);
      const T u = log_ratio(x, scale);
      return T(less_one * u - exp(shape * u) + c);
    };
  }
  static constexpr Statistic tilted{Statistic::Kind::log_x};
  template <class T>
  static std::array<T, 4> tilted_coefficients(const T& shape, const T& scale) {
    const T height = shape * log(scale);
    return {T(log(shape) - height), T(shape - 1.0), T(-height), shape};
  }
  /// ln t
  double log_count(double x) const { return shape * log_ratio(x, scale); }
  double cdf_inside(double x) const { return -std::expm1(log_sf_inside(x)); }
  double sf_inside(double x) const { return std::exp(log_sf_inside(x)); }
  double log_cdf_inside(double x) const { return log_chance(log_count(x)); }
  double log_sf_inside(double x) const { return -std::exp(log_count(x)); }
  double quantile_inside(double p) const { return scale * std::pow(-std::log1p(-p), 1 / shape); }
  double upper_quantile_inside(double p) const { return scale * std::pow(-std::log(p), 1 / shape); }
  Moments moments_inside() const {
    // scale E^h = scale (1 + h W), E exponential
    const double h = 1 / shape;
    const Moments w = moments_of_exponential_power(h);
    return {scale * (1 + h * *w.mean), scale * h * (scale * h * *w.variance), w.skewness, w.excess_kurtosis};
  }
  double entropy_inside() const {
    return std::numbers::egamma * (1 - 1 / shape) + std::log(scale) - std::log(shape) + 1;
  }
  double draw(Random& random) const { return scale * std::pow(random.exponential(), 1 / shape); }
  static Weibull start(const SampleShape& s) {
    // The logarithms have the sd π/(√6 shape).
    const double shape = 1.2825498301618641 / std::max(s.sd_log, 1e-12);
    return {shape, std::exp(s.mean_log + 0.5772156649015329 / shape)};
  }
};

}  // namespace sanov
