#pragma once

#include <cmath>
#include <numbers>

#include "sanov/families/draws.h"
#include "sanov/families/family.h"
#include "sanov/numerics/special.h"
#include "sanov/numerics/special_gamma.h"

namespace sanov {

/// χ distribution: the length of a vector of independent standard normal numbers.
///   f(x) = x^(k − 1) exp(−x²/2) / (2^(k/2 − 1) Γ(k/2)), k = degrees_of_freedom
/// Support: x ≥ 0; at 0 the density is infinite for k < 1. The degrees of freedom need not be whole.
/// Accuracy: moments within 1e-8.
/// scipy chi(df=degrees_of_freedom); R none; Boost none; torch none.
struct Chi {
  double degrees_of_freedom = 3;

  static constexpr FamilyInfo<1> info{"chi", {positive("degrees_of_freedom", 3)}};
  SANOV_FAMILY_FUNCTIONS(Chi)

  Support support() const { return {.low = 0}; }
  End lower_end() const { return {End::Kind::power, degrees_of_freedom - 1}; }
  End upper_end() const { return {End::Kind::exponential, 2, 0.5}; }

  template <class T>
  static auto log_density(const T& degrees_of_freedom) {
    // As the gamma density of x²/2, about its top.
    const T shape = 0.5 * degrees_of_freedom;
    return
        [k = degrees_of_freedom, shape, c = T(0.5 * log(shape) - log_gamma_excess(shape) + std::log(2.0))](double x) {
          if (x == 0) return T(times_log(T(k - 1.0), x) + std::log(2.0) / 2 - log_gamma(T(shape)));
          const double square = x * x;
          if (std::isinf(square)) return T(-HUGE_VAL);
          if (square < 1e-290) return T(c - std::log(x) + shape * (1.0 + 2 * std::log(x) - log(k)));
          return T(c - std::log(x) - shape * deviance(square / k));
        };
  }
  double shape() const { return degrees_of_freedom / 2; }
  double cdf_inside(double x) const {
    if (x > 1e-145) return lower_gamma(shape(), x * x / 2);
    return x == 0 ? 0 : std::exp(log_cdf_inside(x));
  }
  double sf_inside(double x) const { return upper_gamma(shape(), x * x / 2); }
  double log_cdf_inside(double x) const {
    if (x == 0) return -HUGE_VAL;
    if (x > 1e-145) return log_lower_gamma(shape(), x * x / 2);
    return degrees_of_freedom * (std::log(x) - std::numbers::ln2 / 2) - log_gamma(shape() + 1);
  }
  double log_sf_inside(double x) const {
    return x > 1e-145 ? log_upper_gamma(shape(), x * x / 2) : std::log1p(-cdf_inside(x));
  }
  double quantile_inside(double p) const {
    // So near 0 that the distribution function is a power.
    const double log_y = (std::log(p) + log_gamma(shape() + 1)) / shape();
    return log_y < -40 ? std::exp((log_y + std::numbers::ln2) / 2) : std::sqrt(2 * lower_gamma_inverse(shape(), p));
  }
  double upper_quantile_inside(double p) const { return std::sqrt(2 * upper_gamma_inverse(shape(), p)); }
  Moments moments_inside() const {
    const double k = degrees_of_freedom;
    double mean = std::exp(log_gamma(shape() + 0.5) - log_gamma(shape()) + std::numbers::ln2 / 2);
    double variance = k - mean * mean, rest = 1 - 2 * variance;
    if (k > 100) {  // these are differences of nearly equal numbers: by powers of 1/k
      const double y = 1 / k;
      rest = y * (0.25 + y * (0.125 + y * (-5.0 / 64 + y * (-23.0 / 128 + y * (53.0 / 512 + y * (593.0 / 1024))))));
      variance = (1 - rest) / 2, mean = std::sqrt(k - variance);
    }
    const double sd = std::sqrt(variance), skewness = mean / sd * (rest / variance);
    return {mean, variance, skewness, 2 / variance * (1 - mean * sd * skewness - variance)};
  }
  double entropy_inside() const {
    const double a = shape();
    return log_gamma_excess(a) + (a - 0.5) * (0.5 / a - log_gamma_excess_slope(a)) - std::numbers::ln2 / 2;
  }
  double draw(Random& random) const { return std::exp((draw_log_gamma(random, shape()) + std::numbers::ln2) / 2); }
  static Chi start(const SampleShape& s) { return {s.mean * s.mean + s.sd * s.sd}; }
};

}  // namespace sanov
