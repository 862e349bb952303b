#pragma once

#include <cmath>
#include <numbers>
#include "sanov/families/family.h"
#include "sanov/families/half_normal.h"
#include "sanov/numerics/special.h"

namespace sanov {

/// Moyal distribution: the energy that fast particles lose in thin matter, near Landau's.
///   f(x) = exp(−(z + e^(−z))/2) / (scale √(2π)), z = (x − location)/scale
/// Support: all numbers. e^(−z) is χ² with one degree of freedom.
/// scipy moyal(loc=location, scale=scale); R none; Boost none; torch none.
struct Moyal {
  double location = 0;
  double scale = 1;

  static constexpr FamilyInfo<2> info{"moyal", {any_real("location"), positive("scale")}};
  SANOV_FAMILY_FUNCTIONS(Moyal)

  Support support() const { return {}; }
  End lower_end() const { return {End::Kind::double_exponential, 1, 1 / scale}; }
  End upper_end() const { return {End::Kind::exponential, 1, 0.5 / scale}; }

  template <class T>
  static auto log_density(const T& location, const T& scale) {
    return [location, scale, c = T(log(scale) + std::log(2 * std::numbers::pi) / 2)](double x) {
      const T z = (x - location) / scale;
      if (value_of(z) < -745) return T(-HUGE_VAL);
      return T(-0.5 * (z + exp(-z)) - c);
    };
  }
  /// The size of the normal number behind x: e^(−z/2).
  double size(double x) const { return std::exp((location - x) / scale / 2); }
  double cdf_inside(double x) const { return 2 * normal_sf(size(x)); }
  double sf_inside(double x) const { return std::erf(size(x) * (std::numbers::sqrt2 / 2)); }
  double log_cdf_inside(double x) const {
    const double s = size(x);
    return s < 1 ? std::log1p(-sf_inside(x)) : std::numbers::ln2 + log_normal_cdf(-s);
  }
  double log_sf_inside(double x) const {
    const double s = size(x);
    if (s > 1) return std::log1p(-cdf_inside(x));
    return s < 1e-9 ? std::log(2 / std::numbers::pi) / 2 + (location - x) / scale / 2 : std::log(sf_inside(x));
  }
  double quantile_inside(double p) const { return at(normal_upper_quantile(p / 2)); }
  double upper_quantile_inside(double p) const { return at(HalfNormal::size_quantile(p)); }
  double at(double size) const { return location - 2 * scale * std::log(size); }
  Moments moments_inside() const {
    constexpr double pi = std::numbers::pi, zeta3 = 1.2020569031595942;
    const double sd = scale * pi / std::numbers::sqrt2;
    return {location + scale * (std::numbers::egamma + std::numbers::ln2), sd * sd,
            28 * std::numbers::sqrt2 * zeta3 / (pi * pi * pi), 4};
  }
  double entropy_inside() const {
    return 0.5 * (1 + std::numbers::egamma + std::numbers::ln2 + std::log(2 * std::numbers::pi)) + std::log(scale);
  }
  double draw(Random& random) const { return at(std::fabs(random.normal())); }
  static Moyal start(const SampleShape& s) {
    const double scale = s.sd * 0.4501581580785531;  // √2/π
    return {s.mean - 1.2703628454614782 * scale, scale};
  }
};

}  // namespace sanov
