#pragma once

#include "sanov/families/jet.h"
#include "sanov/families/tail_integral.h"
#include "sanov/numerics/random.h"

/// Noncentral distributions as mixtures of central ones with Poisson weights: sums of positive terms from the largest one
/// outwards, so that nothing cancels and the derivatives are exact, as means and covariances under the terms' weights.
/// Accuracy about 1e-13 while the sums have up to 10⁴ terms, which is up to a noncentrality of about 10⁶; the second
/// derivative by the noncentrality m loses a factor of m.
namespace sanov {

/// The log density of noncentral χ² at x > 0, by its degrees of freedom and its noncentrality; and its tails.
double log_noncentral_chi_squared(double x, double degrees_of_freedom, double noncentrality);
Jet<2> jet_noncentral_chi_squared(double x, double degrees_of_freedom, double noncentrality);
Tails noncentral_chi_squared_tails(double x, double degrees_of_freedom, double noncentrality);

/// ln Σⱼ Poisson(j; noncentrality/2) x^(a + j) y^b / B(a + j, b), y = 1 − x, for x in (0, 1), which is ln of the noncentral
/// beta density times x y; by a, b, noncentrality and ln(x/y). And the tails.
double log_noncentral_beta_kernel(double a, double b, double noncentrality, double x, double y);
Jet<4> jet_noncentral_beta_kernel(double a, double b, double noncentrality, double x, double y);
Tails noncentral_beta_tails(double a, double b, double noncentrality, double x, double y);

/// The log density of noncentral t at x, by its degrees of freedom and its noncentrality; and its tails. Integrals over
/// the scale's distribution, of positive terms: to about 1e-14, the tails 1e-13.
double log_noncentral_t(double x, double degrees_of_freedom, double noncentrality);
Jet<2> jet_noncentral_t(double x, double degrees_of_freedom, double noncentrality);
Tails noncentral_t_tails(double x, double degrees_of_freedom, double noncentrality);

/// A noncentral χ² number.
double draw_noncentral_chi_squared(Random& random, double degrees_of_freedom, double noncentrality);

}  // namespace sanov
