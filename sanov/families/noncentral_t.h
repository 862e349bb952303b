#pragma once

#include <array>
#include <cmath>
#include <limits>

#include "sanov/families/draws.h"
#include "sanov/families/family.h"
#include "sanov/families/jet_special.h"
#include "sanov/families/noncentral.h"

namespace sanov {

/// Noncentral t distribution: the statistic of a t test where there is an effect; (Z + noncentrality)/√(χ²/k).
///   f(x) = ∫ s φ(s x − noncentrality) g(s) ds, g the density of √(χ²/k), k = degrees_of_freedom
/// Support: all numbers. noncentrality = 0 is Student's t. Integrals of positive terms, about 100 of them.
/// scipy nct(df, nc=noncentrality); R dt(df, ncp=noncentrality); Boost non_central_t(df, noncentrality); torch none.
struct NoncentralT {
  double degrees_of_freedom = 5;
  double noncentrality = 1;

  static constexpr FamilyInfo<2> info{"noncentral_t",
                                      {positive("degrees_of_freedom", 5), any_real("noncentrality", 1)}};
  SANOV_FAMILY_FUNCTIONS(NoncentralT)

  Support support() const { return {}; }
  End lower_end() const { return {End::Kind::power, -degrees_of_freedom - 1}; }
  End upper_end() const { return lower_end(); }

  static double log_integral(double x, double k, double d) { return log_noncentral_t(x, k, d); }
  template <std::size_t N>
  static Jet<N> log_integral(double x, const Jet<N>& k, const Jet<N>& d) {
    return chain(jet_noncentral_t(x, k.value, d.value), std::array{k, d});
  }
  template <class T>
  static auto log_density(const T& degrees_of_freedom, const T& noncentrality) {
    return [k = degrees_of_freedom, d = noncentrality](double x) { return log_integral(x, k, d); };
  }
  Tails tails(double x) const { return noncentral_t_tails(x, degrees_of_freedom, noncentrality); }
  Middle middle() const { return {noncentrality, 1 + std::fabs(noncentrality)}; }
  double cdf_inside(double x) const { return std::exp(tails(x).log_cdf); }
  double sf_inside(double x) const { return std::exp(tails(x).log_sf); }
  double log_cdf_inside(double x) const { return tails(x).log_cdf; }
  double log_sf_inside(double x) const { return tails(x).log_sf; }
  double quantile_inside(double p) const { return quantile_of_tails(*this, p, true); }
  double upper_quantile_inside(double p) const { return quantile_of_tails(*this, p, false); }
  double draw(Random& random) const {
    const double h = degrees_of_freedom / 2, top = random.normal() + noncentrality;
    return top * std::exp(0.5 * (std::log(h) - draw_log_gamma(random, h)));
  }
};

}  // namespace sanov
