#pragma once

#include <cmath>

#include "sanov/families/draws.h"
#include "sanov/families/gamma.h"

namespace sanov {

/// χ² distribution: the squared length of a vector of independent standard normal numbers.
///   f(x) = x^(k/2 − 1) exp(−x/2) / (2^(k/2) Γ(k/2)), k = degrees_of_freedom
/// Support: x ≥ 0; at 0 the density is infinite for k < 2. The degrees of freedom need not be whole.
/// scipy chi2(df=degrees_of_freedom); R dchisq(df); Boost chi_squared(df); torch Chi2(df).
struct ChiSquared {
  double degrees_of_freedom = 3;

  static constexpr FamilyInfo<1> info{"chi_squared", {positive("degrees_of_freedom", 3)}};
  SANOV_FAMILY_FUNCTIONS(ChiSquared)

  Gamma as_gamma() const { return {degrees_of_freedom / 2, 2}; }
  Support support() const { return {.low = 0}; }
  End lower_end() const { return as_gamma().lower_end(); }
  End upper_end() const { return as_gamma().upper_end(); }

  template <class T>
  static auto log_density(const T& degrees_of_freedom) {
    return Gamma::log_density<T>(0.5 * degrees_of_freedom, T(2.0));
  }
  double cdf_inside(double x) const { return as_gamma().cdf_inside(x); }
  double sf_inside(double x) const { return as_gamma().sf_inside(x); }
  double log_cdf_inside(double x) const { return as_gamma().log_cdf_inside(x); }
  double log_sf_inside(double x) const { return as_gamma().log_sf_inside(x); }
  double quantile_inside(double p) const { return as_gamma().quantile_inside(p); }
  double upper_quantile_inside(double p) const { return as_gamma().upper_quantile_inside(p); }
  Moments moments_inside() const { return as_gamma().moments_inside(); }
  double entropy_inside() const { return as_gamma().entropy_inside(); }
  double draw(Random& random) const { return as_gamma().draw(random); }
  static ChiSquared start(const SampleShape& s) { return {s.mean}; }
};

}  // namespace sanov
