#pragma once

#include <cmath>
#include <numbers>
#include <vector>

#include "sanov/families/draws.h"
#include "sanov/families/family.h"
#include "sanov/numerics/special.h"

namespace sanov {

/// Generalised normal distribution: errors between the Laplace (shape 1), the normal (2) and the uniform (large shapes).
///   f(x) = exp(−|z|^shape) / (2 scale Γ(1 + 1/shape)), z = (x − location)/scale
/// Support: all numbers. For shape = 2 the scale is √2 standard deviations.
/// scipy gennorm(beta=shape, loc=location, scale=scale); R none; Boost none; torch none.
struct GeneralizedNormal {
  double location = 0;
  double scale = 1;
  double shape = 2;

  static constexpr FamilyInfo<3> info{"generalized_normal",
                                      {any_real("location"), positive("scale"), positive("shape", 2)}};
  SANOV_FAMILY_FUNCTIONS(GeneralizedNormal)

  Support support() const { return {}; }
  End lower_end() const { return {End::Kind::exponential, shape, std::pow(scale, -shape)}; }
  End upper_end() const { return lower_end(); }
  std::vector<double> breaks() const { return {location}; }

  template <class T>
  static auto log_density(const T& location, const T& scale, const T& shape) {
    return [location, rate = 1.0 / scale, shape,
            c = T(log(scale) + std::log(2.0) + log_gamma(1.0 + 1.0 / shape))](double x) {
      const T z = fabs(x - location) * rate;
      // At the location itself there is no second derivative below shape 2, and none is counted.
      if (value_of(z) == 0) return value_of(shape) == 2 ? T(-z * z - c) : T(-c);
      return T(-exp(shape * log(z)) - c);
    };
  }
  double power(double x) const { return std::pow(std::fabs(x - location) / scale, shape); }
  /// P(Z > |z|) where |z|^shape is y.
  double tail(double y) const { return upper_gamma(1 / shape, y) / 2; }
  double cdf_inside(double x) const { return x < location ? tail(power(x)) : 1 - tail(power(x)); }
  double sf_inside(double x) const { return x > location ? tail(power(x)) : 1 - tail(power(x)); }
  double quantile_inside(double p) const { return p < 0.5 ? location - distance(p) : location + distance(1 - p); }
  double upper_quantile_inside(double p) const { return p < 0.5 ? location + distance(p) : location - distance(1 - p); }
  /// How far from the location something as large falls with probability p ≤ ½ on one side.
  double distance(double p) const {
    const double a = 1 / shape;
    if (p < 0.25) return scale * std::pow(upper_gamma_inverse(a, 2 * p), a);
    const double within = 1 - 2 * p;
    if (within == 0) return 0;
    const double log_power = std::log(within) + log_gamma(a + 1);  // near 0 the distance grows as that
    return log_power < -40 * a ? scale * std::exp(log_power) : scale * std::pow(lower_gamma_inverse(a, within), a);
  }
  Moments moments_inside() const {
    const double a = 1 / shape, one = log_gamma(a), three = log_gamma(3 * a), five = log_gamma(5 * a);
    return {location, scale * (scale * std::exp(three - one)), 0, std::exp(five + one - 2 * three) - 3};
  }
  double entropy_inside() const { return 1 / shape + std::log(2 * scale) + log_gamma(1 + 1 / shape); }
  double draw(Random& random) const {
    const double size = scale * std::exp(draw_log_gamma(random, 1 / shape) / shape);
    return random.uniform() < 0.5 ? location - size : location + size;
  }
  static GeneralizedNormal start(const SampleShape& s) {
    // Shape 2 is the normal, with scale √2 sd.
    return {s.median, 1.4142135623730951 * s.sd, 1.5};
  }
};

}  // namespace sanov
