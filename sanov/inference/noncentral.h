#pragma once

/// What intervals need of the noncentral χ² distribution, with k > 0 degrees of freedom, not necessarily whole, beside its
/// distribution function (numerics/special.h).
namespace sanov {

/// ln( f(x; k, λ) / f(x; k, 0) ), the density with noncentrality λ over that without, and its derivative by λ:
///   −λ/2 + ln ₀F₁(k/2; λx/4)
/// For x, λ ≥ 0; finite. Within about 1e-7 of the ratio itself, whatever the arguments up to 1e8. O(1), about 0.2 µs.
struct NoncentralRatio {
  double log = 0;
  double slope = 0;
};
NoncentralRatio noncentral_ratio(double x, double k, double noncentrality);

/// The noncentrality under which x is likeliest: 0 for x ≤ k, else where the slope above is 0; about x − k + 1 for
/// large x. Relative accuracy about 1e-8.
double likeliest_noncentrality(double x, double k);

/// P(X ≤ x), as noncentral_chi_squared_cdf; from Lugannani and Rice's saddlepoint approximation where k + λ is over 1000,
/// within 1e-6 there. O(√λ) below, O(1) beyond.
double noncentral_cdf(double x, double k, double noncentrality);

/// ln P(X > x), which does not underflow: beyond 1e-250, and where k + λ is over 1000, by the saddlepoint approximation,
/// within about 1e-2 of the logarithm for small k, and 1e-5 for large ones.
/// Lugannani and Rice, Saddle point approximation for the distribution of the sum of independent random variables, Advances
/// in Applied Probability 12, 1980.
double log_noncentral_sf(double x, double k, double noncentrality);

}  // namespace sanov
