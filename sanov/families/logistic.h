#pragma once

#include <cmath>
#include <numbers>
#include "sanov/families/family.h"

namespace sanov {

/// Logistic distribution: like the normal, with exponential tails; its distribution function is that of logistic regression.
///   f(x) = e^(−z) / (scale (1 + e^(−z))²), z = (x − location)/scale
/// Support: all numbers. The standard deviation is scale π/√3.
/// scipy logistic(loc=location, scale=scale); R dlogis(location, scale); Boost logistic(location, scale); torch none.
struct Logistic {
  double location = 0;
  double scale = 1;

  static constexpr FamilyInfo<2> info{"logistic", {any_real("location"), positive("scale")}};
  SANOV_FAMILY_FUNCTIONS(Logistic)

  Support support() const { return {}; }
  End lower_end() const { return {End::Kind::exponential, 1, 1 / scale}; }
  End upper_end() const { return lower_end(); }

  template <class T>
  static auto log_density(const T& location, const T& scale) {
    return [location, rate = 1.0 / scale, c = log(scale)](double x) {
      const T z = (x - location) * rate, away = value_of(z) < 0 ? T(-z) : z;
      return T(-away - 2.0 * softplus(-away) - c);
    };
  }
  double z(double x) const { return (x - location) / scale; }
  double cdf_inside(double x) const { return 1 / (1 + std::exp(-z(x))); }
  double sf_inside(double x) const { return 1 / (1 + std::exp(z(x))); }
  double log_cdf_inside(double x) const { return -softplus(-z(x)); }
  double log_sf_inside(double x) const { return -softplus(z(x)); }
  double quantile_inside(double p) const { return location + scale * log_odds(p); }
  double upper_quantile_inside(double p) const { return location - scale * log_odds(p); }
  static double log_odds(double p) { return log_ratio(p, 1 - p); }
  Moments moments_inside() const {
    const double sd = scale * std::numbers::pi;
    return {location, sd * sd / 3, 0, 1.2};
  }
  double entropy_inside() const { return std::log(scale) + 2; }
  static Logistic start(const SampleShape& s) { return {s.median, s.sd * 0.5513288954217921}; }
};

}  // namespace sanov
