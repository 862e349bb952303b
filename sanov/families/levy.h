#pragma once

#include <cmath>
#include <numbers>
#include "sanov/families/family.h"
#include "sanov/families/half_normal.h"
#include "sanov/numerics/special.h"

namespace sanov {

/// Lévy distribution: how long a random walk takes to reach a level.
///   f(x) = √(scale/2π) exp(−scale/(2y)) / y^(3/2), y = x − location
/// Support: x ≥ location; there the density is 0. The mean is infinite.
/// scipy levy(loc=location, scale=scale); R none; Boost none; torch none.
struct Levy {
  double location = 0;
  double scale = 1;

  static constexpr FamilyInfo<2> info{"levy", {any_real("location"), positive("scale")}};
  SANOV_FAMILY_FUNCTIONS(Levy)

  Support support() const { return {.low = location}; }
  End lower_end() const { return {End::Kind::exponential, -1, scale / 2}; }
  End upper_end() const { return {End::Kind::power, -1.5}; }

  template <class T>
  static auto log_density(const T& location, const T& scale) {
    return [location, scale, c = T(log(scale) + std::log(2 * std::numbers::pi) / 2)](double x) {
      if (!(x > value_of(location))) return T(-HUGE_VAL);
      const T y = (x - location) / scale;
      return T(-0.5 / y - 1.5 * log(y) - c);
    };
  }
  /// The normal number that is as likely to be exceeded: √(scale/y).
  double z(double x) const { return std::sqrt(scale / (x - location)); }
  double cdf_inside(double x) const { return 2 * normal_sf(z(x)); }
  double sf_inside(double x) const { return std::erf(std::sqrt(0.5 * (scale / (x - location)))); }
  double log_cdf_inside(double x) const {
    const double size = z(x);
    return size < 1 ? std::log1p(-sf_inside(x)) : std::numbers::ln2 + log_normal_cdf(-size);
  }
  double quantile_inside(double p) const { return at(normal_upper_quantile(p / 2)); }
  double upper_quantile_inside(double p) const { return at(HalfNormal::size_quantile(p)); }
  double at(double size) const { return location + scale / size / size; }
  Moments moments_inside() const { return {HUGE_VAL, HUGE_VAL, {}, {}}; }
  double entropy_inside() const {
    return 0.5 * (1 + 3 * std::numbers::egamma + std::log(16 * std::numbers::pi)) + std::log(scale);
  }
  double draw(Random& random) const { return at(std::fabs(random.normal())); }
  static constexpr std::string_view fixed = "location";
  static Levy start(const SampleShape& s) { return {0, 1 / s.mean_reciprocal}; }
};

}  // namespace sanov
