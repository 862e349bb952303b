#pragma once

#include <cmath>

#include "sanov/families/count_masses.h"
#include "sanov/families/family.h"
#include "sanov/numerics/special_beta.h"

namespace sanov {

/// Binomial distribution: how many of a number of independent trials succeed.
///   f(k) = C(trials, k) probability^k (1 − probability)^(trials−k)
/// Support: 0, 1, …, trials. Derivatives by trials are those of the gamma function.
/// scipy binom(n=trials, p=probability); R dbinom(size=trials, prob=probability); Boost binomial(trials, probability);
/// torch Binomial(trials, probability).
struct Binomial {
  double trials = 10;
  double probability = 0.5;

  static constexpr FamilyInfo<2> info{"binomial", {whole_number("trials", 10, 1), fraction("probability")}, true};
  SANOV_FAMILY_FUNCTIONS(Binomial)

  Support support() const { return {0, trials}; }
  End lower_end() const { return {End::Kind::zero}; }
  End upper_end() const { return {End::Kind::zero}; }

  template <class T>
  static auto log_density(const T& trials, const T& probability) {
    return [trials, probability](double k) {
      const double n = value_of(trials), p = value_of(probability);
      return mass_with_slopes<T>(log_binomial_mass(k, n, p, 1 - p), [&] {
        return T(
            log_falling(trials, k) + times(k, log(probability)) +
            (k == n && value_of(trials) == k ? T((trials - k) * std::log1p(-p)) : (trials - k) * log1p(-probability)));
      });
    };
  }
  double cdf_inside(double k) const { return upper_beta(k + 1, trials - k, probability, 1 - probability); }
  double sf_inside(double k) const { return lower_beta(k + 1, trials - k, probability, 1 - probability); }
  double log_cdf_inside(double k) const { return log_upper_beta(k + 1, trials - k, probability, 1 - probability); }
  double log_sf_inside(double k) const { return log_lower_beta(k + 1, trials - k, probability, 1 - probability); }
  Moments moments_inside() const {
    const double p = probability, q = 1 - p, variance = trials * p * q;
    if (variance == 0) return {trials * p, 0, {}, {}};
    return {trials * p, variance, (q - p) / std::sqrt(variance), (1 - 6 * p * q) / variance};
  }
};

}  // namespace sanov
