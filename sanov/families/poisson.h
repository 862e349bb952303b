#pragma once

#include <cmath>

#include "sanov/families/family.h"
#include "sanov/numerics/special.h"

namespace sanov {

/// Poisson distribution: how many of many rare independent events happen.
///   f(k) = mean^k exp(−mean) / k!
/// Support: 0, 1, 2, …
/// scipy poisson(mu=mean); R dpois(lambda=mean); Boost poisson(mean); torch Poisson(mean).
struct Poisson {
  double mean = 1;

  static constexpr FamilyInfo<1> info{"poisson", {positive("mean")}, true};
  SANOV_FAMILY_FUNCTIONS(Poisson)

  Support support() const { return {.low = 0}; }
  End lower_end() const { return {End::Kind::zero}; }
  End upper_end() const { return {End::Kind::exponential, 1, 1}; }

  template <class T>
  static auto log_density(const T& mean) {
    // About k = mean, where nothing cancels (Loader 2000).
    return [mean](double k) {
      return k == 0 ? T(-mean) : T(-k * deviance(mean / k) - log_gamma_excess(k) - 0.5 * std::log(k));
    };
  }
  double cdf_inside(double k) const { return upper_gamma(k + 1, mean); }
  double sf_inside(double k) const { return lower_gamma(k + 1, mean); }
  Moments moments_inside() const { return {mean, mean, 1 / std::sqrt(mean), 1 / mean}; }
  static Poisson best(const SampleShape& s) { return {s.mean}; }
};

}  // namespace sanov
