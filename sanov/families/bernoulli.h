#pragma once

#include <cmath>

#include "sanov/families/family.h"

namespace sanov {

/// Bernoulli distribution: whether something happens, 1, or not, 0.
///   f(1) = probability, f(0) = 1 − probability
/// Support: 0 and 1.
/// scipy bernoulli(p=probability); R dbinom(size=1, prob=probability); Boost bernoulli(probability); torch
/// Bernoulli(probability).
struct Bernoulli {
  double probability = 0.5;

  static constexpr FamilyInfo<1> info{"bernoulli", {fraction("probability")}, true};
  SANOV_FAMILY_FUNCTIONS(Bernoulli)

  Support support() const { return {0, 1}; }
  End lower_end() const { return {End::Kind::zero}; }
  End upper_end() const { return {End::Kind::zero}; }

  template <class T>
  static auto log_density(const T& probability) {
    return [probability](double k) { return k == 0 ? T(log1p(-probability)) : T(log(probability)); };
  }
  double cdf_inside(double) const { return 1 - probability; }
  double sf_inside(double) const { return probability; }
  Moments moments_inside() const {
    const double p = probability, q = 1 - p, variance = p * q;
    if (variance == 0) return {p, 0, {}, {}};
    return {p, variance, (q - p) / std::sqrt(variance), (1 - 6 * variance) / variance};
  }
  double entropy_inside() const {
    const double p = probability, q = 1 - p;
    return (p == 0 ? 0 : -p * std::log(p)) + (q == 0 ? 0 : -q * std::log1p(-p));
  }
  double draw(Random& random) const { return random.uniform() < probability ? 1 : 0; }
  static Bernoulli best(const SampleShape& s) { return {s.mean}; }
};

}  // namespace sanov
