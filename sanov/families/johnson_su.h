#pragma once

#include <cmath>
#include <numbers>
#include "sanov/families/family.h"
#include "sanov/numerics/special.h"

namespace sanov {

/// Johnson's SU distribution: a normal number bent by sinh; any skewness, tails heavier than the normal's.
///   f(x) = shape2 exp(−z²/2) / (scale √(2π (1 + y²))), z = shape1 + shape2 asinh y, y = (x − location)/scale
/// Support: all numbers. shape1 (γ) skews, to the left where positive; a small shape2 (δ) makes the tails heavy.
/// scipy johnsonsu(a=shape1, b=shape2, loc=location, scale=scale); R none; Boost none; torch none.
struct JohnsonSu {
  double location = 0;
  double scale = 1;
  double shape1 = 0;
  double shape2 = 1;

  static constexpr FamilyInfo<4> info{
      "johnson_su", {any_real("location"), positive("scale"), any_real("shape1"), positive("shape2")}};
  SANOV_FAMILY_FUNCTIONS(JohnsonSu)

  Support support() const { return {}; }
  End lower_end() const { return {End::Kind::log_squared, 0, shape2 * shape2 / 2}; }
  End upper_end() const { return lower_end(); }

  template <class T>
  static auto log_density(const T& location, const T& scale, const T& shape1, const T& shape2) {
    return [location, rate = 1.0 / scale, shape1, shape2,
            c = T(log(scale) - log(shape2) + std::log(2 * std::numbers::pi) / 2)](double x) {
      const T y = (x - location) * rate, z = shape1 + shape2 * asinh(y);
      return T(-0.5 * (z * z + log1p_square(y)) - c);
    };
  }
  double z(double x) const { return shape1 + shape2 * std::asinh((x - location) / scale); }
  double cdf_inside(double x) const { return normal_cdf(z(x)); }
  double sf_inside(double x) const { return normal_sf(z(x)); }
  double log_cdf_inside(double x) const { return log_normal_cdf(z(x)); }
  double log_sf_inside(double x) const { return log_normal_cdf(-z(x)); }
  double quantile_inside(double p) const { return at(normal_quantile(p)); }
  double upper_quantile_inside(double p) const { return at(normal_upper_quantile(p)); }
  double at(double z) const { return location + scale * std::sinh((z - shape1) / shape2); }
  Moments moments_inside() const {
    const double v = 1 / (shape2 * shape2), w = std::exp(v), less = std::expm1(v), a = shape1 / shape2;
    const double half = std::exp(v / 2), spread = less * (w * std::cosh(2 * a) + 1) / 2;
    Moments m{location - scale * half * std::sinh(a), scale * (scale * spread), 0, 0};
    const double part = less / spread;
    if (shape1 != 0)
      m.skewness = -half / 4 * part * part * std::sqrt(spread) * (w * (w + 2) * std::sinh(3 * a) + 3 * std::sinh(a));
    m.excess_kurtosis = part * part / 8 *
                            (w * w * (w * w * (w * w + 2 * w + 3) - 3) * std::cosh(4 * a) +
                             4 * w * w * (w + 2) * std::cosh(2 * a) + 3 * (2 * w + 1)) -
                        3;
    return m;
  }
  double draw(Random& random) const { return at(random.normal()); }
  static JohnsonSu start(const SampleShape& s) { return {s.median, s.sd, 0.01, 1.5}; }
};

}  // namespace sanov
