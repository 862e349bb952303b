#pragma once

#include <span>
#include <vector>

#include "sanov/families/catalogue.h"
#include "sanov/fit/rows.h"

/// The likelihood of rows that are values, or known by an interval, of which some could not have been recorded.
namespace sanov {

/// Σ w ln f(x) + Σ w ln P(low < X ≤ high) − Σ w ln P(recorded), with two derivatives by the parameters; −∞ where a row has no
/// chance.
DensitySums log_likelihood(const FamilyEntry& entry, std::span<const double> at, const Nodes& rows,
                           const Truncation& truncation);

/// Each row's term of that sum without its weight: of the values first, then of the intervals.
std::vector<double> log_likelihood_terms(const FamilyEntry& entry, std::span<const double> at, const Nodes& rows,
                                         const Truncation& truncation);

/// Each row's term with its derivatives, as FamilyEntry::jets has them.
std::vector<double> log_likelihood_jets(const FamilyEntry& entry, std::span<const double> at, const Nodes& rows,
                                        const Truncation& truncation);

/// The weights of the values, then of the intervals.
std::vector<double> weights_of(const Nodes& rows);

}  // namespace sanov
