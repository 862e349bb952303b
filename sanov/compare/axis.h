#pragma once

#include "sanov/compare/compare.h"

namespace sanov {

/// Distances along the axis of a number column, from its fine cells: the Wasserstein distance between the two sets of
/// cell means, weighted by counts, and Kolmogorov-Smirnov at the cells' edges.
/// Both tables must have values that are not missing.
AxisChange compare_axis(const FrameColumn& frame, const ColumnCounts& reference, const ColumnCounts& current);

}  // namespace sanov
