#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <string_view>

#include "sanov/families/family.h"
#include "sanov/families/inverse_gaussian.h"
#include "sanov/families/jet_special.h"
#include "sanov/families/tail_integral.h"

namespace sanov {

/// Normal-inverse Gaussian distribution: a normal number whose variance is inverse Gaussian; returns of stocks.
///   f(x) = tail/(π scale q) K₁(tail q) exp(γ + asymmetry z), z = (x − location)/scale, q = √(1 + z²),
///   γ = √(tail² − asymmetry²)
/// Support: all numbers. |asymmetry| < tail. For large tail it is nearly normal, for small nearly Cauchy's amid and still
/// exponential far off. tail and asymmetry are numbers without unit, α δ and β δ of Barndorff-Nielsen.
/// The distribution function is an integral of the density. scipy norminvgauss(a=tail, b=asymmetry, loc=location,
/// scale=scale); R GeneralizedHyperbolic::dnig(mu=location, delta=scale, alpha=tail/scale, beta=asymmetry/scale); Boost
/// none; torch none.
struct NormalInverseGaussian {
  double location = 0;
  double scale = 1;
  double tail = 2;
  double asymmetry = 0;

  static constexpr FamilyInfo<4> info{
      "normal_inverse_gaussian", {any_real("location"), positive("scale"), positive("tail", 2), any_real("asymmetry")}};
  SANOV_FAMILY_FUNCTIONS(NormalInverseGaussian)

  std::string_view broken_rule() const {
    return std::fabs(asymmetry) < tail ? "" : "asymmetry must be between -tail and tail";
  }
  Support support() const { return {}; }
  End lower_end() const { return {End::Kind::exponential, 1, (tail + asymmetry) / scale}; }
  End upper_end() const { return {End::Kind::exponential, 1, (tail - asymmetry) / scale}; }

  template <class T>
  static auto log_density(const T& location, const T& scale, const T& tail, const T& asymmetry) {
    const T square = (tail - asymmetry) * (tail + asymmetry);
    return [location, scale, tail, asymmetry, square, gamma = T(sqrt(square)),
            c = T(log(tail / scale) - std::log(std::numbers::pi))](double x) {
      const T z = (x - location) / scale, q = hypotenuse(z), up = tail * q, along = asymmetry * z;
      if (!(value_of(up) < 1e300)) return T(-std::numeric_limits<double>::infinity());
      // γ + asymmetry z − tail q is a difference of nearly equal numbers near the top: multiplied by its conjugate.
      const T away = tail * z - asymmetry * q;
      const T rise =
          value_of(along) > 0 ? T((square * z / (up + along)) * z + tail * (tail / (up + along))) : T(up - along);
      return T(c - log(q) + log_bessel_k1(up) - away * (away / (rise + gamma)));
    };
  }
  /// √(1 + z²)
  template <class T>
  static T hypotenuse(const T& z) {
    return exp(T(0.5 * log1p_square(z)));
  }

  double gamma() const { return std::sqrt((tail - asymmetry) * (tail + asymmetry)); }
  Tails tails(double x) const {
    constexpr double inf = std::numeric_limits<double>::infinity();
    const auto [centre, width] = middle();
    return tails_by_integral([d = log_density<double>(location, scale, tail, asymmetry)](double t) { return d(t); }, x,
                             -inf, inf, centre, width);
  }
  Middle middle() const {
    const double g = gamma();
    return {location + scale * (asymmetry / g), scale * std::fmin(1 + tail / g / std::sqrt(g), 1 + tail / g)};
  }
  double cdf_inside(double x) const { return std::exp(tails(x).log_cdf); }
  double sf_inside(double x) const { return std::exp(tails(x).log_sf); }
  double log_cdf_inside(double x) const { return tails(x).log_cdf; }
  double log_sf_inside(double x) const { return tails(x).log_sf; }
  double quantile_inside(double p) const { return quantile_of_tails(*this, p, true); }
  double upper_quantile_inside(double p) const { return quantile_of_tails(*this, p, false); }
  Moments moments_inside() const {
    const double g = gamma(), lean = asymmetry / tail;
    return {location + scale * (asymmetry / g), scale * scale / g * (tail / g) * (tail / g), 3 * lean / std::sqrt(g),
            3 * (1 + 4 * lean * lean) / g};
  }
  double draw(Random& random) const {
    const double variance = InverseGaussian{1 / gamma(), 1}.draw(random);
    return location + scale * (asymmetry * variance + std::sqrt(variance) * random.normal());
  }
  /// By the moments, or near a normal distribution where the tails are too light for that.
  static NormalInverseGaussian start(const SampleShape& s) {
    const double skew = std::clamp(s.skewness, -3.0, 3.0), heavy = s.kurtosis - 3 - 4 * skew * skew / 3;
    const double g = heavy > 0.3 ? 3 / std::fmin(heavy, 30.0) : 10;
    const double lean = std::clamp(skew * std::sqrt(g) / 3, -0.9, 0.9), tail = g / std::sqrt(1 - lean * lean);
    const double scale = s.sd * std::sqrt(g) * (g / tail);
    return {s.mean - scale * (lean * tail / g), scale, tail, lean * tail};
  }
};

}  // namespace sanov
