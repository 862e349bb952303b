#pragma once

#include <array>
#include <cmath>
#include <limits>

#include "sanov/families/draws.h"
#include "sanov/families/family.h"
#include "sanov/families/jet_special.h"
#include "sanov/families/noncentral.h"

namespace sanov {

/// Noncentral χ² distribution: the squared length of independent normal numbers of variance 1 whose means are not all 0.
///   f(x) = Σⱼ Poisson(j; noncentrality/2) χ²(x; degrees_of_freedom + 2j)
/// Support: x ≥ 0; at 0 the density is infinite for degrees_of_freedom < 2. noncentrality is the sum of the means'
/// squares. Sums of positive terms, about √noncentrality of them.
/// scipy ncx2(df, nc=noncentrality); R dchisq(df, ncp=noncentrality); Boost non_central_chi_squared(df, noncentrality);
/// torch none.
struct NoncentralChiSquared {
  double degrees_of_freedom = 3;
  double noncentrality = 2;

  static constexpr FamilyInfo<2> info{"noncentral_chi_squared",
                                      {positive("degrees_of_freedom", 3), nonnegative("noncentrality", 2)}};
  SANOV_FAMILY_FUNCTIONS(NoncentralChiSquared)

  Support support() const { return {.low = 0}; }
  End lower_end() const { return {End::Kind::power, degrees_of_freedom / 2 - 1}; }
  End upper_end() const { return {End::Kind::exponential, 1, 0.5}; }

  static double log_term_sum(double x, double k, double m) { return log_noncentral_chi_squared(x, k, m); }
  template <std::size_t N>
  static Jet<N> log_term_sum(double x, const Jet<N>& k, const Jet<N>& m) {
    return chain(jet_noncentral_chi_squared(x, k.value, m.value), std::array{k, m});
  }
  template <class T>
  static auto log_density(const T& degrees_of_freedom, const T& noncentrality) {
    return [k = degrees_of_freedom, m = noncentrality](double x) {
      if (x == 0)
        return T(times_log(T(0.5 * k - 1.0), 0) - log_gamma(T(0.5 * k)) - std::log(2.0) * (0.5 * k) - 0.5 * m);
      return log_term_sum(x, k, m);
    };
  }
  Tails tails(double x) const {
    if (x == 0) return {-std::numeric_limits<double>::infinity(), 0};
    return noncentral_chi_squared_tails(x, degrees_of_freedom, noncentrality);
  }
  Middle middle() const {
    return {degrees_of_freedom + noncentrality, std::sqrt(2 * degrees_of_freedom + 4 * noncentrality)};
  }
  double cdf_inside(double x) const { return std::exp(tails(x).log_cdf); }
  double sf_inside(double x) const { return std::exp(tails(x).log_sf); }
  double log_cdf_inside(double x) const { return tails(x).log_cdf; }
  double log_sf_inside(double x) const { return tails(x).log_sf; }
  double quantile_inside(double p) const { return quantile_of_tails(*this, p, true); }
  double upper_quantile_inside(double p) const { return quantile_of_tails(*this, p, false); }
  Moments moments_inside() const {
    const double k = degrees_of_freedom, m = noncentrality, s = k + 2 * m;
    return {k + m, 2 * s, std::sqrt(8 / s) * ((k + 3 * m) / s), 12 * ((k + 4 * m) / s) / s};
  }
  double entropy_inside() const {
    return entropy_over_logarithm([&](double x) { return log_term_sum(x, degrees_of_freedom, noncentrality); },
                                  middle());
  }
  double draw(Random& random) const { return draw_noncentral_chi_squared(random, degrees_of_freedom, noncentrality); }
};

}  // namespace sanov
