#pragma once

#include <optional>

#include "sanov/families/distribution.h"
#include "sanov/families/pair_integral.h"

namespace sanov {

/// ln ∫ pᵃ q¹⁻ᵃ and a bound on its rounding; nothing where no formula is known, or the integral diverges. Rényi's divergence
/// is it over a − 1, Hellinger's squared 1 − exp of it at ½, χ² exp of it at 2, less 1.
/// Within families that are exponential ones in some coordinate (closed_shape.h) pᵃ q¹⁻ᵃ is once more a member, but for its
/// norm: normal and lognormal; powers of gamma numbers (gamma, Weibull of one shape, Rayleigh, …) and of beta numbers;
/// Laplace about one location; Poisson; Bernoulli, binomial, geometric and negative binomial of one size.
/// Supports are the caller's: neither has mass where the other has none.
std::optional<Estimate> closed_log_power(const Distribution& p, const Distribution& q, double a);

}  // namespace sanov
