#pragma once

#include <array>
#include <cmath>
#include <numbers>
#include "sanov/families/family.h"
#include "sanov/numerics/special.h"

namespace sanov {

/// Half-normal distribution: the size of a normal number around 0.
///   f(x) = √(2/π) exp(−(x/scale)²/2) / scale
/// Support: x ≥ 0. scale is the standard deviation of the normal number.
/// scipy halfnorm(scale=scale); R none; Boost none; torch HalfNormal(scale).
struct HalfNormal {
  double scale = 1;

  static constexpr FamilyInfo<1> info{"half_normal", {positive("scale")}};
  SANOV_FAMILY_FUNCTIONS(HalfNormal)

  Support support() const { return {.low = 0}; }
  End lower_end() const { return {End::Kind::power, 0}; }
  End upper_end() const { return {End::Kind::exponential, 2, 1 / (2 * scale * scale)}; }

  template <class T>
  static auto log_density(const T& scale) {
    return [rate = 1.0 / scale, c = T(log(scale) + std::log(std::numbers::pi / 2) / 2)](double x) {
      const T z = x * rate;
      return T(-0.5 * z * z - c);
    };
  }
  static constexpr Statistic statistics[]{{Statistic::Kind::one}, {Statistic::Kind::squared_x}};
  template <class T>
  static std::array<T, 2> coefficients(const T& scale) {
    return {T(-log(scale) - std::log(std::numbers::pi / 2) / 2), T(-0.5 / (scale * scale))};
  }
  double cdf_inside(double x) const { return std::erf(x / scale * (std::numbers::sqrt2 / 2)); }
  double sf_inside(double x) const { return 2 * normal_sf(x / scale); }
  double log_sf_inside(double x) const {
    return x < scale ? std::log1p(-cdf_inside(x)) : std::numbers::ln2 + log_normal_cdf(-x / scale);
  }
  double quantile_inside(double p) const { return scale * size_quantile(p); }
  double upper_quantile_inside(double p) const { return scale * normal_upper_quantile(p / 2); }
  Moments moments_inside() const {
    constexpr double pi = std::numbers::pi;
    return {scale * std::sqrt(2 / pi), scale * (scale * (1 - 2 / pi)),
            std::numbers::sqrt2 * (4 - pi) / ((pi - 2) * std::sqrt(pi - 2)), 8 * (pi - 3) / ((pi - 2) * (pi - 2))};
  }
  double entropy_inside() const { return 0.5 + std::log(std::numbers::pi / 2) / 2 + std::log(scale); }
  double draw(Random& random) const { return scale * std::fabs(random.normal()); }

  /// The z within which a standard normal number is with probability p.
  static double size_quantile(double p) {
    if (p > 1e-3) return normal_upper_quantile(0.5 - p / 2);
    const double q = std::numbers::pi * p * p;  // the series of erf's inverse
    return std::sqrt(std::numbers::pi / 2) * p * (1 + q / 12 * (1 + q * (7.0 / 40 + q * 127.0 / 3360)));
  }
  static HalfNormal best(const SampleShape& s) { return {std::sqrt(s.mean * s.mean + s.sd * s.sd)}; }
};

}  // namespace sanov
