#pragma once

#include <string_view>

#include "sanov/rank/kendall_law.h"
#include "sanov/rank/ranked_pairs.h"

/// What Kendall's coefficients, Somers' and Goodman and Kruskal's share: each is a function of the counts of pairs, 0 where
/// as many are concordant as discordant.
namespace sanov {

template <auto value>
double statistic_from_counts(Pairs pairs) {
  return (count_pairs(pairs).*value)();
}

template <auto value>
void from_counts(Pairs pairs, const AssociationOptions& options, Association& result, std::string_view name) {
  result.pairs = count_pairs(pairs);
  result.value = (*result.pairs.*value)();
  set_kendall_p(pairs, *result.pairs, options, name, statistic_from_counts<value>, result);
}

}  // namespace sanov
