#pragma once

#include <array>
#include <cmath>
#include <numbers>

#include "sanov/families/family.h"
#include "sanov/numerics/special.h"

namespace sanov {

/// Lognormal distribution: products of many small independent factors; its logarithm is normal.
///   f(x) = exp(−z²/2) / (x log_sd √(2π)), z = (ln x − log_mean)/log_sd
/// Support: x ≥ 0; at 0 the density is 0. The median is e^log_mean.
/// scipy lognorm(s=log_sd, scale=exp(log_mean)); R dlnorm(log_mean, log_sd); Boost lognormal(log_mean, log_sd); torch
/// LogNormal(log_mean, log_sd).
struct LogNormal {
  double log_mean = 0;
  double log_sd = 1;  ///< standard deviation of ln x

  static constexpr FamilyInfo<2> info{"lognormal", {any_real("log_mean"), positive("log_sd")}};
  SANOV_FAMILY_FUNCTIONS(LogNormal)

  Support support() const { return {.low = 0}; }
  End lower_end() const { return {End::Kind::log_squared, 0, 1 / (2 * log_sd * log_sd)}; }
  End upper_end() const { return lower_end(); }

  template <class T>
  static auto log_density(const T& log_mean, const T& log_sd) {
    return [log_mean, rate = 1.0 / log_sd, c = T(log(log_sd) + std::log(2 * std::numbers::pi) / 2)](double x) {
      if (x == 0) return T(-HUGE_VAL);
      const T z = log_less(x, log_mean) * rate;
      return T(-0.5 * z * z - c - std::log(x));
    };
  }
  static constexpr Statistic statistics[]{
      {Statistic::Kind::one}, {Statistic::Kind::log_x}, {Statistic::Kind::squared_log_x}};
  template <class T>
  static std::array<T, 3> coefficients(const T& log_mean, const T& log_sd) {
    const T precision = 1.0 / (log_sd * log_sd);
    return {T(-0.5 * log_mean * log_mean * precision - log(log_sd) - std::log(2 * std::numbers::pi) / 2),
            T(log_mean * precision - 1.0), T(-0.5 * precision)};
  }
  double z(double x) const { return log_less(x, log_mean) / log_sd; }
  double cdf_inside(double x) const { return normal_cdf(z(x)); }
  double sf_inside(double x) const { return normal_sf(z(x)); }
  double log_cdf_inside(double x) const { return log_normal_cdf(z(x)); }
  double log_sf_inside(double x) const { return log_normal_cdf(-z(x)); }
  double quantile_inside(double p) const { return std::exp(log_mean + log_sd * normal_quantile(p)); }
  double upper_quantile_inside(double p) const { return std::exp(log_mean + log_sd * normal_upper_quantile(p)); }
  Moments moments_inside() const {
    const double v = log_sd * log_sd, w = std::expm1(v);
    return {std::exp(log_mean + v / 2), w * std::exp(2 * log_mean + v), (w + 3) * std::sqrt(w),
            std::expm1(4 * v) + 2 * std::expm1(3 * v) + 3 * std::expm1(2 * v)};
  }
  double entropy_inside() const {
    return log_mean + 0.5 * std::log(2 * std::numbers::pi * std::numbers::e) + std::log(log_sd);
  }
  double draw(Random& random) const { return std::exp(log_mean + log_sd * random.normal()); }
  static LogNormal best(const SampleShape& s) { return {s.mean_log, s.sd_log}; }
};

}  // namespace sanov
