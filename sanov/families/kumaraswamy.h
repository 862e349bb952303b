#pragma once

#include <algorithm>
#include <cmath>
#include <numbers>

#include "sanov/families/family.h"
#include "sanov/families/power_moments.h"

namespace sanov {

/// Kumaraswamy distribution: fractions, like the beta distribution but with a plain distribution function.
///   f(x) = shape1 shape2 x^(shape1 − 1) (1 − x^shape1)^(shape2 − 1)
/// Support: 0 ≤ x ≤ 1; infinite at 0 for shape1 < 1 and at 1 for shape2 < 1. Accuracy: moments within 1e-7.
/// scipy none; R none; Boost none; torch Kumaraswamy(concentration1=shape1, concentration0=shape2).
struct Kumaraswamy {
  double shape1 = 1;
  double shape2 = 1;

  static constexpr FamilyInfo<2> info{"kumaraswamy", {positive("shape1"), positive("shape2")}};
  SANOV_FAMILY_FUNCTIONS(Kumaraswamy)

  Support support() const { return {0, 1}; }
  End lower_end() const { return {End::Kind::power, shape1 - 1}; }
  End upper_end() const { return {End::Kind::power, shape2 - 1}; }

  template <class T>
  static auto log_density(const T& shape1, const T& shape2) {
    return [shape1, less1 = T(shape1 - 1.0), less2 = T(shape2 - 1.0), c = T(log(shape1) + log(shape2))](double x) {
      if (x == 0) return T(times_log(less1, x) + c);
      if (x == 1) return T(times_log(less2, 0) + c);
      const double u = std::log(x);
      return T(less1 * u + less2 * log_one_less_exp(shape1 * u) + c);
    };
  }
  double cdf_inside(double x) const { return -std::expm1(log_sf_inside(x)); }
  double sf_inside(double x) const { return std::exp(log_sf_inside(x)); }
  double log_cdf_inside(double x) const {
    if (x == 0) return -HUGE_VAL;
    const double u = shape1 * std::log(x);
    return u < -38 ? std::log(shape2) + u : log_one_less_exp(log_sf_inside(x));
  }
  double log_sf_inside(double x) const { return x == 0 ? 0 : shape2 * log_one_less_exp(shape1 * std::log(x)); }
  double quantile_inside(double p) const { return std::exp(log_one_less_exp(std::log1p(-p) / shape2) / shape1); }
  double upper_quantile_inside(double p) const { return std::exp(log_one_less_exp(std::log(p) / shape2) / shape1); }
  Moments moments_inside() const {
    // E X^j = Γ(1 + jh) Γ(1 + b)/Γ(1 + b + jh)
    const double h = 1 / shape1, b = shape2, one = log_gamma(1 + b + h), none = log_gamma(1 + b);
    if (h < 0.02)  // so little variation would be lost in differences
      return moments_by_quadrature([d = FamilyFunctions<Kumaraswamy>::density(*this)](double x) { return d(x); },
                                   support(), false, lower_end(), upper_end(),
                                   FamilyFunctions<Kumaraswamy>::middle(*this));
    LogMoments m{log_gamma_of_one_and(h) + none - one, {}, 4};
    for (int j = 2; j <= 4; ++j)
      m.excess[j - 2] = log_gamma_excess_of_power(j, h) - (log_gamma(1 + b + j * h) - j * one + (j - 1) * none);
    return moments_from(m);
  }
  double entropy_inside() const {
    return -std::log(shape1) - std::log(shape2) + (1 - 1 / shape1) * (digamma(shape2 + 1) + std::numbers::egamma) + 1 -
           1 / shape2;
  }
  static Kumaraswamy start(const SampleShape& s) {
    if (!(s.low >= 0 && s.high <= 1)) return {};
    const double size = std::max(s.mean * (1 - s.mean) / (s.sd * s.sd) - 1, 0.1);
    return {std::max(s.mean * size, 0.1), std::max((1 - s.mean) * size, 0.1)};
  }
};

}  // namespace sanov
