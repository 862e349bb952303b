#pragma once

#include <algorithm>
#include <cmath>

#include "sanov/families/family.h"
#include "sanov/numerics/special_beta.h"

namespace sanov {

/// Logarithmic distribution: sizes of groups, such as how many individuals of a species are met (Fisher's log series).
///   f(k) = −probability^k / (k ln(1 − probability))
/// Support: 1, 2, 3, … The tail is a continued fraction, of about 1/√(1 − probability) steps.
/// scipy logser(p=probability); R none (extraDistr dlgser); Boost none; torch none.
struct Logarithmic {
  double probability = 0.5;

  static constexpr FamilyInfo<1> info{"logarithmic", {open_fraction("probability")}, true};
  SANOV_FAMILY_FUNCTIONS(Logarithmic)

  Support support() const { return {.low = 1}; }
  End lower_end() const { return {End::Kind::zero}; }
  End upper_end() const { return {End::Kind::exponential, 1, -std::log(probability)}; }

  template <class T>
  static auto log_density(const T& probability) {
    return
        [log_p = log(probability), c = log(-log1p(-probability))](double k) { return T(log_p * k - c - std::log(k)); };
  }
  double cdf_inside(double k) const { return k <= 64 ? first(k) : 1 - sf_inside(k); }
  double sf_inside(double k) const { return std::exp(log_sf_inside(k)); }
  double log_sf_inside(double k) const { return log_mass(k + 1) + std::log(rest(k + 1)); }
  Moments moments_inside() const {
    // In d = 1 + p/ln(1 − p), which does not cancel, and of order p.
    const double p = probability, q = 1 - p, log_q = -std::log1p(-p), d = log1p_gap(-p) / log_q, a = p / log_q;
    const double second = a * d / (q * q), third = a * (p - d + 2 * d * d) / (q * q * q);
    const double fourth = a * (p * p + d + 4 * d * p - 3 * d * d + 3 * d * d * d) / (q * q * q * q);
    return {a / q, second, third / std::pow(second, 1.5), fourth / (second * second) - 3};
  }
  /// Kemp, Efficient generation of logarithmically distributed pseudo-random variables, Applied Statistics 30, 1981.
  double draw(Random& random) const {
    const double v = 1 - random.uniform();
    if (v >= probability) return 1;
    const double q = -std::expm1(std::log1p(-probability) * random.uniform());
    if (v <= q * q) return std::floor(1 + std::log(v) / std::log(q));
    return v >= q ? 1 : 2;
  }
  static Logarithmic start(const SampleShape& s) { return {std::min(std::max(1 - 1 / (1 + s.mean), 0.05), 0.999)}; }

 private:
  double log_mass(double k) const { return log_density<double>(probability)(k); }
  /// P(X ≤ k), summed.
  double first(double k) const {
    double sum = 0;
    for (double j = k; j >= 1; --j) sum += std::exp(log_mass(j));
    return sum;
  }
  /// Σ f(k + j)/f(k) = F(1, k; k + 1; probability), by Gauss's continued fraction from its front (Lentz).
  double rest(double k) const {
    double f = 1, c = 1, d = 0;
    for (double n = 1; n < 1e7; ++n) {
      const double i = std::floor(n / 2);
      const double part = std::fmod(n, 2) == 1 ? (k + i) * (k + i) / ((k + 2 * i) * (k + 2 * i + 1))
                                               : i * i / ((k + 2 * i - 1) * (k + 2 * i));
      d = 1 / (1 - part * probability * d);
      c = 1 - part * probability / c;
      f *= c * d;
      if (std::fabs(c * d - 1) < 1e-16) break;
    }
    return 1 / f;
  }
};

}  // namespace sanov
