#pragma once

#include <cmath>

#include "sanov/families/family.h"

namespace sanov {

/// Geometric distribution: how many failures come before the first success.
///   f(k) = probability (1 − probability)^k
/// Support: 0, 1, 2, …: failures are counted, not trials.
/// scipy geom(p=probability, loc=-1), since scipy counts trials; R dgeom(prob=probability); Boost geometric(probability);
/// torch Geometric(probability).
struct Geometric {
  double probability = 0.5;

  static constexpr FamilyInfo<1> info{"geometric", {open_fraction("probability")}, true};
  SANOV_FAMILY_FUNCTIONS(Geometric)

  Support support() const { return {.low = 0}; }
  End lower_end() const { return {End::Kind::zero}; }
  End upper_end() const { return {End::Kind::exponential, 1, -std::log1p(-probability)}; }

  template <class T>
  static auto log_density(const T& probability) {
    return [log_p = log(probability), log_q = log1p(-probability)](double k) { return T(log_p + log_q * k); };
  }
  double cdf_inside(double k) const { return -std::expm1(log_sf_inside(k)); }
  double sf_inside(double k) const { return std::exp(log_sf_inside(k)); }
  double log_sf_inside(double k) const { return (k + 1) * std::log1p(-probability); }
  Moments moments_inside() const {
    const double p = probability, q = 1 - p;
    return {q / p, q / p / p, (1 + q) / std::sqrt(q), 6 + p * p / q};
  }
  double entropy_inside() const {
    const double p = probability;
    return -std::log(p) - (1 - p) / p * std::log1p(-p);
  }
  double draw(Random& random) const { return std::floor(random.exponential() / -std::log1p(-probability)); }
  static Geometric best(const SampleShape& s) { return {1 / (1 + s.mean)}; }
};

}  // namespace sanov
