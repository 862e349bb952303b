#pragma once

#include <algorithm>
#include <cmath>

#include "sanov/families/draws.h"
#include "sanov/families/family.h"
#include "sanov/numerics/special_gamma.h"

namespace sanov {

/// Nakagami distribution: the strength of a signal that fades; the root of a gamma amount.
///   f(x) = 2 shape^shape x^(2 shape−1) exp(−shape x²/scale²) / (Γ(shape) scale^(2 shape))
/// Support: x ≥ 0; at 0 the density is infinite for shape < ½. scale is the root of the mean square. shape = 1 is
/// Rayleigh's, shape = ½ half normal. Of large shapes the moments within 1e-7 up to shape = 10⁶.
/// scipy nakagami(nu=shape, scale=scale); R VGAM::dnaka(scale=scale², shape=shape); Boost none; torch none.
struct Nakagami {
  double shape = 1;
  double scale = 1;

  static constexpr FamilyInfo<2> info{"nakagami", {positive("shape"), positive("scale")}};
  SANOV_FAMILY_FUNCTIONS(Nakagami)

  Support support() const { return {.low = 0}; }
  End lower_end() const { return {End::Kind::power, 2 * shape - 1}; }
  End upper_end() const { return {End::Kind::exponential, 2, shape / scale / scale}; }

  template <class T>
  static auto log_density(const T& shape, const T& scale) {
    return [shape, scale, less_half = T(2.0 * shape - 1.0),
            c = T(std::log(2) + 0.5 * log(shape) - log_gamma_excess(shape))](double x) {
      if (x == 0) return T(times_log(less_half, x) + c - log(scale) + shape);
      const T r = x / scale, away = (x - scale) / scale;
      // deviance(r²) without squaring what may overflow before it is small.
      return T(c - std::log(x) - shape * (away * away + 2.0 * deviance(r)));
    };
  }
  double square(double x) const { return shape * (x / scale) * (x / scale); }
  /// x²/scale² − 1, where x is near the scale.
  double above(double x) const { return (x - scale) / scale * (2 + (x - scale) / scale); }
  /// Of a large shape only that has the digits.
  bool narrow(double x) const { return shape > 100 && x > scale / 2; }
  /// ln P(X ≤ x) so near 0 that it is a power of x.
  double log_power(double x) const {
    return shape * (std::log(shape) + 2 * (std::log(x) - std::log(scale))) - log_gamma(shape + 1);
  }
  double cdf_inside(double x) const {
    if (narrow(x)) return std::exp(log_cdf_inside(x));
    return x < 1e-100 * scale ? std::exp(log_power(x)) : lower_gamma(shape, square(x));
  }
  double sf_inside(double x) const { return narrow(x) ? std::exp(log_sf_inside(x)) : upper_gamma(shape, square(x)); }
  double log_cdf_inside(double x) const {
    if (narrow(x)) return log_lower_gamma_about(shape, above(x));
    return x < 1e-100 * scale ? log_power(x) : log_lower_gamma(shape, square(x));
  }
  double log_sf_inside(double x) const {
    if (narrow(x)) return log_upper_gamma_about(shape, above(x));
    return x < 1e-100 * scale ? std::log1p(-cdf_inside(x)) : log_upper_gamma(shape, square(x));
  }
  double quantile_inside(double p) const {
    const double log_root = ((std::log(p) + log_gamma(shape + 1)) / shape - std::log(shape)) / 2;
    if (log_root < -230) return scale * std::exp(log_root);
    return scale * std::sqrt(lower_gamma_inverse(shape, p) / shape);
  }
  double upper_quantile_inside(double p) const { return scale * std::sqrt(upper_gamma_inverse(shape, p) / shape); }
  double entropy_inside() const {
    return shape + log_gamma(shape) - 0.5 * std::log(shape) + std::log(scale / 2) - (shape - 0.5) * digamma(shape);
  }
  double draw(Random& random) const {
    return scale * std::exp(0.5 * (draw_log_gamma(random, shape) - std::log(shape)));
  }
  static Nakagami start(const SampleShape& s) {
    const double half = s.mean / (2 * s.sd);
    return {std::max(half * half, 0.2), std::sqrt(s.mean * s.mean + s.sd * s.sd)};
  }
};

}  // namespace sanov
