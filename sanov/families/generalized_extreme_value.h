#pragma once

#include <cmath>
#include <numbers>

#include "sanov/families/extreme_exponent.h"
#include "sanov/families/family.h"
#include "sanov/families/power_moments.h"

namespace sanov {

/// Generalised extreme value distribution: the largest of many numbers, whatever their tails.
///   f(x) = exp(−(1 + shape) w − e^(−w)) / scale, w = ln(1 + shape z)/shape, z = (x − location)/scale
/// Support: 1 + shape z ≥ 0. shape > 0 has a heavy upper tail (Fréchet's, of index 1/shape), shape = 0 is the Gumbel
/// distribution, to which it tends smoothly, and shape < 0 has an upper end (Weibull's, mirrored).
/// scipy genextreme(c=−shape, loc=location, scale=scale); R none (evd: dgev(loc, scale, shape)); Boost none; torch
/// none.
struct GeneralizedExtremeValue {
  double location = 0;
  double scale = 1;
  double shape = 0;  ///< ξ; positive for a heavy tail

  static constexpr FamilyInfo<3> info{"generalized_extreme_value",
                                      {any_real("location"), positive("scale"), any_real("shape")}};
  SANOV_FAMILY_FUNCTIONS(GeneralizedExtremeValue)

  Support support() const {
    Support s;
    if (shape > 0) s.low = location - scale / shape;
    if (shape < 0) s.high = location - scale / shape;
    return s;
  }
  End lower_end() const {
    if (shape == 0) return {End::Kind::double_exponential, 1, 1 / scale};
    return {End::Kind::exponential, -1 / shape, std::pow(std::fabs(shape) / scale, -1 / shape)};
  }
  End upper_end() const {
    return shape == 0 ? End{End::Kind::exponential, 1, 1 / scale} : End{End::Kind::power, -1 / shape - 1};
  }

  template <class T>
  static auto log_density(const T& location, const T& scale, const T& shape) {
    return [location, scale, shape, more = T(shape + 1.0), c = log(scale)](double x) {
      const T w = extreme_exponent_of(x, location, scale, shape);
      if (std::isinf(value_of(w)))  // a finite end
        return value_of(w) < 0 || value_of(more) > 0 ? T(-HUGE_VAL) : value_of(more) == 0 ? T(-c) : T(HUGE_VAL);
      return T(-more * w - exp(-w) - c);
    };
  }
  double w(double x) const { return extreme_exponent(x, location, scale, shape); }
  double at(double w) const { return location + scale * (w * expm1_ratio(shape * w)); }
  double cdf_inside(double x) const { return std::exp(log_cdf_inside(x)); }
  double sf_inside(double x) const { return -std::expm1(log_cdf_inside(x)); }
  double log_cdf_inside(double x) const { return -std::exp(-w(x)); }
  double log_sf_inside(double x) const { return log_chance(-w(x)); }
  double quantile_inside(double p) const { return at(-std::log(-std::log(p))); }
  double upper_quantile_inside(double p) const { return at(-std::log(-std::log1p(-p))); }
  Moments moments_inside() const {
    Moments w = moments_of_exponential_power(-shape);
    if (w.skewness) *w.skewness *= -1;
    return {location - scale * *w.mean, scale * scale * *w.variance, w.skewness, w.excess_kurtosis};
  }
  double entropy_inside() const { return std::log(scale) + std::numbers::egamma * (1 + shape) + 1; }
  static GeneralizedExtremeValue start(const SampleShape& s) {
    const double scale = s.sd * 0.7796968012336761;  // √6/π: as Gumbel's, which has all numbers
    return {s.mean - 0.5772156649015329 * scale, scale, 0.01};
  }
};

}  // namespace sanov
