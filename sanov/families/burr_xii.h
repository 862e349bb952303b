#pragma once

#include <algorithm>
#include <cmath>
#include <numbers>

#include "sanov/families/family.h"
#include "sanov/families/power_moments.h"

namespace sanov {

/// Burr distribution of type XII: incomes, times to failure; Lomax (shape1 = 1) and log-logistic (shape2 = 1) in one.
///   f(x) = (shape1 shape2/scale) (x/scale)^(shape1 − 1) (1 + (x/scale)^shape1)^(−shape2 − 1)
/// Support: x ≥ 0. Moments from the (shape1·shape2)-th on are infinite; moments within 1e-8.
/// scipy burr12(c=shape1, d=shape2, scale=scale); R none (actuar: dburr(shape2, shape1, scale=scale)); Boost none; torch
/// none.
struct BurrXii {
  double shape1 = 1;
  double shape2 = 1;
  double scale = 1;

  static constexpr FamilyInfo<3> info{"burr_xii", {positive("shape1"), positive("shape2"), positive("scale")}};
  SANOV_FAMILY_FUNCTIONS(BurrXii)

  Support support() const { return {.low = 0}; }
  End lower_end() const { return {End::Kind::power, shape1 - 1}; }
  End upper_end() const { return {End::Kind::power, -shape1 * shape2 - 1}; }

  template <class T>
  static auto log_density(const T& shape1, const T& shape2, const T& scale) {
    return [shape1, shape2, scale, c = T(log(shape1) + log(shape2) - log(scale))](double x) {
      if (x == 0) return T(times_log(T(shape1 - 1.0), x) + c);
      const T u = log_ratio(x, scale), v = shape1 * u;
      return value_of(u) < 0 ? T((shape1 - 1.0) * u - (shape2 + 1.0) * softplus(v) + c)
                             : T(-(shape1 * shape2 + 1.0) * u - (shape2 + 1.0) * softplus(-v) + c);
    };
  }
  double v(double x) const { return shape1 * log_ratio(x, scale); }
  double cdf_inside(double x) const { return -std::expm1(log_sf_inside(x)); }
  double sf_inside(double x) const { return std::exp(log_sf_inside(x)); }
  double log_cdf_inside(double x) const {
    const double power = v(x);
    return power < -38 ? std::log(shape2) + power : log_one_less_exp(-shape2 * softplus(power));
  }
  double log_sf_inside(double x) const { return -shape2 * softplus(v(x)); }
  double quantile_inside(double p) const { return at(-std::log1p(-p) / shape2); }
  double upper_quantile_inside(double p) const { return at(-std::log(p) / shape2); }
  /// The x of which ln(1 + (x/scale)^shape1) is w.
  double at(double w) const {
    return scale * std::exp((w > 1 ? w + log_one_less_exp(-w) : std::log(std::expm1(w))) / shape1);
  }
  Moments moments_inside() const {
    const double tail = shape1 * shape2, h = 1 / shape1;
    LogMoments m;
    m.finite = tail > 4 ? 4 : tail > 3 ? 3 : tail > 2 ? 2 : tail > 1 ? 1 : 0;
    const auto above = [&](int j) { return log_gamma(shape2 - j * h) - log_gamma(shape2); };
    if (m.finite > 0) m.first = std::log(scale) + log_gamma_of_one_and(h) + above(1);
    for (int j = 2; j <= m.finite; ++j) m.excess[j - 2] = log_gamma_excess_of_power(j, h) + (above(j) - j * above(1));
    if (h > 0.02 || m.finite < 4) return moments_from(m);
    // So little variation would be lost in these differences.
    return moments_by_quadrature([d = FamilyFunctions<BurrXii>::density(*this)](double x) { return d(x); }, support(),
                                 false, lower_end(), upper_end(), FamilyFunctions<BurrXii>::middle(*this));
  }
  double entropy_inside() const {
    return std::log(scale) - std::log(shape1) - std::log(shape2) +
           (1 - 1 / shape1) * (digamma(shape2) + std::numbers::egamma) + 1 + 1 / shape2;
  }
  static BurrXii start(const SampleShape& s) { return {1.8137993642342178 / std::max(s.sd_log, 1e-12), 1, s.median}; }
};

}  // namespace sanov
