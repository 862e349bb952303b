#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "sanov/groups/group_counts.h"
#include "sanov/groups/groups.h"

namespace sanov {

/// Where the values of a fine cell of numbers lie: between two, and for what is read of one place at the middle.
struct CellPlace {
  double low, high, at;
};
CellPlace place_of(const FrameColumn& column, std::size_t cell);

/// What sets a group apart: fills in js_distance, direction, moved and difference. `pool` has the values of it and the
/// others in each fine cell but that of missing ones, `part` the group's. O(cells), about 1 ms.
void describe_group(const FrameColumn& column, const std::vector<std::uint64_t>& pool, std::span<const CellCount> part,
                    double level, GroupFinding& finding);

}  // namespace sanov
