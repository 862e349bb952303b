#pragma once

#include <string_view>

#include "sanov/families/support.h"
#include "sanov/numerics/roots.h"

/// What a family does not state in closed form, worked out from its density and its distribution function.
namespace sanov {

/// Throws DomainError unless p is in [0, 1].
void check_probability(std::string_view family, double p);

/// The smallest x with cdf(x) ≥ p (`lower`), or with sf(x) ≤ p, for 0 < p < 1, from their logarithms, to about 4 ulps or
/// what the functions themselves allow; for `whole` numbers exactly.
double quantile_by_search(FunctionRef log_cdf, FunctionRef log_sf, const Support& support, bool whole, double p,
                          bool lower);

/// Where the mass is, for integrals: the median, and the distance between the quartiles.
struct Middle {
  double centre = 0, spread = 1;
};

/// ∫ weight(x) f(x) dx, or Σ, by double exponential rules to both sides of the centre (by summation outwards).
double expectation(FunctionRef weight, FunctionRef log_density, const Support& support, bool whole, Middle middle);

/// Moments by `expectation`. The ends say which diverge.
Moments moments_by_quadrature(FunctionRef log_density, const Support& support, bool whole, const End& lower,
                              const End& upper, Middle middle);

/// −∫ f ln f, or −Σ f ln f.
double entropy_by_quadrature(FunctionRef log_density, const Support& support, bool whole, Middle middle);

}  // namespace sanov
