#pragma once

#include <span>

#include "sanov/families/distribution.h"

/// Searches for distributions that have atoms.
namespace sanov {

/// The mass of the atom at x among `atoms`, which rise; 0 where there is none.
double mass_at(std::span<const Atom> atoms, double x);

/// The smallest x with cdf(x) ≥ p (`lower`), or with sf(x) ≤ p, for 0 < p < 1, where it is known to lie in [low, high].
/// Atoms are found exactly, what is between them as by quantile_by_search.
double quantile_among_atoms(const AnyDistribution& d, std::span<const Atom> atoms, double low, double high, double p,
                            bool lower);

}  // namespace sanov
