#pragma once

#include <cmath>
#include "sanov/families/family.h"

namespace sanov {

/// Uniform distribution: any number between two, each as likely.
///   f(x) = 1/(high − low)
/// Support: low ≤ x ≤ high.
/// scipy uniform(loc=low, scale=high − low); R dunif(low, high); Boost uniform(low, high); torch Uniform(low, high).
struct Uniform {
  double low = 0;
  double high = 1;

  static constexpr FamilyInfo<2> info{"uniform", {any_real("low", 0), any_real("high", 1)}};
  static constexpr bool plain_density = true;
  SANOV_FAMILY_FUNCTIONS(Uniform)
  std::string_view broken_rule() const { return low < high ? "" : "low must be below high"; }

  Support support() const { return {low, high}; }
  End lower_end() const { return {End::Kind::power, 0}; }
  End upper_end() const { return {End::Kind::power, 0}; }

  template <class T>
  static auto log_density(const T& low, const T& high) {
    return [c = T(-log(high - low))](double) { return c; };
  }
  double cdf_inside(double x) const { return (x - low) / (high - low); }
  double sf_inside(double x) const { return (high - x) / (high - low); }
  double quantile_inside(double p) const { return p < 0.5 ? low + p * (high - low) : high - (1 - p) * (high - low); }
  double upper_quantile_inside(double p) const {
    return p < 0.5 ? high - p * (high - low) : low + (1 - p) * (high - low);
  }
  Moments moments_inside() const {
    const double width = high - low;
    return {low / 2 + high / 2, width / 12 * width, 0, -1.2};
  }
  double entropy_inside() const { return std::log(high - low); }
  double draw(Random& random) const { return low + random.uniform() * (high - low); }
  static Uniform best(const SampleShape& s) { return {s.low, s.high}; }
};

}  // namespace sanov
