#pragma once

#include <cmath>
#include <vector>
#include "sanov/families/family.h"

namespace sanov {

/// Laplace distribution: errors whose size is exponential; least absolute deviations are its likelihood.
///   f(x) = exp(−|x − location|/scale) / (2 scale)
/// Support: all numbers. The standard deviation is scale √2.
/// scipy laplace(loc=location, scale=scale); R none; Boost laplace(location, scale); torch Laplace(location, scale).
struct Laplace {
  double location = 0;
  double scale = 1;

  static constexpr FamilyInfo<2> info{"laplace", {any_real("location"), positive("scale")}};
  static constexpr bool plain_density = true;
  SANOV_FAMILY_FUNCTIONS(Laplace)

  Support support() const { return {}; }
  End lower_end() const { return {End::Kind::exponential, 1, 1 / scale}; }
  End upper_end() const { return lower_end(); }
  std::vector<double> breaks() const { return {location}; }

  template <class T>
  static auto log_density(const T& location, const T& scale) {
    return [location, rate = 1.0 / scale, c = T(log(scale) + std::log(2.0))](double x) {
      return T(-fabs(x - location) * rate - c);
    };
  }
  double cdf_inside(double x) const { return tail((location - x) / scale); }
  double sf_inside(double x) const { return tail((x - location) / scale); }
  double log_cdf_inside(double x) const { return log_tail((location - x) / scale); }
  double log_sf_inside(double x) const { return log_tail((x - location) / scale); }
  double quantile_inside(double p) const { return location - scale * upper(p); }
  double upper_quantile_inside(double p) const { return location + scale * upper(p); }
  Moments moments_inside() const { return {location, 2 * scale * scale, 0, 3}; }
  double entropy_inside() const { return 1 + std::log(2.0) + std::log(scale); }

  /// P(Z > z) of the standard distribution, its logarithm, and its inverse.
  static double tail(double z) { return z > 0 ? std::exp(-z) / 2 : 1 - std::exp(z) / 2; }
  static double log_tail(double z) { return z > 0 ? -z - std::log(2.0) : std::log1p(-std::exp(z) / 2); }
  static double upper(double p) { return p < 0.5 ? -std::log(2 * p) : std::log1p(1 - 2 * p); }
  static Laplace best(const SampleShape& s) { return {s.median, s.mean_distance}; }
};

}  // namespace sanov
