#pragma once

#include <cmath>
#include <concepts>

#include "sanov/families/jet.h"
#include "sanov/numerics/special.h"

/// Masses of the families of whole numbers, written about their tops, where nothing cancels: Loader's saddle-point form.
/// Loader, Fast and accurate computation of binomial probabilities, 2000.
namespace sanov {

/// ln( meanᵏ e^(−mean)/k! ) for k ≥ 0, mean > 0.
double log_poisson_mass(double k, double mean);

/// ln( C(n, k) pᵏ qⁿ⁻ᵏ ), q = 1 − p, for real 0 ≤ k ≤ n.
double log_binomial_mass(double k, double n, double p, double q);

/// ln( Γ(k + size)/(k! Γ(size)) p^size qᵏ ), q = 1 − p, for k ≥ 0, size > 0.
double log_negative_binomial_mass(double k, double size, double p, double q);

/// c x, and 0 where c is 0, whatever x.
template <class T>
T times(double c, const T& x) {
  return c == 0 ? T(0.0) : T(x * c);
}

/// A mass of known value; `plain`, in any form, has its derivatives. Not called where none are wanted.
template <class T, class Plain>
T mass_with_slopes(double value, Plain&& plain) {
  if constexpr (std::same_as<T, double>)
    return value;
  else
    return with_value(T(plain()), value);
}

/// ln( Γ(a + 1)/Γ(a − k + 1) ) for the derivatives by a.
template <class T>
T log_falling(const T& a, double k) {
  return log_gamma(a + 1.0) - log_gamma(a - k + 1.0);
}

/// Σ f(k + j step)/f(k) over j ≥ 0, as far as `end`, from ratio(k) = f(k + step)/f(k), which falls from some k on.
template <class Ratio>
double sum_of_ratios(double k, double step, double end, Ratio&& ratio) {
  double sum = 1, term = 1;
  for (; k != end; k += step) {
    const double r = ratio(k);
    term *= r;
    sum += term;
    if (r < 1 && term < 1e-17 * (1 - r) * sum) break;
  }
  return sum;
}

}  // namespace sanov
