#pragma once

#include <cstddef>

#include "sanov/inference/p_value.h"
#include "sanov/rank/pair_counts.h"

/// The law of Spearman's ρ where x and y have nothing to do with each other.
namespace sanov {

/// Σ (2r − n − 1)² over the ranks, ties at their mean: (n³ − n)/3 without ties.
double doubled_rank_spread(std::size_t n, const TieSums& ties);

/// Up to here the law of ρ is computed from all permutations.
inline constexpr std::size_t kSpearmanExact = 10;

/// Of n ≤ 10 pairs without ties.
PValue spearman_exact_p(std::size_t n, double rho, Alternative alternative);

/// From Student's t with n − 2 degrees of freedom, at least what the most extreme order has, 1/n! (2/n! two-sided).
/// At n = 2 p is 1.
PValue spearman_t_p(std::size_t n, double rho, Alternative alternative);

}  // namespace sanov
