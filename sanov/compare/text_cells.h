#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "sanov/data/frame.h"
#include "sanov/data/profile.h"

namespace sanov {

/// A text column's rows in cells that do not depend on which table a row is in, as a test of the two needs them.
///
/// A frame's cells do: its list holds the reference's most frequent texts, whose counts there are too high by selection
/// where it has more, and what it lacks is empty in the reference by construction. With 5,000 texts, all as likely, its
/// cells say "changed" every time though nothing has. So here a text has a cell of its own where there is a cell for
/// every text of both tables, or where the reference has it so often, 6 standard deviations over its least frequent
/// listed text, that any sample like it would list it; all others share kRestGroups cells by their hash, or one cell
/// where the current table lacks names for the texts that are new. Measured then: 5%.
struct TextCells {
  std::vector<std::uint64_t> reference, current;  ///< missing last
};

/// A text's cell, by both tables' rows together: the same whichever table a row is in, so that rows may change places.
///
/// Where every text of both tables is known, each has a cell of its own where there are at most kRestGroups texts, else the
/// most frequent 128 of those that 10 rows have; all others share kRestGroups cells by their hash. Where some are not known,
/// all texts share 256 cells.
class PooledTexts {
 public:
  PooledTexts(const FrameColumn& frame, const ColumnCounts& reference, const ColumnCounts& current);

  /// Without missing.
  std::size_t size() const noexcept { return own_.size() + groups_; }
  std::uint32_t cell(std::uint64_t hash) const {
    const auto own = own_.find(hash);
    if (own != own_.end()) return own->second;
    return static_cast<std::uint32_t>(own_.size() + (hash >> 32) % kRestCells * groups_ / kRestCells);
  }

 private:
  std::unordered_map<std::uint64_t, std::uint32_t> own_;
  std::size_t groups_ = 0;
};

TextCells text_cells(const FrameColumn& frame, const ColumnCounts& reference, const ColumnCounts& current);

}  // namespace sanov
