#pragma once

#include <array>
#include <cmath>
#include <numbers>

#include "sanov/families/family.h"
#include "sanov/families/power_moments.h"

namespace sanov {

/// Gumbel distribution: the largest of many numbers with light tails; yearly maxima.
///   f(x) = exp(−z − e^(−z)) / scale, z = (x − location)/scale
/// Support: all numbers. For minima, that of −x.
/// scipy gumbel_r(loc=location, scale=scale); R none (evd: dgumbel(loc, scale)); Boost extreme_value(location, scale);
/// torch Gumbel(location, scale).
struct Gumbel {
  double location = 0;
  double scale = 1;

  static constexpr FamilyInfo<2> info{"gumbel", {any_real("location"), positive("scale")}};
  SANOV_FAMILY_FUNCTIONS(Gumbel)

  Support support() const { return {}; }
  End lower_end() const { return {End::Kind::double_exponential, 1, 1 / scale}; }
  End upper_end() const { return {End::Kind::exponential, 1, 1 / scale}; }

  template <class T>
  static auto log_density(const T& location, const T& scale) {
    return [location, scale, c = log(scale)](double x) {
      const T z = (x - location) / scale;
      if (value_of(z) < -745) return T(-HUGE_VAL);
      return T(-z - exp(-z) - c);
    };
  }
  static constexpr Statistic tilted{Statistic::Kind::x};
  template <class T>
  static std::array<T, 4> tilted_coefficients(const T& location, const T& scale) {
    const T rate = -1.0 / scale, height = location / scale;
    return {T(height - log(scale)), rate, height, rate};
  }
  double z(double x) const { return (x - location) / scale; }
  double cdf_inside(double x) const { return std::exp(log_cdf_inside(x)); }
  double sf_inside(double x) const { return -std::expm1(log_cdf_inside(x)); }
  double log_cdf_inside(double x) const { return -std::exp(-z(x)); }
  double log_sf_inside(double x) const { return log_chance(-z(x)); }
  double quantile_inside(double p) const { return location - scale * std::log(-std::log(p)); }
  double upper_quantile_inside(double p) const { return location - scale * std::log(-std::log1p(-p)); }
  Moments moments_inside() const {
    const Moments w = moments_of_exponential_power(0);
    return {location - scale * *w.mean, scale * scale * *w.variance, -*w.skewness, w.excess_kurtosis};
  }
  double entropy_inside() const { return std::log(scale) + std::numbers::egamma + 1; }
  static Gumbel start(const SampleShape& s) {
    const double scale = s.sd * 0.7796968012336761;  // √6/π
    return {s.mean - 0.5772156649015329 * scale, scale};
  }
};

}  // namespace sanov
