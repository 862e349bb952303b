#pragma once

#include <optional>

#include "sanov/families/distribution.h"
#include "sanov/families/pair_integral.h"

/// Divergences between members of families for which there is a formula.
namespace sanov {

/// KL(p‖q) and a bound on its rounding; nothing where no formula is known, or none that is finite.
///
/// Two routes. Some families have a formula of their own, which keeps its digits where the two are nearly the same:
/// normal, Laplace, Cauchy, inverse Gaussian and von Mises among themselves, binomial, Poisson, geometric, negative binomial
/// of the same size. All others go through coordinates (closed_shape.h): KL(p‖q) = E ln p − E ln q in the coordinate in which
/// q is of a simple shape and p knows the means that ln q asks for. Its rounding follows the largest of its terms, so that
/// for nearly equal pairs integrals know more digits, and the bound says so.
std::optional<Estimate> closed_kl(const Distribution& p, const Distribution& q);

}  // namespace sanov
