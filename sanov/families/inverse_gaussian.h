#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>

#include "sanov/families/family.h"
#include "sanov/numerics/special_normal.h"

namespace sanov {

/// Inverse Gaussian distribution: when a drifting Brownian motion first reaches a level (Wald).
///   f(x) = sqrt( shape / (2π x³) ) exp( −shape (x − mean)² / (2 mean² x) )
/// Support: x ≥ 0. For large shape/mean it is nearly normal.
/// scipy invgauss(mu=mean/shape, scale=shape); R statmod::dinvgauss(mean, shape); Boost inverse_gaussian(mean, shape);
/// torch none.
struct InverseGaussian {
  double mean = 1;
  double shape = 1;

  static constexpr FamilyInfo<2> info{"inverse_gaussian", {positive("mean"), positive("shape")}};
  SANOV_FAMILY_FUNCTIONS(InverseGaussian)

  Support support() const { return {.low = 0}; }
  End lower_end() const { return {End::Kind::exponential, -1, shape / 2}; }
  End upper_end() const { return {End::Kind::exponential, 1, shape / mean / mean / 2}; }

  template <class T>
  static auto log_density(const T& mean, const T& shape) {
    return [mean, ratio = T(shape / mean), c = T(0.5 * (log(shape) - std::log(2 * std::numbers::pi)))](double x) {
      if (x == 0) return T(-std::numeric_limits<double>::infinity());
      const T away = (x - mean) / mean;
      return T(c - 1.5 * std::log(x) - 0.5 * ratio * away * (away / (x / mean)));
    };
  }
  static constexpr Statistic statistics[]{
      {Statistic::Kind::one}, {Statistic::Kind::x}, {Statistic::Kind::reciprocal_x}, {Statistic::Kind::log_x}};
  template <class T>
  static std::array<T, 4> coefficients(const T& mean, const T& shape) {
    return {T(0.5 * log(shape) - std::log(2 * std::numbers::pi) / 2 + shape / mean), T(-0.5 * shape / (mean * mean)),
            T(-0.5 * shape), T(-1.5)};
  }

  /// With a and b the roots' arguments, P(X ≤ x) = Φ(a) + exp(2 shape/mean) Φ(−b), where b² − a² = 4 shape/mean makes
  /// the exponential one of a alone.
  double near(double x) const { return std::sqrt(shape / x) * ((x - mean) / mean); }
  double far(double x) const { return std::sqrt(shape / x) * (x / mean + 1); }
  static double log_normal_density(double a) { return -a * a / 2 - 0.5 * std::log(2 * std::numbers::pi); }

  double cdf_inside(double x) const {
    const double a = near(x);
    return x == 0 ? 0 : a < -1 ? std::exp(log_cdf_inside(x)) : 1 - sf_inside(x);
  }
  double sf_inside(double x) const {
    const double a = near(x);
    return x == 0 ? 1 : a < -1 ? 1 - cdf_inside(x) : std::exp(log_sf_inside(x));
  }
  double log_cdf_inside(double x) const {
    if (x == 0) return -std::numeric_limits<double>::infinity();
    const double a = near(x);
    return a < 0 ? log_normal_density(a) + std::log(mills(-a) + mills(far(x))) : std::log1p(-sf_inside(x));
  }
  double log_sf_inside(double x) const {
    if (x == 0) return 0;
    const double a = near(x);
    return a < -1 ? std::log1p(-cdf_inside(x)) : log_normal_density(a) + std::log(mills_gap(a, far(x)));
  }
  Moments moments_inside() const {
    const double ratio = mean / shape;
    return {mean, mean * mean * ratio, 3 * std::sqrt(ratio), 15 * ratio};
  }
  /// Michael, Schucany and Haas, The American Statistician 30, 1976, its smaller root without cancellation.
  double draw(Random& random) const {
    const double z = random.normal(), w = z * z * (mean / shape) / 2;
    const double small = 1 / (1 + w + std::sqrt(w * (w + 2)));
    return random.uniform() * (1 + small) <= 1 ? mean * small : mean / small;
  }
  static InverseGaussian start(const SampleShape& s) {
    return {s.mean, 1 / std::max(s.mean_reciprocal - 1 / s.mean, 1e-300)};
  }
};

}  // namespace sanov
