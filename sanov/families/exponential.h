#pragma once

#include <array>
#include <cmath>

#include "sanov/families/family.h"

namespace sanov {

/// Exponential distribution: the time until something that may happen at any moment alike.
///   f(x) = exp(−x/scale) / scale
/// Support: x ≥ 0. scale is the mean; the rate is 1/scale.
/// scipy expon(scale=scale); R dexp(rate=1/scale); Boost exponential(1/scale); torch Exponential(1/scale).
struct Exponential {
  double scale = 1;

  static constexpr FamilyInfo<1> info{"exponential", {positive("scale")}};
  static constexpr bool plain_density = true;
  SANOV_FAMILY_FUNCTIONS(Exponential)

  Support support() const { return {.low = 0}; }
  End lower_end() const { return {End::Kind::power, 0}; }
  End upper_end() const { return {End::Kind::exponential, 1, 1 / scale}; }

  template <class T>
  static auto log_density(const T& scale) {
    return [rate = 1.0 / scale, c = log(scale)](double x) { return T(-x * rate - c); };
  }
  static constexpr Statistic statistics[]{{Statistic::Kind::one}, {Statistic::Kind::x}};
  template <class T>
  static std::array<T, 2> coefficients(const T& scale) {
    return {T(-log(scale)), T(-1.0 / scale)};
  }
  double cdf_inside(double x) const { return -std::expm1(-x / scale); }
  double sf_inside(double x) const { return std::exp(-x / scale); }
  double log_sf_inside(double x) const { return -x / scale; }
  double quantile_inside(double p) const { return -scale * std::log1p(-p); }
  double upper_quantile_inside(double p) const { return -scale * std::log(p); }
  Moments moments_inside() const { return {scale, scale * scale, 2, 6}; }
  double entropy_inside() const { return 1 + std::log(scale); }
  double draw(Random& random) const { return scale * random.exponential(); }
  static Exponential best(const SampleShape& s) { return {s.mean}; }
};

}  // namespace sanov
