#pragma once

#include <algorithm>
#include <array>
#include <cmath>

#include "sanov/families/draws.h"
#include "sanov/families/family.h"
#include "sanov/numerics/special.h"
#include "sanov/numerics/special_gamma.h"

namespace sanov {

/// Inverse gamma distribution: the reciprocal of a gamma number; a prior for variances.
///   f(x) = scale^shape x^(−shape − 1) exp(−scale/x) / Γ(shape)
/// Support: x ≥ 0; at 0 the density is 0. Moments from the shape-th on are infinite.
/// scipy invgamma(a=shape, scale=scale); R none (invgamma: dinvgamma(shape, rate=scale)); Boost
/// inverse_gamma_distribution(shape, scale); torch InverseGamma(shape, rate=scale).
struct InverseGamma {
  double shape = 1;
  double scale = 1;

  static constexpr FamilyInfo<2> info{"inverse_gamma", {positive("shape"), positive("scale")}};
  SANOV_FAMILY_FUNCTIONS(InverseGamma)

  Support support() const { return {.low = 0}; }
  End lower_end() const { return {End::Kind::exponential, -1, scale}; }
  End upper_end() const { return {End::Kind::power, -shape - 1}; }

  template <class T>
  static auto log_density(const T& shape, const T& scale) {
    // As the gamma density of scale/x, about its top.
    const T top = scale / shape;
    return [shape, top, c = T(0.5 * log(shape) - log_gamma_excess(shape))](double x) {
      if (x == 0) return T(-HUGE_VAL);
      const T r = top / x;
      if (std::isinf(value_of(r))) return T(-HUGE_VAL);
      if (value_of(r) < 1e-290) return T(c - std::log(x) - shape * (log_ratio(x, top) - 1.0));
      return T(c - std::log(x) - shape * deviance(r));
    };
  }
  static constexpr Statistic statistics[]{
      {Statistic::Kind::one}, {Statistic::Kind::log_x}, {Statistic::Kind::reciprocal_x}};
  template <class T>
  static std::array<T, 3> coefficients(const T& shape, const T& scale) {
    return {T(shape * log(scale) - log_gamma(shape)), T(-shape - 1.0), T(-scale)};
  }
  double cdf_inside(double x) const { return upper_gamma(shape, scale / x); }
  double sf_inside(double x) const {
    const double y = scale / x;
    return y > 1e-290 ? lower_gamma(shape, y) : std::exp(log_sf_inside(x));
  }
  double log_cdf_inside(double x) const { return log_upper_gamma(shape, scale / x); }
  double log_sf_inside(double x) const {
    const double y = scale / x;
    return y > 1e-290 ? log_lower_gamma(shape, y) : -shape * log_ratio(x, scale) - log_gamma(shape + 1);
  }
  double quantile_inside(double p) const { return scale / upper_gamma_inverse(shape, p); }
  double upper_quantile_inside(double p) const {
    // So far out that the gamma number's distribution function is a power.
    const double log_y = (std::log(p) + log_gamma(shape + 1)) / shape;
    return log_y < -40 ? scale * std::exp(-log_y) : scale / lower_gamma_inverse(shape, p);
  }
  Moments moments_inside() const {
    const double a = shape;
    if (a <= 1) return {HUGE_VAL, HUGE_VAL, {}, {}};
    const double mean = scale / (a - 1);
    Moments m{mean, HUGE_VAL, {}, {}};
    if (a <= 2) return m;
    m.variance = mean * (mean / (a - 2));
    if (a <= 3) return m;
    m.skewness = 4 * std::sqrt(a - 2) / (a - 3);
    m.excess_kurtosis = a <= 4 ? HUGE_VAL : 6 * (5 * a - 11) / ((a - 3) * (a - 4));
    return m;
  }
  double entropy_inside() const { return shape + std::log(scale) + log_gamma(shape) - (1 + shape) * digamma(shape); }
  double draw(Random& random) const { return scale * std::exp(-draw_log_gamma(random, shape)); }
  static InverseGamma start(const SampleShape& s) {
    // 1/X is gamma.
    const double gap = std::max(std::log(s.mean_reciprocal) + s.mean_log, 1e-12);
    const double shape = (3 - gap + std::sqrt((gap - 3) * (gap - 3) + 24 * gap)) / (12 * gap);
    return {shape, shape / s.mean_reciprocal};
  }
};

}  // namespace sanov
