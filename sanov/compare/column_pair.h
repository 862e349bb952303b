#pragma once

#include <cstdint>
#include <vector>

#include "sanov/data/frame.h"
#include "sanov/data/profile.h"
#include "sanov/inference/design_effects.h"

namespace sanov {

/// Two profiles' view of one column.
struct ColumnPair {
  const FrameColumn& frame;
  const ColumnCounts& reference;
  const ColumnCounts& current;
  std::uint64_t n, m;          ///< rows, or what they weigh
  DesignEffects effects = {};  ///< of weights: so much weight is worth one row

  std::uint64_t reference_values() const { return n - reference.cells.back(); }
  std::uint64_t current_values() const { return m - current.cells.back(); }
  /// Values along an axis, of which both have some.
  bool has_axis() const {
    return !frame.is_text() && frame.kind != ColumnKind::empty && reference_values() > 0 && current_values() > 0;
  }
};

/// The same with the counts of the coarse cells.
struct CountedColumn {
  ColumnPair pair;
  std::vector<std::uint64_t> reference, current;
};

}  // namespace sanov
