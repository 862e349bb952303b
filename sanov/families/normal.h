#pragma once

#include <array>
#include <cmath>
#include <numbers>

#include "sanov/families/family.h"
#include "sanov/numerics/special.h"

namespace sanov {

/// Normal distribution: sums of many small independent parts.
///   f(x) = exp(−z²/2) / (sd √(2π)), z = (x − mean)/sd
/// Support: all numbers. The distribution of largest entropy among those of its mean and standard deviation.
/// scipy norm(loc=mean, scale=sd); R dnorm(mean, sd); Boost normal(mean, sd); torch Normal(mean, sd).
struct Normal {
  double mean = 0;
  double sd = 1;  ///< standard deviation

  static constexpr FamilyInfo<2> info{"normal", {any_real("mean"), positive("sd")}};
  static constexpr bool plain_density = true;
  SANOV_FAMILY_FUNCTIONS(Normal)

  Support support() const { return {}; }
  End lower_end() const { return {End::Kind::exponential, 2, 1 / (2 * sd * sd)}; }
  End upper_end() const { return lower_end(); }

  template <class T>
  static auto log_density(const T& mean, const T& sd) {
    return [mean, rate = 1.0 / sd, c = T(log(sd) + std::log(2 * std::numbers::pi) / 2)](double x) {
      const T z = (x - mean) * rate;
      return T(-0.5 * z * z - c);
    };
  }
  static constexpr Statistic statistics[]{{Statistic::Kind::one}, {Statistic::Kind::x}, {Statistic::Kind::squared_x}};
  template <class T>
  static std::array<T, 3> coefficients(const T& mean, const T& sd) {
    const T precision = 1.0 / (sd * sd);
    return {T(-0.5 * mean * mean * precision - log(sd) - 0.5 * std::log(2 * std::numbers::pi)), T(mean * precision),
            T(-0.5 * precision)};
  }
  double cdf_inside(double x) const { return normal_cdf((x - mean) / sd); }
  double sf_inside(double x) const { return normal_sf((x - mean) / sd); }
  double log_cdf_inside(double x) const { return log_normal_cdf((x - mean) / sd); }
  double log_sf_inside(double x) const { return log_normal_cdf((mean - x) / sd); }
  double quantile_inside(double p) const { return mean + sd * normal_quantile(p); }
  double upper_quantile_inside(double p) const { return mean + sd * normal_upper_quantile(p); }
  Moments moments_inside() const { return {mean, sd * sd, 0, 0}; }
  double entropy_inside() const { return 0.5 * std::log(2 * std::numbers::pi * std::numbers::e) + std::log(sd); }
  double draw(Random& random) const { return mean + sd * random.normal(); }
  static Normal best(const SampleShape& s) { return {s.mean, s.sd}; }
};

}  // namespace sanov
