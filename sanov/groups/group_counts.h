#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
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

/// The groups of one level and what their rows hold, in the order in which they came.
struct GroupLevel {
  std::vector<GroupNode> nodes;
  std::vector<std::size_t> begins{0};  ///< of each group's cells, and the end
  std::vector<CellCount> cells;        ///< ascending within a group; the last of the column is that of missing values

  std::span<const CellCount> of(std::size_t node) const {
    return {cells.data() + begins[node], begins[node + 1] - begins[node]};
  }
};

/// A table counted by group.
struct GroupCounts {
  FrameColumn column;  ///< the cells, cut from all rows
  std::uint64_t rows = 0;
  bool sampled = false;            ///< cells were cut from a sample of them
  std::vector<GroupLevel> levels;  ///< of each key, within those before it
};

inline constexpr std::size_t kMostGroups = std::size_t{1} << 22;
inline constexpr std::uint64_t kMostGroupedRows = std::numeric_limits<std::uint32_t>::max();

/// Counts the column `of` by the keys `by`, all of which the table has. Two passes over these columns, which are kept in
/// memory meanwhile as long as they take no more than 512 MiB, and are then read once. Beside that 100 MiB for rows on
/// their way, and 8 bytes for each cell that a group has rows in: at most 9 kB a group. Of numbers that are keys, those
/// beyond 2^53 are rounded.
/// Throws DomainError for no rows, for over kMostGroups groups or kMostGroupedRows rows, and for a column `of` without a
/// value; what the source throws.
GroupCounts count_groups(TableSource& table, const std::vector<std::string>& by, const std::string& of,
                         std::size_t bins = 0);

}  // namespace sanov
