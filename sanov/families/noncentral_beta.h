#pragma once

#include <array>
#include <cmath>
#include <limits>

#include "sanov/families/draws.h"
#include "sanov/families/family.h"
#include "sanov/families/jet_special.h"
#include "sanov/families/noncentral.h"

namespace sanov {

/// Noncentral beta distribution: the fraction that a noncentral χ² amount has of its sum with a central one.
///   f(x) = Σⱼ Poisson(j; noncentrality/2) Beta(x; alpha + j, beta)
/// Support: 0 ≤ x ≤ 1; at 0 the density is infinite for alpha < 1, at 1 for beta < 1. noncentrality = 0 is Beta(alpha,
/// beta). Sums of positive terms, about √noncentrality of them; moments within 1e-7 and entropy within 1e-6, by quadrature.
/// scipy none; R dbeta(alpha, beta, ncp=noncentrality); Boost non_central_beta(alpha, beta, noncentrality); torch none.
struct NoncentralBeta {
  double alpha = 2;
  double beta = 3;
  double noncentrality = 1;

  static constexpr FamilyInfo<3> info{"noncentral_beta",
                                      {positive("alpha", 2), positive("beta", 3), nonnegative("noncentrality", 1)}};
  SANOV_FAMILY_FUNCTIONS(NoncentralBeta)

  Support support() const { return {0, 1}; }
  End lower_end() const { return {End::Kind::power, alpha - 1}; }
  End upper_end() const { return {End::Kind::power, beta - 1}; }

  static double log_term_sum(double x, double a, double b, double m) {
    return log_noncentral_beta_kernel(a, b, m, x, 1 - x);
  }
  template <std::size_t N>
  static Jet<N> log_term_sum(double x, const Jet<N>& a, const Jet<N>& b, const Jet<N>& m) {
    return chain(jet_noncentral_beta_kernel(a.value, b.value, m.value, x, 1 - x), std::array{a, b, m, Jet<N>(0.0)});
  }
  template <class T>
  static auto log_density(const T& alpha, const T& beta, const T& noncentrality) {
    return [a = alpha, b = beta, m = noncentrality](double x) {
      if (x == 0) return T(times_log(T(a - 1.0), 0) - log_beta(a, b) - 0.5 * m);
      if (x == 1) return at_one(a, b, m);
      return T(log_term_sum(x, a, b, m) - (std::log(x) + std::log1p(-x)));
    };
  }
  /// The density's limit where x nears 1: finite for beta = 1, where each term of the sum is alpha + j.
  template <class T>
  static T at_one(const T& a, const T& b, const T& m) {
    if (value_of(b) != 1) return T(times_log(T(b - 1.0), 0));
    return log(T(a + 0.5 * m));
  }
  Tails tails(double x) const {
    if (x == 0) return {-std::numeric_limits<double>::infinity(), 0};
    return noncentral_beta_tails(alpha, beta, noncentrality, x, 1 - x);
  }
  Middle middle() const {
    const double more = alpha + noncentrality / 2;
    return {more / (more + beta), 0.5};
  }
  double cdf_inside(double x) const { return std::exp(tails(x).log_cdf); }
  double sf_inside(double x) const { return std::exp(tails(x).log_sf); }
  double log_cdf_inside(double x) const { return tails(x).log_cdf; }
  double log_sf_inside(double x) const { return tails(x).log_sf; }
  double quantile_inside(double p) const { return quantile_of_tails(*this, p, true); }
  double upper_quantile_inside(double p) const { return quantile_of_tails(*this, p, false); }
  double draw(Random& random) const {
    const double first = draw_noncentral_chi_squared(random, 2 * alpha, noncentrality);
    return 1 / (1 + 2 * draw_gamma(random, beta) / first);
  }
};

}  // namespace sanov
