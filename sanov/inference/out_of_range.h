#pragma once

#include <cstdint>

#include "sanov/inference/p_value.h"

namespace sanov {

/// The chance that so many of m rows lie beyond all of n others, where both are samples of one distribution, exactly:
///   P(j or more of m above the largest of n) = C(n + m − j, n) / C(n + m, n)
/// and the same below. p is twice the smaller of the two sides', at most 1; ties with the outermost value do not count as
/// beyond, which makes p larger, never smaller. 1 where nothing is beyond.
/// Throws InvalidArgument if n is 0 or below + above is over m.
PValue out_of_range_p(std::uint64_t n, std::uint64_t m, std::uint64_t below, std::uint64_t above);

}  // namespace sanov
