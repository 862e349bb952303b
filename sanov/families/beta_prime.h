#pragma once

#include <algorithm>
#include <cmath>
#include <limits>

#include "sanov/families/draws.h"
#include "sanov/families/family.h"
#include "sanov/families/jet_special.h"

namespace sanov {

/// Beta prime distribution: the odds x/(1−x) of a beta-distributed fraction; the ratio of two gamma amounts.
///   f(x) = x^(alpha−1) (1+x)^(−alpha−beta) / B(alpha, beta)
/// Support: x ≥ 0; at 0 the density is infinite for alpha < 1.
/// scipy betaprime(a=alpha, b=beta); R none; Boost none; torch none.
struct BetaPrime {
  double alpha = 2;
  double beta = 5;

  static constexpr FamilyInfo<2> info{"beta_prime", {positive("alpha", 2), positive("beta", 5)}};
  SANOV_FAMILY_FUNCTIONS(BetaPrime)

  Support support() const { return {.low = 0}; }
  End lower_end() const { return {End::Kind::power, alpha - 1}; }
  End upper_end() const { return {End::Kind::power, -beta - 1}; }

  /// The fraction whose odds are x.
  static BetaPoint fraction_of(double x) {
    return x > 1 ? BetaPoint{1 / (1 + 1 / x), 1 / x / (1 + 1 / x)} : BetaPoint{x / (1 + x), 1 / (1 + x)};
  }

  template <class T>
  static auto log_density(const T& alpha, const T& beta) {
    return [kernel = LogBetaKernel<T>(alpha, beta)](double x) {
      const auto [p, q] = fraction_of(x);
      if (x == 0) return T(times_log(T(kernel.a - 1.0), 0) - log_beta(kernel.a, kernel.b));
      return T(kernel.at(p, q) - std::log(x));
    };
  }
  double cdf_inside(double x) const { return lower_beta(alpha, beta, fraction_of(x).x, fraction_of(x).y); }
  double sf_inside(double x) const { return upper_beta(alpha, beta, fraction_of(x).x, fraction_of(x).y); }
  double log_cdf_inside(double x) const { return log_lower_beta(alpha, beta, fraction_of(x).x, fraction_of(x).y); }
  double log_sf_inside(double x) const { return log_upper_beta(alpha, beta, fraction_of(x).x, fraction_of(x).y); }
  Moments moments_inside() const {
    constexpr double inf = std::numeric_limits<double>::infinity();
    const double a = alpha, b = beta;
    if (b <= 1) return {inf, inf, {}, {}};
    const double mean = a / (b - 1);
    if (b <= 2) return {mean, inf, {}, {}};
    const double sum = (a + b - 1) / (b - 1), variance = mean * sum / (b - 2);
    if (b <= 3) return {mean, variance, {}, {}};
    const double skewness = 2 * (2 * mean + 1) / (b - 3) * std::sqrt((b - 2) / (mean * sum));
    if (b <= 4) return {mean, variance, skewness, inf};
    return {mean, variance, skewness, 6 * ((5 * b - 11) + (b - 2) / (mean * sum)) / ((b - 3) * (b - 4))};
  }
  double entropy_inside() const { return std::log(alpha / beta) + beta_entropy_rest(alpha, beta, 1, -1); }
  double draw(Random& random) const {
    const double a = draw_log_gamma(random, alpha);
    return std::exp(a - draw_log_gamma(random, beta));
  }
  static BetaPrime start(const SampleShape& s) { return {std::max(s.median, 0.1) * 3, 3}; }
};

}  // namespace sanov
