#pragma once

#include "sanov/families/distribution.h"

namespace sanov {

/// The distribution of X + by: every number moved.
///   sanov::shifted(sanov::Gamma{.shape = 2}, 5)
/// Throws DomainError unless `by` is finite, and whole where X is of whole numbers.
Distribution shifted(const Distribution& d, double by);

/// The distribution of by·X: every number scaled about 0; a negative `by` turns it round.
/// Shifts and scales of what is shifted or scaled are made one. Each function costs as much as that of X; tails keep
/// their digits, for cdf and sf change places where `by` is negative.
/// Throws DomainError unless `by` is finite and not 0, and 1 or −1 where X is of whole numbers (of which only categorical
/// and empirical distributions scale by any number).
Distribution scaled(const Distribution& d, double by);

}  // namespace sanov
