#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "sanov/transport/arcs.h"

namespace sanov {

/// Mass on an arc, in whole units.
struct Flow {
  std::uint32_t from, to;
  std::int64_t units;
  double cost;
};

/// A problem whose points all have mass.
struct Problem {
  std::span<const std::int64_t> supply, demand;
  const Costs& costs;
  std::size_t pivots;  ///< that may be done
};

/// What a solver found: flows by row, prices with u + v ≤ cost up to rounding, and how it went.
struct Solution {
  std::vector<Flow> flows;
  std::vector<Twice> u, v;
  bool twice = false;  ///< whether the prices need more digits than a double's
  std::size_t pivots = 0;
  bool finished = true;
  std::int64_t stranded = 0;  ///< units that no arc can carry
};

/// Prices to start from.
struct StartingPrices {
  std::vector<Twice> u, v;
  bool twice = false;
};

/// Column generation: the network simplex over `arcs`, which then asks for those of all arcs whose reduced cost is
/// negative, until there are none. The prices to start from decide how many those are. With `complete` there are no
/// arcs but the ones given.
/// In doubles first: prices are sums of costs along paths of the tree, and reduced costs below what rounding does to the
/// largest price count as 0. Where that is not nothing beside what the plan costs, it goes on in twice the digits.
Solution generate(const Problem& problem, std::vector<Arc> arcs, bool complete, StartingPrices start);

/// In the order in which plans are given.
inline bool by_row(const Flow& x, const Flow& y) { return x.from != y.from ? x.from < y.from : x.to < y.to; }

/// From these arcs alone; the cheapest of a row and of a column make the prices to start from.
Solution solve_listed(const Problem& problem, std::vector<Arc> arcs);

/// Few enough arcs for the simplex to take at once.
bool small(const Problem& problem);
Solution solve_all_arcs(const Problem& problem);

/// All arcs at once, or the cheapest of each row first.
Solution solve_matrix(const Problem& problem);

}  // namespace sanov
