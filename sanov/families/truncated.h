#pragma once

#include <limits>

#include "sanov/families/distribution.h"

namespace sanov {

/// Truncated distribution: X, known to lie in [low, high], ends included.
///   f(x) = f_X(x) / P(low ≤ X ≤ high) on [low, high], 0 elsewhere
///   sanov::truncated(sanov::Normal{}, 0, INFINITY)
/// Either bound may be infinite. Probabilities are differences of log_cdf or of log_sf, whichever tail the interval lies
/// in, so truncated(normal(0, 1), 40, inf) is as exact as the normal's logarithms; an interval so narrow that the
/// difference would lose digits is integrated instead. Quantiles by inverting X's where that keeps the digits, else by
/// search. Moments and entropy by integrals or sums.
/// Throws DomainError where a bound is NaN, and InvalidArgument where low > high or X has no mass between.
Distribution truncated(const Distribution& d, double low, double high = std::numeric_limits<double>::infinity());

}  // namespace sanov
