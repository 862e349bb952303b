#pragma once

#include <algorithm>
#include <cmath>

#include "sanov/families/family.h"
#include "sanov/families/skellam_sums.h"

namespace sanov {

/// Skellam distribution: the difference of two independent Poisson counts.
///   f(k) = exp(−mean1 − mean2) (mean1/mean2)^(k/2) I_|k|(2 √(mean1 mean2))
/// Support: all whole numbers. Masses and tails are sums over the counts' joint masses, all of one sign: O(√mean), and of fewer from means of 10⁶ on.
/// scipy skellam(mu1=mean1, mu2=mean2); R none (skellam dskellam); Boost none; torch none.
struct Skellam {
  double mean1 = 1;
  double mean2 = 1;

  static constexpr FamilyInfo<2> info{"skellam", {positive("mean1"), positive("mean2")}, true};
  SANOV_FAMILY_FUNCTIONS(Skellam)

  Support support() const { return {}; }
  End lower_end() const { return {End::Kind::exponential, 1, 1}; }
  End upper_end() const { return {End::Kind::exponential, 1, 1}; }

  template <class T>
  static auto log_density(const T& mean1, const T& mean2) {
    return [mean1, mean2](double k) {
      const double a = value_of(mean1), b = value_of(mean2), at = log_skellam_mass(k, a, b);
      return mass_with_slopes<T>(at, [&] { return skellam_slopes(mean1, mean2, k, at); });
    };
  }
  double cdf_inside(double k) const { return k < mean1 - mean2 ? std::exp(lower(k)) : -std::expm1(upper(k)); }
  double sf_inside(double k) const { return k < mean1 - mean2 ? -std::expm1(lower(k)) : std::exp(upper(k)); }
  double log_cdf_inside(double k) const { return k < mean1 - mean2 ? lower(k) : std::log1p(-std::exp(upper(k))); }
  double log_sf_inside(double k) const { return k < mean1 - mean2 ? std::log1p(-std::exp(lower(k))) : upper(k); }
  Moments moments_inside() const {
    const double variance = mean1 + mean2;
    return {mean1 - mean2, variance, (mean1 - mean2) / (variance * std::sqrt(variance)), 1 / variance};
  }

 private:
  double upper(double k) const { return log_skellam_upper(k, mean1, mean2); }
  double lower(double k) const { return log_skellam_upper(-k - 1, mean2, mean1); }
};

}  // namespace sanov
