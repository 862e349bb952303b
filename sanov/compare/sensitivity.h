#pragma once

#include <cstdint>
#include <vector>

#include "sanov/data/frame.h"
#include "sanov/data/profile.h"

/// How an answer about one column moves with what somebody had to choose.
namespace sanov {

/// The answer with another number of cells.
struct OtherCells {
  std::size_t cells = 0;   ///< that hold rows, after sparse ones are merged
  double js_distance = 0;  ///< as counted
  double kl = 0, psi = 0;
  double p = 1;  ///< of no change, by Pearson's χ²; not adjusted for other columns
};

struct Sensitivity {
  std::vector<OtherCells> cells;  ///< columns of numbers: cut more coarsely and more finely; none where values are few
  /// With half a row added to each cell of both tables (Krichevsky and Trofimov), which makes them finite.
  double kl_smoothed = 0, psi_smoothed = 0, js_distance_smoothed = 0;
};

/// `reference` and `current` are the counts of the coarse cells. O(fine cells).
Sensitivity find_sensitivity(const FrameColumn& frame, const ColumnCounts& reference_fine,
                             const ColumnCounts& current_fine, const std::vector<std::uint64_t>& reference,
                             const std::vector<std::uint64_t>& current);

}  // namespace sanov
