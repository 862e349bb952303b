#pragma once

#include <algorithm>
#include <cmath>

#include "sanov/families/family.h"
#include "sanov/families/zeta.h"

namespace sanov {

/// Zipf distribution: ranks and counts with a power law, such as how often the k-th commonest word is used.
///   f(k) = k^(−exponent) / ζ(exponent)
/// Support: 1, 2, 3, … without an end; ζ is Riemann's zeta function. Moments of order exponent − 1 and above are infinite. An exponent
/// within 1e-4 of 1 costs the cdf a digit for each factor of 10 that it is nearer.
/// scipy zipf(a=exponent); R none (VGAM dzeta); Boost none; torch none.
struct Zipf {
  double exponent = 3;

  static constexpr FamilyInfo<1> info{"zipf", {{{.name = "exponent", .value = 3, .low = 1}}}, true};
  SANOV_FAMILY_FUNCTIONS(Zipf)

  Support support() const { return {.low = 1}; }
  End lower_end() const { return {End::Kind::zero}; }
  End upper_end() const { return {End::Kind::power, -exponent}; }

  template <class T>
  static auto log_density(const T& exponent) {
    return [exponent, c = log(zeta(exponent))](double k) { return T(-exponent * std::log(k) - c); };
  }
  double cdf_inside(double k) const { return k <= kSummed ? first(k) / zeta(exponent) : 1 - sf_inside(k); }
  double sf_inside(double k) const { return std::exp(log_sf_inside(k)); }
  double log_sf_inside(double k) const {
    return std::log(scaled_hurwitz_zeta(exponent, k + 1) / zeta(exponent)) - exponent * std::log(k + 1);
  }
  Moments moments_inside() const {
    const double s = exponent, inf = HUGE_VAL;
    const auto raw = [&](int order) { return zeta(s - order) / zeta(s); };
    if (s <= 2) return {inf, inf, {}, {}};
    const double mean = raw(1);
    if (s <= 3) return {mean, inf, {}, {}};
    const double variance = central(2, mean);
    if (s <= 4) return {mean, variance, {}, {}};
    const double skewness = central(3, mean) / std::pow(variance, 1.5);
    return {mean, variance, skewness, s <= 5 ? inf : central(4, mean) / (variance * variance) - 3};
  }
  double entropy_inside() const {
    const Jet<1> c = log(zeta(Jet<1>(exponent, 0)));
    return c.value - exponent * c.slope[0];
  }
  /// Devroye, Non-uniform random variate generation, 1986, chapter X.6.
  double draw(Random& random) const {
    const double less = exponent - 1, b = std::exp2(less);
    for (;;) {
      const double x = std::floor(std::pow(1 - random.uniform(), -1 / less)), v = random.uniform();
      if (!(x < 1e300)) continue;
      const double growth = std::expm1(less * std::log1p(1 / x));
      if (v * x * growth / (b - 1) <= (1 + growth) / b) return x;
    }
  }
  static Zipf start(const SampleShape& s) { return {1 + 1 / std::max(s.mean_log + 0.5, 1e-6)}; }

 private:
  static constexpr double kSummed = 64;  ///< P(X ≤ k) is summed up to here

  double first(double k) const {
    double sum = 0;
    for (; k >= 1; --k) sum += std::pow(k, -exponent);
    return sum;
  }
  /// E(X − mean)^order. For a large exponent nearly all are 1, and the differences of zetas would cancel.
  double central(int order, double mean) const {
    const double s = exponent, n = zeta(s);
    if (s > 10) {
      double sum = std::pow(1 - mean, order) / n, term = 1;
      for (double k = 2; term > 1e-18 * sum || k < 4; ++k)
        sum += term = std::pow(k - mean, order) * std::pow(k, -s) / n;
      return sum;
    }
    const double second = zeta(s - 2) / n, square = mean * mean;
    if (order == 2) return second - square;
    const double third = zeta(s - 3) / n;
    if (order == 3) return third - 3 * mean * second + 2 * square * mean;
    return zeta(s - 4) / n - 4 * mean * third + 6 * square * second - 3 * square * square;
  }
};

}  // namespace sanov
