#pragma once

#include <cmath>
#include <numbers>

#include "sanov/families/circular.h"
#include "sanov/families/family.h"
#include "sanov/families/jet_special.h"

namespace sanov {

/// Von Mises distribution: a direction, spread about one; the normal distribution of the circle.
///   f(x) = exp(concentration cos(x − location)) / (2π I₀(concentration))
/// Support: −π ≤ x ≤ π, in radians; location may be any angle. concentration = 0 is uniform; a large one is nearly normal
/// of variance 1/concentration. Moments are those of the number x, not of the direction.
/// The distribution function, from −π on, is an integral of the density. scipy vonmises(kappa=concentration,
/// loc=location), on the whole line; R circular::dvonmises(mu, kappa); Boost none; torch VonMises(location,
/// concentration).
struct VonMises {
  double location = 0;
  double concentration = 1;

  static constexpr FamilyInfo<2> info{"von_mises", {any_real("location"), nonnegative("concentration", 1)}};
  SANOV_FAMILY_FUNCTIONS(VonMises)

  Support support() const { return {-std::numbers::pi, std::numbers::pi}; }
  End lower_end() const { return {End::Kind::power, 0}; }
  End upper_end() const { return {End::Kind::power, 0}; }

  template <class T>
  static auto log_density(const T& location, const T& concentration) {
    return [location, concentration, c = T(log_bessel_i0(concentration) + std::log(2 * std::numbers::pi))](double x) {
      const T half = sin(T(0.5 * (x - location)));
      return T(-2.0 * concentration * half * half - c);
    };
  }
  double log_cdf_inside(double x) const { return log_part(-std::numbers::pi, x, x, std::numbers::pi); }
  double log_sf_inside(double x) const { return log_part(x, std::numbers::pi, -std::numbers::pi, x); }
  double cdf_inside(double x) const { return std::exp(log_cdf_inside(x)); }
  double sf_inside(double x) const { return std::exp(log_sf_inside(x)); }
  /// ln of one arc's probability, from the rest's where that is the smaller.
  double log_part(double from, double to, double rest_from, double rest_to) const {
    const double part = log_arc(from, to);
    return part < -0.7 ? part : std::log1p(-std::exp(log_arc(rest_from, rest_to)));
  }
  double log_arc(double from, double to) const {
    const double centre = std::remainder(location, 2 * std::numbers::pi);
    return log_von_mises_arc(from - centre, to - centre, concentration);
  }
  double draw(Random& random) const {
    return std::remainder(location + draw_von_mises(random, concentration), 2 * std::numbers::pi);
  }
};

}  // namespace sanov
