#include "sanov/compare/ends.h"

#include <algorithm>
#include <cmath>

#include "sanov/inference/homogeneity.h"
#include "sanov/inference/out_of_range.h"

namespace sanov {
namespace {

constexpr double kOfEnds = 0.01, kKinds = 3;

/// Of so many rows of either table that have something, where the others have not.
PValue p_of_having(const ColumnPair& pair, std::uint64_t before, std::uint64_t after) {
  const std::uint64_t reference[] = {pair.reference_values() - before, before};
  const std::uint64_t current[] = {pair.current_values() - after, after};
  return homogeneity_p(reference, current);
}

/// Of rows outside the range of those that the frame was cut from: all of the reference's, unless it has some there too.
PValue p_of_outside(const ColumnPair& pair) {
  const std::uint64_t before = pair.reference.below + pair.reference.above;
  if (before > 0) return p_of_having(pair, before, pair.current.below + pair.current.above);
  return out_of_range_p(pair.reference_values(), pair.current_values(), pair.current.below, pair.current.above);
}

/// The smallest p of what lies at the ends.
PValue p_of_ends(const ColumnPair& pair) {
  PValue least = p_of_outside(pair);
  for (const auto infinite : {&ColumnCounts::infinite_below, &ColumnCounts::infinite_above}) {
    const std::uint64_t before = pair.reference.*infinite, after = pair.current.*infinite;
    if (before + after == 0) continue;
    if (const PValue p = p_of_having(pair, before, after); p.log_p < least.log_p) least = p;
  }
  return least;
}

}  // namespace

ColumnTest allowing_for_ends(ColumnTest rows, const ColumnPair& pair) {
  if (!pair.has_axis() || (!rows.tested() && pair.current.below + pair.current.above == 0)) return rows;
  const PValue ends = p_of_ends(pair);
  const double of_ends = ends.log_p - std::log(rows.tested() ? kOfEnds : 1 / kKinds);
  const double of_rows = rows.tested() ? rows.p.log_p - std::log1p(-kKinds * kOfEnds) : 0;
  const double log_p = std::min({of_ends, of_rows, 0.});
  const bool by_ends = of_ends < of_rows;
  return {{std::exp(log_p), log_p, by_ends ? ends.method : rows.p.method},
          by_ends ? "beyond the reference's range" : rows.test};
}

}  // namespace sanov
