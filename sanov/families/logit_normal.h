#pragma once

#include <algorithm>
#include <cmath>
#include <numbers>
#include "sanov/families/family.h"
#include "sanov/numerics/special.h"

namespace sanov {

/// Logit-normal distribution: a fraction whose log odds are normal.
///   f(x) = exp(−z²/2) / (logit_sd x (1 − x) √(2π)), z = (ln(x/(1 − x)) − logit_mean)/logit_sd
/// Support: 0 ≤ x ≤ 1, at whose ends the density is 0. The median has log odds logit_mean.
/// scipy none; R none (logitnorm: dlogitnorm(logit_mean, logit_sd)); Boost none; torch none
/// (TransformedDistribution(Normal(…), SigmoidTransform())).
struct LogitNormal {
  double logit_mean = 0;
  double logit_sd = 1;  ///< standard deviation of the log odds

  static constexpr FamilyInfo<2> info{"logit_normal", {any_real("logit_mean"), positive("logit_sd")}};
  SANOV_FAMILY_FUNCTIONS(LogitNormal)

  Support support() const { return {0, 1}; }
  End lower_end() const { return {End::Kind::log_squared, 0, 1 / (2 * logit_sd * logit_sd)}; }
  End upper_end() const { return lower_end(); }

  template <class T>
  static auto log_density(const T& logit_mean, const T& logit_sd) {
    return [logit_mean, rate = 1.0 / logit_sd, c = T(log(logit_sd) + std::log(2 * std::numbers::pi) / 2)](double x) {
      if (x == 0 || x == 1) return T(-HUGE_VAL);
      const T z = (log_less(x, logit_mean) - std::log1p(-x)) * rate;
      return T(-0.5 * z * z - c - std::log(x) - std::log1p(-x));
    };
  }
  double z(double x) const {
    return (x < 0.1 ? log_less(x, logit_mean) - std::log1p(-x) : log_ratio(x, 1 - x) - logit_mean) / logit_sd;
  }
  double cdf_inside(double x) const { return normal_cdf(z(x)); }
  double sf_inside(double x) const { return normal_sf(z(x)); }
  double log_cdf_inside(double x) const { return log_normal_cdf(z(x)); }
  double log_sf_inside(double x) const { return log_normal_cdf(-z(x)); }
  double quantile_inside(double p) const { return at(normal_quantile(p)); }
  double upper_quantile_inside(double p) const { return at(normal_upper_quantile(p)); }
  double at(double z) const { return 1 / (1 + std::exp(-(logit_mean + logit_sd * z))); }
  double draw(Random& random) const { return at(random.normal()); }
  static LogitNormal start(const SampleShape& s) {
    if (!(s.low > 0 && s.high < 1)) return {};
    return {std::log(s.median / (1 - s.median)), std::max(s.sd / (s.mean * (1 - s.mean)), 1e-3)};
  }
};

}  // namespace sanov
