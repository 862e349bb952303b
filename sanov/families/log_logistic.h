#pragma once

#include <algorithm>
#include <cmath>
#include "sanov/families/family.h"
#include "sanov/families/power_moments.h"

namespace sanov {

/// Log-logistic distribution: its logarithm is logistic; times to an event whose rate first grows, then falls.
///   f(x) = (shape/scale) (x/scale)^(shape − 1) / (1 + (x/scale)^shape)²
/// Support: x ≥ 0. scale is the median. Moments from the shape-th on are infinite.
/// scipy fisk(c=shape, scale=scale); R none (flexsurv: dllogis(shape, scale)); Boost none; torch none.
struct LogLogistic {
  double shape = 1;
  double scale = 1;

  static constexpr FamilyInfo<2> info{"log_logistic", {positive("shape"), positive("scale")}};
  SANOV_FAMILY_FUNCTIONS(LogLogistic)

  Support support() const { return {.low = 0}; }
  End lower_end() const { return {End::Kind::power, shape - 1}; }
  End upper_end() const { return {End::Kind::power, -shape - 1}; }

  template <class T>
  static auto log_density(const T& shape, const T& scale) {
    return [shape, scale, c = T(log(shape) - log(scale))](double x) {
      if (x == 0) return T(times_log(T(shape - 1.0), x) + c);
      const T u = log_ratio(x, scale), v = shape * u;
      return value_of(u) < 0 ? T((shape - 1.0) * u - 2.0 * softplus(v) + c)
                             : T(-(shape + 1.0) * u - 2.0 * softplus(-v) + c);
    };
  }
  double v(double x) const { return shape * log_ratio(x, scale); }
  double cdf_inside(double x) const { return 1 / (1 + std::exp(-v(x))); }
  double sf_inside(double x) const { return 1 / (1 + std::exp(v(x))); }
  double log_cdf_inside(double x) const { return -softplus(-v(x)); }
  double log_sf_inside(double x) const { return -softplus(v(x)); }
  double quantile_inside(double p) const { return scale * std::exp(log_ratio(p, 1 - p) / shape); }
  double upper_quantile_inside(double p) const { return scale * std::exp(log_ratio(1 - p, p) / shape); }
  Moments moments_inside() const {
    const Moments m = moments_of_odds_power(1 / shape);
    return {scale * *m.mean, scale * (scale * *m.variance), m.skewness, m.excess_kurtosis};
  }
  double entropy_inside() const { return 2 + std::log(scale) - std::log(shape); }
  static LogLogistic start(const SampleShape& s) { return {1.8137993642342178 / std::max(s.sd_log, 1e-12), s.median}; }
};

}  // namespace sanov
