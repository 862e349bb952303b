#pragma once

#include <cstdint>
#include <optional>

#include "sanov/inference/p_value.h"

/// What permuting blocks, rows that belong together, says.
namespace sanov {

/// Which blocks were permuted, and what that can show.
struct BlockPlan {
  std::uint64_t reference = 0, current = 0;  ///< blocks of each table that change places
  /// Blocks change places over all of the year, though they are of different times of it: too few of the same time are in
  /// both tables. A season may then pass for a change.
  bool across_seasons = false;
  double smallest_p = 0;  ///< no p of these blocks can be smaller
};

/// Of one column.
struct BlockTest {
  PValue p{1, 0, Method::permutation};  ///< of the values and of which are missing, calibrated together
  std::optional<PValue> missing_p;      ///< of how many are missing alone, where some are and some are not
  /// How much the blocks' Pearson's χ² is larger than that of independent rows, on average over permutations, at least 1:
  /// so many rows are worth one.
  double design_effect = 1;
  /// The same along the axis of a column of numbers: of the difference of mean ranks, in which what rows of a block have in
  /// common adds up, where that is larger. 1 of texts.
  double axis_design_effect = 1;
};

}  // namespace sanov
