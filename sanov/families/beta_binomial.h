#pragma once

#include <cmath>

#include "sanov/families/count_masses.h"
#include "sanov/families/family.h"
#include "sanov/families/whole_sum.h"

namespace sanov {

/// Beta-binomial distribution: successes in trials whose common probability is itself drawn from a beta distribution.
///   f(k) = C(trials, k) B(k+alpha, trials−k+beta) / B(alpha, beta)
/// Support: 0, 1, …, trials. Derivatives by trials are those of the gamma function. The tails are summed: O(trials) up to 4096, beyond from fewer masses.
/// scipy betabinom(n=trials, a=alpha, b=beta); R none (extraDistr dbbinom); Boost none; torch none.
struct BetaBinomial {
  double trials = 10;
  double alpha = 2;
  double beta = 3;

  static constexpr FamilyInfo<3> info{
      "beta_binomial", {whole_number("trials", 10, 1), positive("alpha", 2), positive("beta", 3)}, true};
  SANOV_FAMILY_FUNCTIONS(BetaBinomial)

  Support support() const { return {0, trials}; }
  End lower_end() const { return {End::Kind::zero}; }
  End upper_end() const { return {End::Kind::zero}; }

  template <class T>
  static auto log_density(const T& trials, const T& alpha, const T& beta) {
    return [trials, alpha, beta](double k) {
      return mass_with_slopes<T>(log_mass(k, value_of(trials), value_of(alpha), value_of(beta)), [&] {
        return T(log_falling(trials, k) + log_gamma(alpha + k) + log_gamma(trials - k + beta) -
                 log_gamma(trials + alpha + beta) - log_gamma(alpha) - log_gamma(beta) + log_gamma(alpha + beta));
      });
    };
  }
  /// Three negative binomial masses of the same probability: no large parts cancel.
  static double log_mass(double k, double trials, double alpha, double beta) {
    const double size = alpha + beta, p = size / (size + trials), q = trials / (size + trials);
    return log_negative_binomial_mass(k, alpha, p, q) + log_negative_binomial_mass(trials - k, beta, p, q) -
           log_negative_binomial_mass(trials, size, p, q);
  }

  double cdf_inside(double k) const { return std::exp(log_cdf_inside(k)); }
  double sf_inside(double k) const { return std::exp(log_sf_inside(k)); }
  double log_cdf_inside(double k) const {
    const double below = log_lower(k);
    return below < -0.7 ? below : std::log1p(-std::exp(log_upper(k)));
  }
  double log_sf_inside(double k) const {
    const double above = log_upper(k);
    return above < -0.7 ? above : std::log1p(-std::exp(log_lower(k)));
  }

 private:
  double up(double k) const { return (trials - k) / (k + 1) * ((k + alpha) / (trials - k - 1 + beta)); }
  static constexpr double kMany = 4096;

  /// From an end to k the masses rise or fall, or first do the one and then the other.
  double log_tail(double first, double last) const {
    const auto mass = [&](double k) { return log_mass(k, trials, alpha, beta); };
    const double top = (trials + 1) * ((alpha - 1) / (alpha + beta - 2));
    if (!(alpha > 1 && beta > 1)) return log_sum_of_whole(mass, first, last, {first, last});
    return log_sum_of_whole(mass, first, last, {top});
  }
  double log_lower(double k) const {
    if (trials > kMany) return log_tail(0, k);
    double sum = 1, term = 1;
    for (double j = k; j > 0; --j) sum += term /= up(j - 1);
    return log_mass(k, trials, alpha, beta) + std::log(sum);
  }
  double log_upper(double k) const {
    if (trials > kMany) return log_tail(k + 1, trials);
    double sum = 1, term = 1;
    for (double j = k + 1; j < trials; ++j) sum += term *= up(j);
    return log_mass(k + 1, trials, alpha, beta) + std::log(sum);
  }
};

}  // namespace sanov
