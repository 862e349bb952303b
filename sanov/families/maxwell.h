#pragma once

#include <cmath>
#include <numbers>

#include "sanov/families/family.h"
#include "sanov/numerics/special.h"
#include "sanov/numerics/special_gamma.h"

namespace sanov {

/// Maxwell distribution: the speed of a molecule in a gas; the length of a vector of three independent normal numbers.
///   f(x) = √(2/π) x² exp(−(x/scale)²/2) / scale³
/// Support: x ≥ 0. scale is the standard deviation of each of the three.
/// scipy maxwell(scale=scale); R none; Boost none; torch none.
struct Maxwell {
  double scale = 1;

  static constexpr FamilyInfo<1> info{"maxwell", {positive("scale")}};
  SANOV_FAMILY_FUNCTIONS(Maxwell)

  Support support() const { return {.low = 0}; }
  End lower_end() const { return {End::Kind::power, 2}; }
  End upper_end() const { return {End::Kind::exponential, 2, 1 / (2 * scale * scale)}; }

  template <class T>
  static auto log_density(const T& scale) {
    return [rate = 1.0 / scale, c = T(log(scale) + std::log(std::numbers::pi / 2) / 2)](double x) {
      if (x == 0) return T(-HUGE_VAL);
      const T z = x * rate;
      return T(2.0 * log(z) - 0.5 * z * z - c);
    };
  }
  /// Half the square of x/scale, which is gamma of shape 3/2.
  double y(double x) const { return 0.5 * (x / scale) * (x / scale); }
  double cdf_inside(double x) const { return lower_gamma(1.5, y(x)); }
  double sf_inside(double x) const { return upper_gamma(1.5, y(x)); }
  double log_cdf_inside(double x) const {
    const double u = log_ratio(x, scale);
    if (u < -20) return 3 * u + std::log(2 / std::numbers::pi) / 2 - std::log(3.0);
    return log_lower_gamma(1.5, y(x));
  }
  double log_sf_inside(double x) const { return log_upper_gamma(1.5, y(x)); }
  double quantile_inside(double p) const { return scale * std::sqrt(2 * lower_gamma_inverse(1.5, p)); }
  double upper_quantile_inside(double p) const { return scale * std::sqrt(2 * upper_gamma_inverse(1.5, p)); }
  Moments moments_inside() const {
    constexpr double pi = std::numbers::pi, rest = 3 * pi - 8;
    return {scale * std::sqrt(8 / pi), scale * (scale * (rest / pi)),
            2 * std::numbers::sqrt2 * (16 - 5 * pi) / (rest * std::sqrt(rest)),
            4 * (-96 + 40 * pi - 3 * pi * pi) / (rest * rest)};
  }
  double entropy_inside() const {
    return std::log(scale) + std::log(2 * std::numbers::pi) / 2 + std::numbers::egamma - 0.5;
  }
  static Maxwell best(const SampleShape& s) { return {std::sqrt((s.mean * s.mean + s.sd * s.sd) / 3)}; }
};

}  // namespace sanov
