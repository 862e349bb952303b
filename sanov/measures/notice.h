#pragma once

#include "sanov/base/cells.h"

namespace sanov {

/// Samples to notice: how many draws from P it takes to tell that they are not from Q.
///   N = ⌈ln(1/α) / KL(P‖Q)⌉
/// Unit: draws. Range [1, ∞]; ∞ iff P = Q. It is the oracle's number (Stein's lemma): of who knows both distributions
/// and is willing to be wrong, of draws from Q, with probability `alpha`. At α = 0.05 such a one notices about four
/// times in five. Where KL is infinite, with π the probability that P gives to cells that are impossible under Q, the
/// smaller of ln(α)/ln(1−π), by when one of those has shown up, and the answer of P within the other cells. O(n).
/// Throws DomainError unless both are probabilities and alpha is in (0, 1), InvalidArgument if the lengths differ.
/// Cover and Thomas, Elements of Information Theory, 2006, section 11.8.
double samples_to_notice(Cells p, Cells q, double alpha = 0.05);

}  // namespace sanov
