#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sanov/data/frame.h"
#include "sanov/data/table.h"

namespace sanov {

/// Rows of a group in one cell of the values.
struct CellCount {
  std::uint32_t cell = 0, rows = 0;

  friend bool operator==(const CellCount&, const CellCount&) = default;
};

/// A group: rows with the same keys up to its level. Those that lack a key have a group of their own, which is no group
/// to whoever asks.
struct GroupNode {
  std::uint32_t parent = 0;  ///< in the level above; 0 in the first
  bool missing = false;
  std::string name;  ///< of its own key
};

/// What the rows of consecutive groups hold.
struct GroupStretch {
  std::vector<std::size_t> begins{0};  ///< of each group's cells, and the end
  std::vector<CellCount> cells;        ///< ascending within a group; the last of the column is that of missing values

  std::span<const CellCount> of(std::size_t at) const {
    return std::span(cells).subspan(begins[at], begins[at + 1] - begins[at]);
  }
};

/// The groups of one level and what their rows hold, in the order in which they came.
struct GroupLevel {
  static constexpr std::size_t kStretch = 256;  ///< groups in each stretch but the last

  std::vector<GroupNode> nodes;
  std::vector<GroupStretch> stretches;

  std::span<const CellCount> of(std::size_t node) const { return stretches[node / kStretch].of(node % kStretch); }
};

/// A table counted by group.
struct GroupCounts {
  FrameColumn column;                   ///< the cells, cut from all rows
  std::uint64_t rows = 0, missing = 0;  ///< missing: rows without a value
  bool sampled = false;                 ///< cells were cut from a sample of them
  std::vector<GroupLevel> levels;       ///< of each key, within those before it

  /// Of a group of one level: its own key and those above it.
  std::vector<std::string> keys_of(std::size_t level, std::size_t node) const;
};

/// "genre / movie".
std::string joined(const std::vector<std::string>& keys);

inline constexpr std::size_t kMostGroups = std::size_t{1} << 22;
inline constexpr std::uint64_t kMostGroupedRows = std::numeric_limits<std::uint32_t>::max();

/// Counts the column `of` by the keys `by`. Two passes over these columns, which are kept in
/// memory meanwhile as long as they take no more than 512 MiB, and are then read once. Beside that 100 MiB for rows on
/// their way, and 8 bytes for each cell that a group has rows in: at most 9 kB a group. Of numbers that are keys, those
/// beyond 2^53 are rounded.
/// Throws InvalidArgument, naming `function`, for no keys, an unknown column, one named twice, and bins of 1 or over
/// kFineCells; DomainError for no rows, for over kMostGroups groups or kMostGroupedRows rows, and for a column `of` without a
/// value; what the source throws.
GroupCounts count_groups(TableSource& table, const std::vector<std::string>& by, const std::string& of,
                         std::size_t bins, std::string_view function);

}  // namespace sanov
