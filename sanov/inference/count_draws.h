#pragma once

#include <cstdint>
#include <span>

#include "sanov/numerics/random.h"

/// Random counts, drawn as counts: what a draw costs depends on the number of cells, not of rows.
namespace sanov {

/// How many of `marked` things are among `drawn` ones taken from them and `unmarked` others, without putting back.
/// O(1), about 0.1 µs.
/// Throws InvalidArgument if drawn is over marked + unmarked, or these are over 2^62 together.
/// By inversion where few are expected, else by the ratio of uniforms: Stadlober, The ratio of uniforms approach for
/// generating discrete random variates, J. Comput. Appl. Math. 31, 1990.
std::uint64_t draw_hypergeometric(Random& random, std::uint64_t marked, std::uint64_t unmarked, std::uint64_t drawn);

/// How many of n independent trials succeed, each with probability p in [0, 1]. O(1), by the same methods.
/// Throws DomainError unless p is in [0, 1].
std::uint64_t draw_binomial(Random& random, std::uint64_t n, double p);

/// Takes `drawn` rows without putting back from cells that hold `pool` rows each: the multivariate hypergeometric law,
/// which is what shuffling the labels of pooled rows does to their counts. O(cells).
/// Throws InvalidArgument if the lengths differ or drawn is over the pool's sum.
void draw_without_replacement(Random& random, std::span<const std::uint64_t> pool, std::uint64_t drawn,
                              std::span<std::uint64_t> counts);

/// n rows fall into cells with these probabilities (any non-negative weights that add up to more than 0). O(cells).
/// Throws InvalidArgument if the lengths differ or no weight is positive.
void draw_multinomial(Random& random, std::span<const double> weights, std::uint64_t n,
                      std::span<std::uint64_t> counts);

}  // namespace sanov
