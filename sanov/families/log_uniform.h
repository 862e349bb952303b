#pragma once

#include <cmath>

#include "sanov/families/family.h"

namespace sanov {

/// Log-uniform distribution: any order of magnitude between two, each as likely.
///   f(x) = 1/(x ln(high/low))
/// Support: low ≤ x ≤ high.
/// scipy loguniform(low, high); R none; Boost none; torch none.
struct LogUniform {
  double low = 1;
  double high = 10;

  static constexpr FamilyInfo<2> info{"log_uniform", {positive("low", 1), positive("high", 10)}};
  SANOV_FAMILY_FUNCTIONS(LogUniform)
  std::string_view broken_rule() const { return low < high ? "" : "low must be below high"; }

  Support support() const { return {low, high}; }
  End lower_end() const { return {End::Kind::power, 0}; }
  End upper_end() const { return {End::Kind::power, 0}; }

  template <class T>
  static auto log_density(const T& low, const T& high) {
    return [c = T(log(log_ratio(high, low)))](double x) { return T(-c - std::log(x)); };
  }
  /// ln(high/low)
  double length() const { return log_ratio(high, low); }
  double cdf_inside(double x) const { return log_ratio(x, low) / length(); }
  double sf_inside(double x) const { return -log_ratio(x, high) / length(); }
  double quantile_inside(double p) const { return p < 0.5 ? from_low(p) : from_high(1 - p); }
  double upper_quantile_inside(double p) const { return p < 0.5 ? from_high(p) : from_low(1 - p); }
  double from_low(double p) const { return low * std::exp(p * length()); }
  double from_high(double p) const { return high * std::exp(-p * length()); }
  Moments moments_inside() const {
    const double b = length() / 2, mean = low * expm1_ratio(2 * b);
    if (b > 2) {                                                        // from E X^k, of which enough is left
      const auto raw = [&](int k) { return expm1_ratio(-2 * k * b); };  // E (X/high)^k
      const double m = raw(1), v = raw(2) - m * m, third = raw(3) - 3 * m * raw(2) + 2 * m * m * m;
      const double fourth = raw(4) - 4 * m * raw(3) + 6 * m * m * raw(2) - 3 * m * m * m * m;
      return {mean, high * (high * v), third / (v * std::sqrt(v)), fourth / (v * v) - 3};
    }
    // As integrals over the logarithm, by Gauss and Legendre's points, where nothing cancels.
    const auto expected = [b](auto&& weight_of) {
      constexpr double at[] = {0.095012509837637440, 0.281603550779258913, 0.458016777657227386, 0.617876244402643748,
                               0.755404408355003034, 0.865631202387831744, 0.944575023073232576, 0.989400934991649933};
      constexpr double share[] = {0.189450610455068496,  0.182603415044923589, 0.169156519395002538,
                                  0.149595988816576732,  0.124628971255533872, 0.0951585116824927848,
                                  0.0622535239386478929, 0.0271524594117540949};
      double sum = 0;
      for (int i = 0; i < 8; ++i)
        for (const double sign : {-1.0, 1.0}) sum += share[i] / 2 * weight_of(std::expm1(b * (1 + sign * at[i])));
      return sum;
    };
    const double above = expected([](double d) { return d; });  // by how much x/low is above 1
    const auto central = [&](int k) { return expected([&](double d) { return std::pow(d - above, k); }); };
    const double v = central(2);
    return {mean, low * (low * v), central(3) / (v * std::sqrt(v)), central(4) / (v * v) - 3};
  }
  double entropy_inside() const { return std::log(low) + length() / 2 + std::log(length()); }
  static LogUniform best(const SampleShape& s) { return {s.low, s.high}; }
};

}  // namespace sanov
