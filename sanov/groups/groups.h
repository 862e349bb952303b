#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sanov/data/schema.h"
#include "sanov/data/table.h"
#include "sanov/inference/distance_intervals.h"
#include "sanov/inference/effect_size.h"
#include "sanov/inference/p_value.h"

/// Which groups' distribution of a column differs most from everybody else's? Each group against all others.
namespace sanov {

struct GroupsOptions {
  /// Columns whose values make the groups. Several are levels: of {"genre", "movie"} each genre is held against all other
  /// genres, and each movie against the rest of its genre.
  std::vector<std::string> by = {};
  /// The column whose distribution is asked for.
  std::string of = {};
  /// Groups to list at each level, those that differ most first; 0 for all.
  std::size_t top = 20;
  /// Groups to list in their place, by name: of several levels the keys joined by " / ".
  std::vector<std::string> only = {};
  /// Values below which nothing is said of a group, nor where the others have fewer.
  std::uint64_t min_rows = 5;
  /// Of the groups of a level said to differ, this share at most does not on average.
  double false_discovery_rate = 0.05;
  /// Of the intervals.
  double level = 0.95;
  /// Cells of a column of numbers in JS distances; 0 chooses 20, or fewer for few rows.
  std::size_t bins = 0;
};

/// Where a group's numbers lie beside the others'.
struct GroupDirection {
  double median = 0, others_median = 0;
  Effect shift;         ///< Hodges and Lehmann's: by how much the group's values lie higher, in the column's unit
  Effect cliffs_delta;  ///< the odds that a value of the group is the higher one, less those that it is the lower
};

/// What lower and higher are called of a column: of ages younger and older, of dates and times earlier and later.
struct DirectionWords {
  std::string_view lower, higher;
};
DirectionWords direction_words(std::string_view column, ColumnKind kind);

/// The share of one cell: a category, or an interval of numbers.
struct MovedShare {
  std::string label;
  double share = 0, others_share = 0;  ///< of the values
};

/// A group held against all others of its level and, below the first level, of the same group above.
struct GroupFinding {
  std::vector<std::string> keys;  ///< one a level
  std::string name;               ///< the keys joined by " / "
  std::uint64_t rows = 0, values = 0, missing = 0;
  std::uint64_t others = 0;       ///< the others' values
  bool tested = true;             ///< it and the others have enough values
  PValue p{1, 0, Method::exact};  ///< of no difference among the values that are there; 1 without a test
  double adjusted_p = 1;          ///< Benjamini and Hochberg's, over all groups of the level that are tested
  double log_adjusted_p = 0;
  bool differs = false;  ///< adjusted p is at most the false discovery rate
  /// Jensen and Shannon's distance; the interval of the true one is Feldman and Cousins'.
  DistanceEstimate js_distance;
  std::optional<GroupDirection> direction;  ///< of numbers, dates and times
  MovedShare moved;                         ///< that which differs most
  std::string difference;  ///< "lower by 20 (15 to 25), δ −0.31"; "fog 12% → 38%", the others' share first
};

/// The groups by one or more keys.
struct GroupsLevel {
  std::vector<std::string> by = {};
  std::uint64_t groups = 0;  ///< that have rows
  std::uint64_t tested = 0, differing = 0;
  std::uint64_t too_small = 0,
                too_small_values = 0;        ///< groups with too few values to say, and the values that these have
  std::vector<std::string> too_small_names;  ///< some of them, largest first
  std::uint64_t without_key = 0;             ///< rows that lack the last of the keys: they are in no group
  /// Those that differ first, then by where the JS distance's interval begins, so that small groups do not come first by
  /// noise. Of more than four times as many groups as are listed, the candidates are found by a formula for that.
  std::vector<GroupFinding> found;
};

struct GroupsAnswer {
  std::string table;
  std::uint64_t rows = 0;
  std::string of = {};
  ColumnKind kind = ColumnKind::numeric;
  std::uint64_t missing = 0;  ///< rows without a value of the column
  bool sampled = false;       ///< cells were cut from a sample of the rows; every row was counted
  double false_discovery_rate = 0.05, level = 0.95;
  std::uint64_t min_rows = 5;
  bool differs = false;  ///< some group does
  std::vector<GroupsLevel> levels;

  /// Null if the group is not listed. The last level that has the name.
  const GroupFinding* find(std::string_view name) const;
};

/// Tests every group against all others in the cells of all rows, in two passes over these columns. One p a group, by the
/// tests that `compare` makes, from the counts in these cells: see GroupPool. Rows are taken to be independent; those that lack
/// a key or a value count for nothing but to be told. Numbers are known by cell: by value where they have at most 1,024
/// different ones, else to a 1,024th of the rows, or less at both ends.
/// Memory: count_groups'. 100,000 groups of 100 rows take about as long as reading them; each listed group 1 ms more.
/// The same bits for any number of threads, and the same for any order of rows where there are no more than 65,536: of
/// more, cells are cut from a sample of these, chosen by place.
/// Throws InvalidArgument for an unknown column or group, with the nearest, for one named twice, and for a bad option;
/// DomainError for a table without rows or values; what count_groups and the source throw.
GroupsAnswer groups(TableSource& table, const GroupsOptions& options);

}  // namespace sanov
