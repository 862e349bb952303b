#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "sanov/groups/group_counts.h"
#include "sanov/groups/groups.h"

namespace sanov {

/// What sets a group apart: fills in js_distance, direction, moved and difference. `pool` has the values of it and the
/// others in each fine cell but that of missing ones, `part` the group's. O(cells), about 1 ms.
void describe_group(const FrameColumn& column, const std::vector<std::uint64_t>& pool, std::span<const CellCount> part,
                    double level, GroupFinding& finding);

}  // namespace sanov
