#pragma once

#include <cmath>

#include "sanov/families/count_masses.h"
#include "sanov/families/draws.h"
#include "sanov/families/family.h"
#include "sanov/numerics/special_gamma.h"

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
    return [mean](double k) {
      return mass_with_slopes<T>(log_poisson_mass(k, value_of(mean)), [&] { return T(times(k, log(mean)) - mean); });
    };
  }
  double cdf_inside(double k) const { return std::exp(log_cdf_inside(k)); }
  double sf_inside(double k) const { return std::exp(log_sf_inside(k)); }
  double log_cdf_inside(double k) const { return log_upper_gamma(k + 1, mean); }
  double log_sf_inside(double k) const { return log_lower_gamma(k + 1, mean); }
  Moments moments_inside() const { return {mean, mean, 1 / std::sqrt(mean), 1 / mean}; }
  double draw(Random& random) const { return draw_poisson(random, mean); }
  static Poisson best(const SampleShape& s) { return {s.mean}; }
};

}  // namespace sanov
