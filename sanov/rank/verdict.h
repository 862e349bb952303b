#pragma once

#include <cstddef>
#include <string_view>

#include "sanov/inference/p_value.h"
#include "sanov/rank/coefficient.h"

/// What the coefficients share once they have their value: p and interval.
namespace sanov {

void set_p(const PValue& p, Association& result);

/// The p of Pearson's r of n pairs, from Student's t.
PValue pearson_t_p(std::size_t n, double r, Alternative alternative);

/// A statistic of x and y, for the permutation test.
using Statistic = double (*)(Pairs);

/// p by permuting y, result.value being the observed statistic.
void set_permutation_p(Pairs pairs, const AssociationOptions& options, Statistic statistic, Association& result);

/// The same for one that has no other test: `automatic` gives none where there are more than 500 pairs, with the
/// reason; exact and asymptotic are refused.
void permutation_only(Pairs pairs, const AssociationOptions& options, std::string_view function, Statistic statistic,
                      Association& result);

/// The options of a coefficient of which only large values speak of dependence: two_sided is taken as greater.
/// Throws InvalidArgument for less, unless no test is asked for.
AssociationOptions for_large_values(const AssociationOptions& options, std::string_view function);

/// What an error that was estimated from n pairs is multiplied by, so that the normal quantile makes Student's of it.
double estimation_factor(std::size_t n, double level);

/// The interval tanh(atanh(value) ± quantile·error) on Fisher's scale. Where value is ±1 it has no such interval: the
/// reason is noted.
void set_fisher_interval(double error, const AssociationOptions& options, Association& result);

}  // namespace sanov
