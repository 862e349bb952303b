#pragma once

#include <cstdint>

#include "sanov/data/frame.h"
#include "sanov/data/profile.h"

namespace sanov {

/// Two profiles' view of one column.
struct ColumnPair {
  const FrameColumn& frame;
  const ColumnCounts& reference;
  const ColumnCounts& current;
  std::uint64_t n, m;  ///< rows

  std::uint64_t reference_values() const { return n - reference.cells.back(); }
  std::uint64_t current_values() const { return m - current.cells.back(); }
  /// Values along an axis, of which both have some.
  bool has_axis() const {
    return !frame.is_text() && frame.kind != ColumnKind::empty && reference_values() > 0 && current_values() > 0;
  }
};

}  // namespace sanov
