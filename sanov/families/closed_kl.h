#pragma once

#include <optional>

#include "sanov/families/distribution.h"
#include "sanov/families/pair_integral.h"

/// Divergences between members of families for which there is a formula.
namespace sanov {

/// KL(p‖q) and a bound on its rounding, ∞ where it is beyond doubles; nothing where no formula is known, or none that helps.
///
/// Two routes. Some families have a formula of their own, which keeps its digits where the two are nearly the same:
/// normal, Laplace, Cauchy, inverse Gaussian and von Mises among themselves, binomial, Poisson, geometric, negative binomial
/// of the same size. All others go through coordinates (closed_shape.h): KL(p‖q) = E ln p − E ln q in the coordinate in which
/// q is of a simple shape and p knows the means that ln q asks for. Its rounding follows the largest of its terms, so that
/// for nearly equal pairs integrals know more digits, and the bound says so.
/// Supports and tails are the caller's: p has no mass where q has none.
std::optional<Estimate> closed_kl(const Distribution& p, const Distribution& q);

/// Wasserstein's distance of order 2 of two members of the same family that are a shift and a stretch apart, for normal,
/// Laplace, logistic, Gumbel, Moyal, uniform and exponential: √((m₁ − m₂)² + (s₁ − s₂)²) of means and standard deviations.
std::optional<Estimate> closed_wasserstein_of_order_2(const Distribution& p, const Distribution& q);

}  // namespace sanov
