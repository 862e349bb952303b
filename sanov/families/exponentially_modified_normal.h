#pragma once

#include <algorithm>
#include <cmath>
#include <numbers>

#include "sanov/families/family.h"
#include "sanov/families/jet_special.h"

namespace sanov {

/// Exponentially modified normal distribution: the sum of a normal and an exponential number; reaction times, peaks of
/// chromatography.
///   f(x) = exp(k²/2 − k z) Φ(z − k) / scale, z = (x − mean)/sd, k = sd/scale
/// Support: all numbers. mean and sd are those of the normal part, scale is the mean of the exponential one; the whole has
/// the mean mean + scale. In logarithms and Mills' ratios, so that neither k² nor Φ's underflow does harm.
/// scipy exponnorm(K=scale/sd, loc=mean, scale=sd); R emg::demg(mean, sd, 1/scale); Boost none; torch none.
struct ExponentiallyModifiedNormal {
  double mean = 0;
  double sd = 1;
  double scale = 1;

  static constexpr FamilyInfo<3> info{"exponentially_modified_normal",
                                      {any_real("mean"), positive("sd"), positive("scale")}};
  SANOV_FAMILY_FUNCTIONS(ExponentiallyModifiedNormal)

  Support support() const { return {}; }
  End lower_end() const { return {End::Kind::exponential, 2, 1 / (2 * sd * sd)}; }
  End upper_end() const { return {End::Kind::exponential, 1, 1 / scale}; }

  template <class T>
  static auto log_density(const T& mean, const T& sd, const T& scale) {
    return [mean, sd, k = T(sd / scale), c = T(log(scale))](double x) {
      const T z = (x - mean) / sd, w = z - k;
      if (value_of(w) > 0) return T(0.5 * k * k - k * z + log_normal_cdf(w) - c);
      return T(log_mills(T(-w)) - 0.5 * z * z - 0.5 * std::log(2 * std::numbers::pi) - c);
    };
  }

  double z(double x) const { return (x - mean) / sd; }
  static double log_phi(double z) { return -z * z / 2 - 0.5 * std::log(2 * std::numbers::pi); }

  double log_scaled_density(double x) const { return log_density<double>(mean, sd, scale)(x) + std::log(scale); }

  /// P(X ≤ x) = Φ(z) − scale f(x). That cancels: φ(z) comes out, and where Φ is nearly 1, the 1 does.
  double log_lower(double x) const { return log_phi(z(x)) + std::log(mills_gap(-z(x), sd / scale - z(x))); }
  double cdf_inside(double x) const {
    return z(x) < 8 ? std::exp(log_lower(x)) : -std::expm1(log_scaled_density(x)) - normal_sf(z(x));
  }
  double sf_inside(double x) const { return z(x) < 1 ? 1 - cdf_inside(x) : std::exp(log_sf_inside(x)); }
  double log_cdf_inside(double x) const {
    if (z(x) < 0) return log_lower(x);
    const double p = cdf_inside(x);
    return p < 0.5 ? std::log(p) : std::log1p(-sf_inside(x));
  }
  double log_sf_inside(double x) const {
    if (z(x) < 1) return std::log1p(-cdf_inside(x));
    const double normal = log_normal_cdf(-z(x)), other = log_scaled_density(x);
    return std::max(normal, other) + std::log1p(std::exp(-std::fabs(normal - other)));
  }
  Moments moments_inside() const {
    const double variance = sd * sd + scale * scale, part = scale / std::sqrt(variance);
    return {mean + scale, variance, 2 * part * part * part, 6 * part * part * part * part};
  }
  double draw(Random& random) const {
    const double normal = random.normal();
    return mean + sd * normal + scale * random.exponential();
  }
  static ExponentiallyModifiedNormal start(const SampleShape& s) {
    const double part = std::clamp(std::cbrt(std::max(s.skewness, 0.0) / 2), 0.2, 0.95);
    return {s.mean - part * s.sd, s.sd * std::sqrt(1 - part * part), part * s.sd};
  }
};

}  // namespace sanov
