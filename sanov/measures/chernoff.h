#pragma once

#include "sanov/base/cells.h"

namespace sanov {

/// Chernoff's α: where Σ pᵢ^α qᵢ^(1−α) is smallest, the exponent that makes the bound on the error of a test tightest.
///   α* = argmin over α in [0, 1] of Σ pᵢ^α qᵢ^(1−α)
/// Unit: none. Range [0, 1]; ½ where P = Q or the supports are disjoint, when any would do; 0 or 1 only where one
/// support is inside the other. Within 1e-12. O(n), some 5 to 11 passes. Throws DomainError unless both are
/// probabilities, InvalidArgument if the lengths differ.
double chernoff_alpha(Cells p, Cells q);

}  // namespace sanov
