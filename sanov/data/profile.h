#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "sanov/data/frame.h"
#include "sanov/data/value_counts.h"

/// A profile: how many rows of a table fall into each cell of a frame. All of it is integers, minima and maxima, so
/// that profiles of parts merge into the profile of the whole exactly, in any order.
namespace sanov {

__extension__ using Int128 = __int128;

/// Categories that the reference lacks are counted together in one cell. Beside it those with the smallest hashes are
/// kept by name: all of them up to this many, a random choice of them beyond.
inline constexpr std::size_t kNamedUnseen = 1024;

/// More rows than any profile counts: no sum of theirs overflows.
inline constexpr std::uint64_t kMostRows = std::uint64_t{1} << 40;

/// Numbers farther than this many quanta from the origin are summed as if they lay there, so that no sum overflows.
inline constexpr double kFarthestUnits = 0x1p86;

struct ColumnCounts {
  ColumnKind kind = ColumnKind::empty;  ///< as the table has it
  std::string declared;
  bool present = false;   ///< the table has the column
  bool countable = true;  ///< its kind fits the frame's; otherwise only rows and `missing` count

  std::vector<std::uint64_t> cells;    ///< of each fine cell
  std::vector<Int128> sums;            ///< of x − origin over each fine cell's finite numbers, in units of 2^quantum
  std::uint64_t below = 0, above = 0;  ///< numbers under the reference's minimum, over its maximum
  std::uint64_t infinite_below = 0, infinite_above = 0;  ///< −∞ and +∞
  double minimum, maximum;                               ///< of the numbers; +∞ and −∞ where there are none
  ValueCounts values;                                    ///< the numbers themselves, as long as they are few
  std::map<std::uint64_t, Category> unseen;              ///< by hash
  bool unseen_left_out = false;                          ///< there are more of them than kNamedUnseen

  /// `exact_values` is the frame's.
  ColumnCounts(const FrameColumn& frame, std::size_t exact_values);
  /// Names a text that the reference lacks, of that row; counting it in its cell is the caller's.
  void add_unseen(std::uint64_t hash, const ColumnBatch& column, std::size_t row);
  /// Adds the counts of another part of the table, of a comparable kind.
  void merge(const ColumnCounts& other);
};

struct Profile {
  std::shared_ptr<const Frame> frame;
  std::string name;
  std::uint64_t rows = 0;
  std::vector<ColumnCounts> columns;     ///< in the frame's order
  std::vector<ColumnType> not_in_frame;  ///< in the order of names; of a file's nothing else is known
  std::vector<LeftOut> left_out;         ///< in the order of names

  explicit Profile(std::shared_ptr<const Frame> frame);

  /// Adds another profile of the same frame: exact, commutative and associative. Throws InvalidArgument, and leaves
  /// this as it was, if the frame is another, or a column's kinds in the two are not comparable; DomainError for over
  /// kMostRows rows.
  void merge(const Profile& other);

  std::uint64_t missing(std::size_t column) const { return columns[column].cells.back(); }
  /// Counts of the coarse cells of one column.
  std::vector<std::uint64_t> coarse(std::size_t column) const;
};

/// Puts not_in_frame and left_out in the order of names, each name once.
void sort_others(Profile& profile);

/// Whether two profiles were counted in the same cells: merged and compared are only such.
bool one_frame(const Profile& a, const Profile& b);

/// Counts a table in a frame, in one pass. Columns are found by name; those the frame lacks are listed.
Profile count_rows(TableReader& table, std::shared_ptr<const Frame> frame);

}  // namespace sanov
