#pragma once

#include <algorithm>
#include <array>
#include <cmath>

#include "sanov/families/draws.h"
#include "sanov/families/family.h"
#include "sanov/families/jet_special.h"

namespace sanov {

/// Beta distribution: a fraction, as one of two gamma amounts has of their sum.
///   f(x) = x^(alpha−1) (1−x)^(beta−1) / B(alpha, beta)
/// Support: 0 ≤ x ≤ 1; at 0 the density is infinite for alpha < 1, at 1 for beta < 1. alpha = beta = 1 is uniform.
/// scipy beta(a=alpha, b=beta); R dbeta(alpha, beta); Boost beta_distribution(alpha, beta); torch Beta(alpha, beta).
struct Beta {
  double alpha = 2;
  double beta = 2;

  static constexpr FamilyInfo<2> info{"beta", {positive("alpha", 2), positive("beta", 2)}};
  SANOV_FAMILY_FUNCTIONS(Beta)

  Support support() const { return {0, 1}; }
  End lower_end() const { return {End::Kind::power, alpha - 1}; }
  End upper_end() const { return {End::Kind::power, beta - 1}; }

  template <class T>
  static auto log_density(const T& alpha, const T& beta) {
    return [kernel = LogBetaKernel<T>(alpha, beta)](double x) {
      const double y = 1 - x;
      if (x == 0) return T(times_log(T(kernel.a - 1.0), 0) - log_beta(kernel.a, kernel.b));
      if (y == 0) return T(times_log(T(kernel.b - 1.0), 0) - log_beta(kernel.a, kernel.b));
      return T(kernel.at(x, y) - (std::log(x) + std::log1p(-x)));
    };
  }
  static constexpr Statistic statistics[]{
      {Statistic::Kind::one}, {Statistic::Kind::log_x}, {Statistic::Kind::log_complement}};
  template <class T>
  static std::array<T, 3> coefficients(const T& alpha, const T& beta) {
    return {T(-log_beta(alpha, beta)), T(alpha - 1.0), T(beta - 1.0)};
  }
  double cdf_inside(double x) const { return lower_beta(alpha, beta, x, 1 - x); }
  double sf_inside(double x) const { return upper_beta(alpha, beta, x, 1 - x); }
  double log_cdf_inside(double x) const { return log_lower_beta(alpha, beta, x, 1 - x); }
  double log_sf_inside(double x) const { return log_upper_beta(alpha, beta, x, 1 - x); }
  Moments moments_inside() const {
    const double n = alpha + beta, p = alpha / n, q = beta / n, variance = p * q / (n + 1);
    const double ratio = (n + 1) / (p * q * n * n);
    return {p, variance, 2 * (q - p) * n * std::sqrt(n + 1) / ((n + 2) * std::sqrt(alpha) * std::sqrt(beta)),
            6 * ((q - p) * (q - p) * n * n * ratio - (n + 2)) / ((n + 2) * (n + 3))};
  }
  double entropy_inside() const {
    const double n = alpha + beta;
    return std::log(alpha / n) + std::log(beta / n) + beta_entropy_rest(alpha, beta, 1, 1);
  }
  double draw(Random& random) const {
    const double a = draw_log_gamma(random, alpha), b = draw_log_gamma(random, beta);
    return 1 / (1 + std::exp(b - a));
  }
  static Beta start(const SampleShape& s) {
    if (!(s.low >= 0 && s.high <= 1)) return {};
    const double size = std::max(s.mean * (1 - s.mean) / (s.sd * s.sd) - 1, 0.1);
    return {s.mean * size, (1 - s.mean) * size};
  }
};

}  // namespace sanov
