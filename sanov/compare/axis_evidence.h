#pragma once

#include <vector>

#include "sanov/compare/column_pair.h"
#include "sanov/inference/distance_intervals.h"
#include "sanov/inference/effect_size.h"
#include "sanov/inference/p_value.h"

namespace sanov {

/// What a column of numbers' values say along their axis, with errors. Values that are not missing only; where there are
/// too many different ones to keep, rows are known by fine cell.
struct AxisEvidence {
  DistanceEstimate wasserstein, kolmogorov_smirnov;
  Effect shift;         ///< Hodges and Lehmann's: by how much current values lie higher, in the column's unit
  Effect cliffs_delta;  ///< P(current > reference) − P(current < reference)
  std::vector<QuantileShift> quantile_shifts;  ///< of the nine deciles
  PValue out_of_range_p{1, 0, Method::exact};  ///< of so many rows outside the reference's range
  /// So many rows are worth one independent row along the axis, by the blocks that they belong to: all intervals here, and
  /// out_of_range_p, allow for it.
  double design_effect = 1;
};

/// The column must have an axis. Rows beyond the range are counted in `rows`, which is `pair` but where this holds weights; so
/// many rows as `design_effect` says are worth one. O(different values), a few milliseconds for 65,536.
AxisEvidence weigh_axis(const ColumnPair& pair, const ColumnPair& rows, double level, double design_effect = 1);

}  // namespace sanov
