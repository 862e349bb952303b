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
  /// P(X > x) for x at the location or above it; below it, of the place as far above.
  double tail(double x) const {
    const double z = std::fabs(x - location) / scale, a = 1 / shape, power = std::pow(z, shape);
    // Where the power underflows, as it does nearly everywhere under large shapes, its own root is still there.
    return power < 1e-20 ? (1 - z * std::exp(-log_gamma(a + 1))) / 2 : upper_gamma(a, power) / 2;
  }
  double cdf_inside(double x) const { return x < location ? tail(x) : 1 - tail(x); }
  double sf_inside(double x) const { return x > location ? tail(x) : 1 - tail(x); }
  double quantile_inside(double p) const { return p < 0.5 ? location - distance(p) : location + distance(1 - p); }
  double upper_quantile_inside(double p) const { return p < 0.5 ? location + distance(p) : location - distance(1 - p); }
  /// How far from the location something as large falls with probability p ≤ ½ on one side.
  double distance(double p) const {
    const double a = 1 / shape, within = 1 - 2 * p;
    if (within == 0) return 0;
    // Near 0, and nearly everywhere under large shapes, the distance grows as this; its power would underflow.
    const double log_power = std::log(within) + log_gamma(a + 1);
    if (log_power < -40 * a) return scale * std::exp(log_power);
    return scale * std::pow(p < 0.25 ? upper_gamma_inverse(a, 2 * p) : lower_gamma_inverse(a, within), a);
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
