#pragma once

#include <array>
#include <cmath>
#include <numbers>
#include "sanov/families/family.h"

namespace sanov {

/// Rayleigh distribution: the length of a vector of two independent normal numbers; wave heights, wind speeds.
///   f(x) = (x/scale²) exp(−(x/scale)²/2)
/// Support: x ≥ 0. scale is the standard deviation of each of the two.
/// scipy rayleigh(scale=scale); R none; Boost rayleigh(scale); torch none.
struct Rayleigh {
  double scale = 1;

  static constexpr FamilyInfo<1> info{"rayleigh", {positive("scale")}};
  SANOV_FAMILY_FUNCTIONS(Rayleigh)

  Support support() const { return {.low = 0}; }
  End lower_end() const { return {End::Kind::power, 1}; }
  End upper_end() const { return {End::Kind::exponential, 2, 1 / (2 * scale * scale)}; }

  template <class T>
  static auto log_density(const T& scale) {
    return [rate = 1.0 / scale, c = log(scale)](double x) {
      if (x == 0) return T(-HUGE_VAL);
      const T z = x * rate;
      return T(log(z) - 0.5 * z * z - c);
    };
  }
  static constexpr Statistic statistics[]{
      {Statistic::Kind::one}, {Statistic::Kind::log_x}, {Statistic::Kind::squared_x}};
  template <class T>
  static std::array<T, 3> coefficients(const T& scale) {
    return {T(-2.0 * log(scale)), T(1.0), T(-0.5 / (scale * scale))};
  }
  double cdf_inside(double x) const { return -std::expm1(log_sf_inside(x)); }
  double sf_inside(double x) const { return std::exp(log_sf_inside(x)); }
  double log_cdf_inside(double x) const { return log_chance(2 * log_ratio(x, scale) - std::numbers::ln2); }
  double log_sf_inside(double x) const {
    const double z = x / scale;
    return -0.5 * z * z;
  }
  double quantile_inside(double p) const { return scale * std::sqrt(-2 * std::log1p(-p)); }
  double upper_quantile_inside(double p) const { return scale * std::sqrt(-2 * std::log(p)); }
  Moments moments_inside() const {
    constexpr double pi = std::numbers::pi;
    const double rest = 4 - pi;
    return {scale * std::sqrt(pi / 2), scale * (scale * rest / 2),
            2 * std::sqrt(pi) * (pi - 3) / (rest * std::sqrt(rest)), -(6 * pi * pi - 24 * pi + 16) / (rest * rest)};
  }
  double entropy_inside() const { return 1 + std::log(scale) - std::numbers::ln2 / 2 + std::numbers::egamma / 2; }
  static Rayleigh best(const SampleShape& s) { return {std::sqrt((s.mean * s.mean + s.sd * s.sd) / 2)}; }
};

}  // namespace sanov
