#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "sanov/data/frame.h"
#include "sanov/data/profile.h"
#include "sanov/data/table.h"
#include "sanov/series/every.h"

namespace sanov {

/// Cells over all windows and columns: 512 MiB.
inline constexpr std::size_t kMostWindowCells = std::size_t{1} << 26;

/// The rows of one window in the cells of a frame.
struct WindowCounts {
  std::int64_t window = 0;  ///< its number, as window_of() has it
  std::uint64_t rows = 0;
  /// In the frame's order. Counts of cells, the smallest and the largest number and unseen texts; neither sums nor values.
  std::vector<ColumnCounts> columns;
};

/// A table's rows by window.
struct CountedWindows {
  std::uint64_t rows = 0;             ///< of the table
  std::uint64_t undated = 0;          ///< without a time
  std::uint64_t unreadable = 0;       ///< with a text that is no time, or a time outside of the calendar
  std::string unreadable_text;        ///< the first such text
  std::string declared;               ///< the type of the column of times; empty where windows are of rows
  std::vector<WindowCounts> windows;  ///< that have rows, in order
};

/// Counts a table in one pass. The reader must deliver the frame's columns and `over`, the column of times, which is empty for
/// windows of rows; columns that the frame has and the table lacks are not present() in the counts.
/// The same for any number of threads and sizes of batches, and with times for any order of rows.
/// Throws InvalidArgument where the column holds neither times nor texts; DomainError where windows × cells are more than
/// `most_cells`; what the table throws.
CountedWindows count_windows(TableReader& table, const std::shared_ptr<const Frame>& frame, const std::string& over,
                             const Every& every, std::size_t most_cells = kMostWindowCells);

/// The counts of all windows together.
WindowCounts sum_of(const CountedWindows& counted, const Frame& frame);

}  // namespace sanov
