#pragma once

#include <vector>

#include "sanov/families/pair_integral.h"

/// The distances of distribution functions where both are of whole numbers, so many that they cannot be gone through one by
/// one: from where the masses, and where the distribution functions, cross.
namespace sanov {

/// Every place at which either steps, rising, as far as 1e-18 of the mass; none where these are more than `most`. For
/// distributions of whole numbers, or with atoms alone.
std::vector<double> steps(const Distribution& p, const Distribution& q, double most);

/// Of whole numbers with more steps than can be listed.
Estimate total_variation_of_many(const Distribution& p, const Distribution& q);
Estimate kolmogorov_smirnov_of_many(const Distribution& p, const Distribution& q);
Estimate wasserstein_of_many(const Distribution& p, const Distribution& q);  ///< of order 1

/// The k between neighbours of `grid` after which `excess` has the other sign at whole numbers.
std::vector<double> whole_turns(FunctionRef excess, const std::vector<double>& grid);

/// whole_cuts() and places between them, as many as tell where functions of p and q change their sign.
std::vector<double> whole_grid(const Distribution& p, const Distribution& q);

}  // namespace sanov
