#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "sanov/families/family.h"
#include "sanov/families/jet_special.h"
#include "sanov/families/tail_integral.h"
#include "sanov/numerics/quadrature.h"

namespace sanov {

/// Skew normal distribution: a normal one leaning to one side (Azzalini).
///   f(x) = 2 φ(z) Φ(shape z) / scale, z = (x − location)/scale
/// Support: all numbers. shape > 0 leans to the right; shape = 0 is normal. The skewness stays below 0.9953.
/// scipy skewnorm(a=shape, loc=location, scale=scale); R sn::dsn(location, scale, shape); Boost skew_normal(location,
/// scale, shape); torch none.
struct SkewNormal {
  double location = 0;
  double scale = 1;
  double shape = 4;

  static constexpr FamilyInfo<3> info{"skew_normal", {any_real("location"), positive("scale"), any_real("shape", 4)}};
  SANOV_FAMILY_FUNCTIONS(SkewNormal)

  Support support() const { return {}; }
  End lower_end() const { return end(shape); }
  End upper_end() const { return end(-shape); }
  /// The end towards which Φ falls for a positive shape.
  End end(double s) const { return {End::Kind::exponential, 2, (1 + (s > 0 ? s * s : 0)) / (2 * scale * scale)}; }

  template <class T>
  static auto log_density(const T& location, const T& scale, const T& shape) {
    return [location, scale, shape, c = T(0.5 * std::log(2 / std::numbers::pi) - log(scale))](double x) {
      const T z = (x - location) / scale;
      return T(c - 0.5 * z * z + log_normal_cdf(T(shape * z)));
    };
  }

  /// Both tails at z for a shape s ≥ 0: P(Z > z) = sf(z) + 2 T(z, s), P(Z < z) = cdf(z) − 2 T(z, s). Where the lower tail
  /// is too small for a difference it is integrated.
  static Tails tails_at(double z, double s) {
    constexpr double kEnough = 1e-2;  // a difference of numbers near 1 keeps 14 digits of it
    const auto density = [d = log_density<double>(0, 1, s)](double x) { return d(x); };
    if (z < 0) {
      const double lower = normal_cdf(z) - 2 * owens_t(z, s);
      if (lower > kEnough) return {std::log(lower), std::log1p(-lower)};
      const double tail = log_tail(density, z, -std::numeric_limits<double>::infinity(), 1);
      return {tail, std::log1p(-std::exp(tail))};
    }
    if (z > 30) {
      const double tail = log_tail(density, z, std::numeric_limits<double>::infinity(), 1);
      return {std::log1p(-std::exp(tail)), tail};
    }
    const double upper = normal_sf(z) + 2 * owens_t(z, s);
    if (upper < 1 - kEnough) return {std::log1p(-upper), std::log(upper)};
    const double at_zero = std::atan2(1.0, s) / std::numbers::pi;
    const double between = z == 0 ? 0 : integrate([&](double x) { return std::exp(density(x)); }, 0, z).value;
    return {std::log(at_zero + between), std::log1p(-(at_zero + between))};
  }
  Tails tails(double x) const {
    const double z = (x - location) / scale;
    if (shape >= 0) return tails_at(z, shape);
    const Tails mirrored = tails_at(-z, -shape);
    return {mirrored.log_sf, mirrored.log_cdf};
  }
  double cdf_inside(double x) const { return std::exp(tails(x).log_cdf); }
  double sf_inside(double x) const { return std::exp(tails(x).log_sf); }
  double log_cdf_inside(double x) const { return tails(x).log_cdf; }
  double log_sf_inside(double x) const { return tails(x).log_sf; }
  Moments moments_inside() const {
    const double d = shape / std::hypot(1.0, shape), m = d * std::sqrt(2 / std::numbers::pi);
    // 1 − d² is 1/(1 + shape²), without cancellation.
    const double rest = 1 / (1 + shape * shape), v = rest + d * d * (1 - 2 / std::numbers::pi);
    return {location + scale * m, scale * scale * v, (4 - std::numbers::pi) / 2 * m * m * m / (v * std::sqrt(v)),
            2 * (std::numbers::pi - 3) * m * m * m * m / (v * v)};
  }
  double draw(Random& random) const {
    const double d = shape / std::hypot(1.0, shape), first = std::fabs(random.normal());
    return location + scale * (d * first + random.normal() / std::hypot(1.0, shape));
  }
  /// By the moments; well away from shape 0, where the likelihood is level whatever the data.
  static SkewNormal start(const SampleShape& s) {
    const double skew = std::cbrt(std::pow(std::fmin(std::fabs(s.skewness), 0.9), 2));
    const double delta =
        std::sqrt(std::numbers::pi / 2 * skew / (skew + std::cbrt(std::pow(2 - std::numbers::pi / 2, 2))));
    const double lean = std::copysign(std::clamp(delta, 0.85, 0.995), s.skewness);
    const double scale = s.sd / std::sqrt(1 - 2 * lean * lean / std::numbers::pi);
    return {s.mean - scale * lean * std::sqrt(2 / std::numbers::pi), scale, lean / std::sqrt(1 - lean * lean)};
  }
};

}  // namespace sanov
