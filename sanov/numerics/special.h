#pragma once

/// Special functions and distribution functions. With quadrature.h the only door to Boost.Math: no other file includes
/// it, and none of its exceptions comes out.
///
/// cdf is P(X ≤ x), sf is P(X > x) (not 1 − cdf: it keeps its digits in the tail), a quantile is the x with cdf(x) = p,
/// an upper quantile the x with sf(x) = p. Relative accuracy about 1e-14 (noncentral 1e-12; quantiles 1e-10).
/// All throw DomainError for NaN, for p outside [0, 1], and for parameters outside the range stated.
namespace sanov {

double normal_cdf(double x);
double normal_sf(double x);
double normal_quantile(double p);
double normal_upper_quantile(double p);

/// ln cdf, which does not underflow.
double log_normal_cdf(double x);

/// χ² with k > 0 degrees of freedom, not necessarily whole.
double chi_squared_cdf(double x, double k);
double chi_squared_sf(double x, double k);
double chi_squared_quantile(double p, double k);
double chi_squared_upper_quantile(double p, double k);

/// Noncentral χ²: the squared length of k independent normals of variance 1 whose means' squares add up to
/// `noncentrality` ≥ 0.
double noncentral_chi_squared_cdf(double x, double k, double noncentrality);
double noncentral_chi_squared_sf(double x, double k, double noncentrality);
double noncentral_chi_squared_quantile(double p, double k, double noncentrality);

/// Student's t with k > 0 degrees of freedom.
double student_t_cdf(double x, double k);
double student_t_sf(double x, double k);
double student_t_quantile(double p, double k);

/// ln |Γ(x)|; ∞ at 0, −1, −2, …
double log_gamma(double x);

/// ψ(x) = Γ'(x)/Γ(x), and its derivative. DomainError at the poles 0, −1, −2, …
double digamma(double x);
double trigamma(double x);

/// The incomplete gamma functions as fractions of Γ(a): γ(a, x)/Γ(a) and Γ(a, x)/Γ(a), for a > 0, x ≥ 0.
double lower_gamma(double a, double x);
double upper_gamma(double a, double x);

/// The x at which they are p.
double lower_gamma_inverse(double a, double p);
double upper_gamma_inverse(double a, double p);

/// What ln Γ(a) has beyond (a − ½) ln a − a, for a > 0: ½ ln 2π + 1/(12a) − …, to full accuracy where a is large; and its
/// first two derivatives.
double log_gamma_excess(double a);
double log_gamma_excess_slope(double a);
double log_gamma_excess_bend(double a);

/// r − 1 − ln r for r > 0, which is never negative, to full accuracy where r is near 1.
double deviance(double r);

/// The incomplete beta function as a fraction of B(a, b), for a, b > 0 and x in [0, 1]; and the x where it is p.
double incomplete_beta(double a, double b, double x);
double incomplete_beta_inverse(double a, double b, double p);

}  // namespace sanov
