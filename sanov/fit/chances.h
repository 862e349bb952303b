#pragma once

#include <span>
#include <vector>

#include "sanov/families/catalogue.h"
#include "sanov/fit/rows.h"

/// The chance that a family's member gives to an interval, for rows of which no more is known.
namespace sanov {

/// ln P(low < X ≤ high), from the two tails, whichever keeps the digits; of an interval too narrow for their difference
/// the density's integral, or the sum of its masses.
double log_chance(const Distribution& d, double low, double high);

/// How many numbers a value with its first and second derivatives by so many parameters is, as in FamilyEntry::jets.
constexpr std::size_t jet_width(std::size_t parameters) { return 1 + parameters + parameters * (parameters + 1) / 2; }

/// ln P(low < X ≤ high) of the rows with two derivatives by the parameters, row after row as FamilyEntry::jets has them.
/// With s the score and H the second derivatives of ln f:
///   ∂ ln P = E[s | X between],  ∂² ln P = E[s sᵀ + H | X between] − E[s | …] E[s | …]ᵀ
/// (Fisher's and Louis's identities), so that densities suffice, which have exact derivatives in every family. All rows
/// share one grid, cut at their ends and at quantiles, with Gauss's rule in pieces over which ln f changes little and
/// double exponential rules at the ends of the support; a row's integral is a sum of such pieces. Relative accuracy
/// about 1e-9, in far tails too. O(different ends) density calls, a dozen each.
/// The identities do not hold where an end of the support moves with the parameters and the density is not 0 there: see
/// ends_move().
/// Louis, Finding the observed information matrix when using the EM algorithm, JRSS B 44, 1982.
std::vector<double> chance_jets(const FamilyEntry& entry, std::span<const double> at, const Intervals& rows);

/// Whether the likeliest member ends at the data's own ends (uniform, Pareto): then no slope tells where they are.
bool ends_move(const FamilyEntry& entry, const std::vector<bool>& free);

}  // namespace sanov
