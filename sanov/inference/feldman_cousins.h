#pragma once

#include "sanov/inference/interval.h"

namespace sanov {

/// The confidence interval for the noncentrality λ ≥ 0 of a noncentral χ² variable that came out as x, with k > 0 degrees
/// of freedom, not necessarily whole. Of every λ those x are accepted, at `level` of all, for which f(x; λ) is largest
/// beside the best that any λ gives them, f(x; λ̂(x)); the interval holds each λ that accepts the x seen.
/// The lower end is 0 if and only if P(X > x; λ = 0) ≥ 1 − level, so the interval is a test too
/// (but for x ≤ k, which is least surprising under λ = 0: that is below the quantile only for k < 0.03); it is never empty, and its cover is exact, at the boundary λ = 0 as well, where a bootstrap or a Wald interval fails.
/// Ends within about 1e-6 relative. About 0.1 ms.
/// Throws DomainError unless x ≥ 0 is finite, k > 0 and level in (0, 1).
/// Feldman and Cousins, Unified approach to the classical statistical analysis of small signals, Physical Review D 57,
/// 1998.
Interval feldman_cousins(double x, double k, double level = 0.95);

}  // namespace sanov
