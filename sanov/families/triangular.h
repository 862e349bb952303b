#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

#include "sanov/families/family.h"

namespace sanov {

/// Triangular distribution: what is known is the least, the likeliest and the most.
///   f(x) = 2 (x − low)/((high − low)(mode − low)) below the mode, 2 (high − x)/((high − low)(high − mode)) above
/// Support: low ≤ x ≤ high. The mode may be one of the ends.
/// scipy triang(c=(mode − low)/(high − low), loc=low, scale=high − low); R none; Boost triangular(low, mode, high); torch
/// none.
struct Triangular {
  double low = 0;
  double mode = 0.5;
  double high = 1;

  static constexpr FamilyInfo<3> info{"triangular", {any_real("low", 0), any_real("mode", 0.5), any_real("high", 1)}};
  SANOV_FAMILY_FUNCTIONS(Triangular)
  std::string_view broken_rule() const {
    return low < high && low <= mode && mode <= high ? "" : "low, mode and high must be in this order, low below high";
  }

  Support support() const { return {low, high}; }
  End lower_end() const { return {End::Kind::power, mode > low ? 1.0 : 0.0}; }
  End upper_end() const { return {End::Kind::power, mode < high ? 1.0 : 0.0}; }
  std::vector<double> breaks() const { return {mode}; }

  template <class T>
  static auto log_density(const T& low, const T& mode, const T& high) {
    return [low, mode, high, top = T(std::log(2.0) - log(high - low))](double x) {
      if (x == value_of(mode)) return top;
      return x < value_of(mode) ? T(top + log((x - low) / (mode - low))) : T(top + log((high - x) / (high - mode)));
    };
  }
  double cdf_inside(double x) const { return below(x - low, mode - low, high - mode, high - x, x - mode); }
  double sf_inside(double x) const { return below(high - x, high - mode, mode - low, x - low, mode - x); }
  double quantile_inside(double p) const {
    return p <= 0.5 ? low + depth(p, mode - low, high - mode) : high - depth(1 - p, high - mode, mode - low);
  }
  double upper_quantile_inside(double p) const {
    return p <= 0.5 ? high - depth(p, high - mode, mode - low) : low + depth(1 - p, mode - low, high - mode);
  }
  Moments moments_inside() const {
    const double width = high - low, a = (mode - low) / width, b = (high - mode) / width, v = a * a + a * b + b * b;
    return {low / 3 + mode / 3 + high / 3, width * (width * (v / 18)),
            std::sqrt(2.0) * (b - a) * (2 * a + b) * (a + 2 * b) / (5 * v * std::sqrt(v)), -0.6};
  }
  double entropy_inside() const { return 0.5 + std::log((high - low) / 2); }

  /// The chance of being within d of an end, where the mode is `near` from it and the other end `far` beyond the mode;
  /// `rest` is left to the other end, `beyond` is how far the mode was passed.
  static double below(double d, double near, double far, double rest, double beyond) {
    const double width = near + far;
    return beyond <= 0 ? d / width * (d / near) : near / width + beyond / width * ((far + rest) / far);
  }
  /// The d of which that chance is p.
  static double depth(double p, double near, double far) {
    const double width = near + far, at_mode = near / width;
    if (p <= at_mode) return std::sqrt(p) * std::sqrt(width) * std::sqrt(near);
    const double q = (p - at_mode) * (width / far);
    return near + far * (q / (1 + std::sqrt(1 - std::min(q, 1.0))));
  }
};

}  // namespace sanov
