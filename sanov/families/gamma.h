#pragma once

#include <algorithm>
#include <array>
#include <cmath>

#include "sanov/families/draws.h"
#include "sanov/families/family.h"
#include "sanov/numerics/special.h"
#include "sanov/numerics/special_gamma.h"

namespace sanov {

/// Gamma distribution: the time until the shape-th event; amounts that add up.
///   f(x) = x^(shape−1) exp(−x/scale) / (Γ(shape) scale^shape)
/// Support: x ≥ 0; at 0 the density is infinite for shape < 1. The rate is 1/scale. Rounding x/scale moves the farthest
/// tails by up to 40 √shape ulps of themselves.
/// scipy gamma(a=shape, scale=scale); R dgamma(shape, scale=scale); Boost gamma_distribution(shape, scale); torch
/// Gamma(shape, rate=1/scale).
struct Gamma {
  double shape = 1;
  double scale = 1;

  static constexpr FamilyInfo<2> info{"gamma", {positive("shape"), positive("scale")}};
  SANOV_FAMILY_FUNCTIONS(Gamma)

  Support support() const { return {.low = 0}; }
  End lower_end() const { return {End::Kind::power, shape - 1}; }
  End upper_end() const { return {End::Kind::exponential, 1, 1 / scale}; }

  template <class T>
  static auto log_density(const T& shape, const T& scale) {
    // x^shape e^(−x/scale)/(Γ scale^shape), written about its top x = shape·scale, where nothing cancels.
    const T top = shape * scale;
    return [shape, top, less_one = T(shape - 1.0), log_scale = T(log(scale)),
            c = T(0.5 * log(shape) - log_gamma_excess(shape) - log(top))](double x) {
      return x == 0 ? T(times_log(less_one, x) - log_scale) : T(c - log(x / top) - shape * deviance(x / top));
    };
  }
  static constexpr Statistic statistics[]{{Statistic::Kind::one}, {Statistic::Kind::x}, {Statistic::Kind::log_x}};
  template <class T>
  static std::array<T, 3> coefficients(const T& shape, const T& scale) {
    return {T(-log_gamma(shape) - shape * log(scale)), T(-1.0 / scale), T(shape - 1.0)};
  }
  double cdf_inside(double x) const { return lower_gamma(shape, x / scale); }
  double sf_inside(double x) const { return upper_gamma(shape, x / scale); }
  double log_cdf_inside(double x) const { return log_lower_gamma(shape, x / scale); }
  double log_sf_inside(double x) const { return log_upper_gamma(shape, x / scale); }
  double quantile_inside(double p) const { return scale * lower_gamma_inverse(shape, p); }
  double upper_quantile_inside(double p) const { return scale * upper_gamma_inverse(shape, p); }
  Moments moments_inside() const { return {shape * scale, shape * scale * scale, 2 / std::sqrt(shape), 6 / shape}; }
  double entropy_inside() const {
    // shape + ln Γ(shape) + (1 − shape) ψ(shape), without the parts that cancel.
    return std::log(scale) + 0.5 * std::log(shape) + log_gamma_excess(shape) + 0.5 - 0.5 / shape +
           (1 - shape) * log_gamma_excess_slope(shape);
  }
  double draw(Random& random) const { return scale * draw_gamma(random, shape); }
  /// Minka, Estimating a gamma distribution, 2002.
  static Gamma start(const SampleShape& s) {
    const double gap = std::max(std::log(s.mean) - s.mean_log, 1e-12);
    const double shape = (3 - gap + std::sqrt((gap - 3) * (gap - 3) + 24 * gap)) / (12 * gap);
    return {shape, s.mean / shape};
  }
};

}  // namespace sanov
