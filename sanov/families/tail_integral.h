#pragma once

#include "sanov/families/family_search.h"
#include "sanov/families/support.h"
#include "sanov/numerics/roots.h"

/// Distribution functions of families that have no other, from their densities.
namespace sanov {

/// ln ∫ f from x outwards to the support's end (`end` > x: upwards, < x: downwards), for an x from which on the density
/// falls, or rises for no more than about `width`, the distribution's. Relative accuracy of the integral about 1e-13 or
/// that of f, in the far tail too; a few hundred calls of log f.
double log_tail(FunctionRef log_density, double x, double end, double width);

/// P(X ≤ x) and P(X > x) of a distribution with one mode, near `centre`, and about `width` wide, with their logarithms.
struct Tails {
  double log_cdf, log_sf;
};
Tails tails_by_integral(FunctionRef log_density, double x, double low, double high, double centre, double width);

/// The x at which the lower tail (or with `lower` false the upper one) is p, 0 < p < 1: by steps out from the middle, so
/// that tails which are costly far off are not asked there, then as find_root.
double quantile_from_middle(FunctionRef log_cdf, FunctionRef log_sf, const Support& support, Middle middle, double p,
                            bool lower);

/// −∫ f ln f for a density on x ≥ 0, over ln x, in which an infinite density at 0 does no harm.
double entropy_over_logarithm(FunctionRef log_density, Middle middle);

/// The quantiles of a family F with `tails(x)` and `middle()`.
template <class F>
double quantile_of_tails(const F& f, double p, bool lower) {
  return quantile_from_middle([&](double x) { return f.tails(x).log_cdf; }, [&](double x) { return f.tails(x).log_sf; },
                              f.support(), f.middle(), p, lower);
}

}  // namespace sanov
