#pragma once

#include <cmath>

#include "sanov/families/beta_prime.h"
#include "sanov/families/draws.h"
#include "sanov/families/family.h"
#include "sanov/families/jet_special.h"

namespace sanov {

/// F distribution: the ratio of two mean squares of normal numbers, as an analysis of variance forms (Fisher, Snedecor).
///   f(x) = (c x)^(a−1) (1 + c x)^(−a−b) c / B(a, b), a = degrees_of_freedom1/2, b = degrees_of_freedom2/2, c = a/b
/// Support: x ≥ 0; at 0 the density is infinite for degrees_of_freedom1 < 2.
/// scipy f(dfn=degrees_of_freedom1, dfd=degrees_of_freedom2); R df(df1, df2); Boost fisher_f(df1, df2); torch
/// FisherSnedecor(df1, df2).
struct FisherF {
  double degrees_of_freedom1 = 5;
  double degrees_of_freedom2 = 10;

  static constexpr FamilyInfo<2> info{"f", {positive("degrees_of_freedom1", 5), positive("degrees_of_freedom2", 10)}};
  SANOV_FAMILY_FUNCTIONS(FisherF)

  Support support() const { return {.low = 0}; }
  End lower_end() const { return {End::Kind::power, degrees_of_freedom1 / 2 - 1}; }
  End upper_end() const { return {End::Kind::power, -degrees_of_freedom2 / 2 - 1}; }

  template <class T>
  static auto log_density(const T& degrees_of_freedom1, const T& degrees_of_freedom2) {
    return [kernel = LogBetaKernel<T>(0.5 * degrees_of_freedom1, 0.5 * degrees_of_freedom2)](double x) {
      const T &a = kernel.a, &b = kernel.b;
      if (x == 0) return T(times_log(T(a - 1.0), 0) + log(a) - log(b) - log_beta(a, b));
      // The fraction a x/(a x + b) has its top at x = 1, and is that far above it:
      const double part = x > 1 ? 1 / x : x, away = x > 1 ? 1 - part : x - 1;
      const T below = x > 1 ? T(a + b * part) : T(a * x + b);
      const double first = x > 1 ? 1 : x, second = x > 1 ? part : 1;
      return T(kernel.at(b * away / below, (a + b) * first / below, -a * away / below, (a + b) * second / below) -
               std::log(x));
    };
  }

  BetaPoint fraction_of(double x) const {
    if (x > 1) {
      const double rest = degrees_of_freedom2 / x, sum = degrees_of_freedom1 + rest;
      return {degrees_of_freedom1 / sum, rest / sum};
    }
    const double part = degrees_of_freedom1 * x, sum = part + degrees_of_freedom2;
    return {part / sum, degrees_of_freedom2 / sum};
  }
  template <class Function>
  double of_fraction(Function&& function, double x) const {
    const auto [p, q] = fraction_of(x);
    return function(degrees_of_freedom1 / 2, degrees_of_freedom2 / 2, p, q);
  }
  double cdf_inside(double x) const { return of_fraction(lower_beta, x); }
  double sf_inside(double x) const { return of_fraction(upper_beta, x); }
  double log_cdf_inside(double x) const { return of_fraction(log_lower_beta, x); }
  double log_sf_inside(double x) const { return of_fraction(log_upper_beta, x); }
  Moments moments_inside() const {
    // b/a times a beta prime number.
    const double a = degrees_of_freedom1 / 2, b = degrees_of_freedom2 / 2;
    Moments m = BetaPrime{a, b}.moments_inside();
    m.mean = *m.mean * (b / a);
    m.variance = *m.variance * (b / a) * (b / a);
    return m;
  }
  double entropy_inside() const { return beta_entropy_rest(degrees_of_freedom1 / 2, degrees_of_freedom2 / 2, 1, -1); }
  double draw(Random& random) const {
    const double a = degrees_of_freedom1 / 2, b = degrees_of_freedom2 / 2;
    const double top = draw_log_gamma(random, a);
    return std::exp(top - draw_log_gamma(random, b)) * (b / a);
  }
  static FisherF start(const SampleShape&) { return {5, 5}; }
};

}  // namespace sanov
