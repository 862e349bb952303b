#pragma once

#include <array>
#include <cmath>
#include <limits>

#include "sanov/families/draws.h"
#include "sanov/families/f.h"
#include "sanov/families/family.h"
#include "sanov/families/jet_special.h"
#include "sanov/families/noncentral.h"

namespace sanov {

/// Noncentral F distribution: the ratio of an analysis of variance where the means do differ.
///   f(x) = Σⱼ Poisson(j; noncentrality/2) y^(a+j) (1−y)^b / (x B(a+j, b)), y = a x/(a x + b), a, b the halves of the
///   degrees of freedom
/// Support: x ≥ 0; at 0 the density is infinite for degrees_of_freedom1 < 2. noncentrality = 0 is F. Sums of positive
/// terms, about √noncentrality of them.
/// scipy ncf(dfn=degrees_of_freedom1, dfd=degrees_of_freedom2, nc=noncentrality); R df(df1, df2, ncp=noncentrality);
/// Boost non_central_f(df1, df2, noncentrality); torch none.
struct NoncentralF {
  double degrees_of_freedom1 = 5;
  double degrees_of_freedom2 = 10;
  double noncentrality = 2;

  static constexpr FamilyInfo<3> info{
      "noncentral_f",
      {positive("degrees_of_freedom1", 5), positive("degrees_of_freedom2", 10), nonnegative("noncentrality", 2)}};
  SANOV_FAMILY_FUNCTIONS(NoncentralF)

  Support support() const { return {.low = 0}; }
  End lower_end() const { return {End::Kind::power, degrees_of_freedom1 / 2 - 1}; }
  End upper_end() const { return {End::Kind::power, -degrees_of_freedom2 / 2 - 1}; }

  static BetaPoint fraction_of(double x, double a, double b) { return FisherF{2 * a, 2 * b}.fraction_of(x); }

  static double log_term_sum(double x, double a, double b, double m) {
    const auto [p, q] = fraction_of(x, a, b);
    return log_noncentral_beta_kernel(a, b, m, p, q);
  }
  template <std::size_t N>
  static Jet<N> log_term_sum(double x, const Jet<N>& a, const Jet<N>& b, const Jet<N>& m) {
    const auto [p, q] = fraction_of(x, a.value, b.value);
    return chain(jet_noncentral_beta_kernel(a.value, b.value, m.value, p, q), std::array{a, b, m, Jet<N>(log(a / b))});
  }
  template <class T>
  static auto log_density(const T& degrees_of_freedom1, const T& degrees_of_freedom2, const T& noncentrality) {
    return [a = T(0.5 * degrees_of_freedom1), b = T(0.5 * degrees_of_freedom2), m = noncentrality](double x) {
      if (x == 0) return T(times_log(T(a - 1.0), 0) + log(a / b) - log_beta(a, b) - 0.5 * m);
      return T(log_term_sum(x, a, b, m) - std::log(x));
    };
  }
  Tails tails(double x) const {
    if (x == 0) return {-std::numeric_limits<double>::infinity(), 0};
    const double a = degrees_of_freedom1 / 2, b = degrees_of_freedom2 / 2;
    const auto [p, q] = fraction_of(x, a, b);
    return noncentral_beta_tails(a, b, noncentrality, p, q);
  }
  Middle middle() const {
    const double ratio = 1 + noncentrality / degrees_of_freedom1;
    return {ratio, ratio};
  }
  double cdf_inside(double x) const { return std::exp(tails(x).log_cdf); }
  double sf_inside(double x) const { return std::exp(tails(x).log_sf); }
  double log_cdf_inside(double x) const { return tails(x).log_cdf; }
  double log_sf_inside(double x) const { return tails(x).log_sf; }
  double quantile_inside(double p) const { return quantile_of_tails(*this, p, true); }
  double upper_quantile_inside(double p) const { return quantile_of_tails(*this, p, false); }
  double draw(Random& random) const {
    const double first = draw_noncentral_chi_squared(random, degrees_of_freedom1, noncentrality);
    const double second = 2 * draw_gamma(random, degrees_of_freedom2 / 2);
    return first / degrees_of_freedom1 / (second / degrees_of_freedom2);
  }
};

}  // namespace sanov
