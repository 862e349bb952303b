#pragma once

#include <cmath>
#include <limits>

#include "sanov/families/family.h"
#include "sanov/families/jet_special.h"
#include "sanov/families/tail_integral.h"

namespace sanov {

/// Rice distribution: the length of a vector in the plane with normal noise; a signal's strength beside a constant one.
///   f(x) = x/scale² exp( −(x² + distance²)/(2 scale²) ) I₀(x distance/scale²)
/// Support: x ≥ 0. distance is the vector's length without noise, scale the noise's standard deviation on each axis;
/// distance = 0 is Rayleigh's.
/// The distribution function is an integral of the density. scipy rice(b=distance/scale, scale=scale); R
/// VGAM::drice(sigma=scale, vee=distance); Boost none; torch none.
struct Rice {
  double distance = 1;
  double scale = 1;

  static constexpr FamilyInfo<2> info{"rice", {nonnegative("distance", 1), positive("scale")}};
  SANOV_FAMILY_FUNCTIONS(Rice)

  Support support() const { return {.low = 0}; }
  End lower_end() const { return {End::Kind::power, 1}; }
  End upper_end() const { return {End::Kind::exponential, 2, 1 / (2 * scale * scale)}; }

  template <class T>
  static auto log_density(const T& distance, const T& scale) {
    return [distance, scale, ratio = T(distance / scale), c = T(log(scale))](double x) {
      const T z = (x - distance) / scale;
      return T(std::log(x) - 2.0 * c - 0.5 * z * z + log_bessel_i0(T(x / scale * ratio)));
    };
  }
  Tails tails(double x) const {
    return tails_by_integral([d = log_density<double>(distance, scale)](double t) { return d(t); }, x, 0,
                             std::numeric_limits<double>::infinity(), middle().centre, scale);
  }
  Middle middle() const { return {std::hypot(distance, scale), scale}; }
  double cdf_inside(double x) const { return std::exp(tails(x).log_cdf); }
  double sf_inside(double x) const { return std::exp(tails(x).log_sf); }
  double log_cdf_inside(double x) const { return tails(x).log_cdf; }
  double log_sf_inside(double x) const { return tails(x).log_sf; }
  double quantile_inside(double p) const { return quantile_of_tails(*this, p, true); }
  double upper_quantile_inside(double p) const { return quantile_of_tails(*this, p, false); }
  double draw(Random& random) const {
    const double first = random.normal();
    return std::hypot(distance + scale * first, scale * random.normal());
  }
  static Rice start(const SampleShape& s) {
    // Far from 0 it is normal; near 0 it is Rayleigh, of which mean/sd is 1.91.
    const double ratio = s.mean / s.sd;
    return {ratio > 2.2 ? s.mean : 0.7 * s.mean, ratio > 2.2 ? s.sd : 0.6 * s.mean};
  }
};

}  // namespace sanov
