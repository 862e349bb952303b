#pragma once

#include "sanov/compare/compare.h"

namespace sanov {

/// Distances along the axis of a number column, from its values where the counts hold them, else from its fine cells.
/// Both tables must have values that are not missing.
AxisChange compare_axis(const FrameColumn& frame, const ColumnCounts& reference, const ColumnCounts& current);

}  // namespace sanov
