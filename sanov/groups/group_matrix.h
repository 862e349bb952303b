#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sanov/data/schema.h"
#include "sanov/data/table.h"
#include "sanov/groups/linkage.h"
#include "sanov/measures/measure.h"

/// Which groups resemble each other? All pairs of groups by a measure, and the tree that this makes.
namespace sanov {

struct GroupMatrixOptions {
  std::vector<std::string> by = {};  ///< columns whose values together make the groups
  std::string of = {};               ///< the column whose distributions are compared
  /// Of two distributions over the coarse cells; null: Wasserstein's W1, in the column's unit.
  const Bound<Two>* measure = nullptr;
  std::size_t top = 50;        ///< groups, those with most values; 0 for all
  std::uint64_t min_rows = 5;  ///< values that a group must have
  std::size_t bins = 0;        ///< of a column of numbers; 0 chooses 20, or fewer for few rows
};

struct GroupMatrix {
  std::string table, of;
  std::vector<std::string> by;
  ColumnKind kind = ColumnKind::numeric;
  std::vector<std::string> names;     ///< of the groups, the keys joined by " / "
  std::vector<std::uint64_t> values;  ///< that each has
  std::vector<double> distances;      ///< between all pairs, row by row
  Dendrogram tree;                    ///< by average linkage; empty where what is measured is not symmetric, or no
                                      ///< distance or divergence, or not finite
  std::uint64_t left_out = 0;         ///< groups that are too small, or not among the first
  std::uint64_t missing = 0;          ///< rows that lack a value or a key
};

/// Groups with most values first, then by name. Distances are those of the shares as counted: small groups are farther from
/// all others than they truly are. O(groups² cells), 1,000 groups in 0.1 s.
/// Throws as groups(); InvalidArgument too for W1 of texts, and where fewer than two groups are left.
GroupMatrix group_matrix(TableSource& table, const GroupMatrixOptions& options);

}  // namespace sanov
