#pragma once

#include <algorithm>
#include <cmath>

#include "sanov/families/count_masses.h"
#include "sanov/families/draws.h"
#include "sanov/families/family.h"
#include "sanov/numerics/special_beta.h"

namespace sanov {

/// Negative binomial distribution: how many failures come before the size-th success; counts more scattered than Poisson's.
///   f(k) = Γ(k+size)/(k! Γ(size)) probability^size (1 − probability)^k
/// Support: 0, 1, 2, … It counts failures, not trials, and size need not be whole. A Poisson whose mean is drawn from a
/// gamma(shape=size, scale=(1−probability)/probability).
/// scipy nbinom(n=size, p=probability); R dnbinom(size, prob=probability); Boost negative_binomial(size, probability);
/// torch NegativeBinomial(total_count=size, probs=1−probability).
struct NegativeBinomial {
  double size = 1;
  double probability = 0.5;

  static constexpr FamilyInfo<2> info{"negative_binomial", {positive("size"), open_fraction("probability")}, true};
  SANOV_FAMILY_FUNCTIONS(NegativeBinomial)

  Support support() const { return {.low = 0}; }
  End lower_end() const { return {End::Kind::zero}; }
  End upper_end() const { return {End::Kind::exponential, 1, -std::log1p(-probability)}; }

  template <class T>
  static auto log_density(const T& size, const T& probability) {
    return [size, probability](double k) {
      const double p = value_of(probability);
      return mass_with_slopes<T>(log_negative_binomial_mass(k, value_of(size), p, 1 - p), [&] {
        return T(log_gamma(size + k) - log_gamma(size) + size * log(probability) + times(k, log1p(-probability)));
      });
    };
  }
  double cdf_inside(double k) const { return lower_beta(size, k + 1, probability, 1 - probability); }
  double sf_inside(double k) const { return upper_beta(size, k + 1, probability, 1 - probability); }
  double log_cdf_inside(double k) const { return log_lower_beta(size, k + 1, probability, 1 - probability); }
  double log_sf_inside(double k) const { return log_upper_beta(size, k + 1, probability, 1 - probability); }
  Moments moments_inside() const {
    const double p = probability, q = 1 - p, mean = size * q / p;
    return {mean, mean / p, (1 + q) / std::sqrt(size * q), 6 / size + p * p / (size * q)};
  }
  double draw(Random& random) const {
    return draw_poisson(random, draw_gamma(random, size) * ((1 - probability) / probability));
  }
  static NegativeBinomial start(const SampleShape& s) {
    const double excess = std::max(s.sd * s.sd - s.mean, 0.01 * s.mean);
    const double size = s.mean * s.mean / excess;
    return {size, size / (size + s.mean)};
  }
};

}  // namespace sanov
