#pragma once

#include <cstdint>
#include <span>

#include "sanov/transport/pair_costs.h"

namespace sanov {

/// How many of the units `a` no plan can bring to the units `b`, of equal sums, over pairs of finite cost: what the
/// largest flow leaves. 0 says that both marginals can be met (Hall's condition for masses).
/// By Dinic's method, levels found 64 columns at a time: a few passes over all pairs. Memory: a bit a pair.
std::int64_t stranded_units(const PairCosts& costs, std::span<const std::int64_t> a, std::span<const std::int64_t> b);

}  // namespace sanov
