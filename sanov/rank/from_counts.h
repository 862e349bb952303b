#pragma once

#include <string_view>

#include "sanov/rank/kendall_law.h"
#include "sanov/rank/pair_scores.h"
#include "sanov/rank/ranked_pairs.h"
#include "sanov/rank/verdict.h"

/// What Kendall's coefficients, Somers' and Goodman and Kruskal's share: each is a function of the counts of pairs, 0
/// where as many are concordant as discordant.
namespace sanov {

template <auto value>
double statistic_from_counts(Pairs pairs) {
  return (count_pairs(pairs).*value)();
}

/// value, p, and the interval on Fisher's scale with the variance that `slopes` gives.
void from_counts(Pairs pairs, const AssociationOptions& options, std::string_view name,
                 double (PairCounts::*value)() const noexcept, Statistic statistic,
                 CountSlopes (*slopes)(const PairCounts&), Association& result);

}  // namespace sanov
