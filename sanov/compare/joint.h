#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sanov/compare/joint_points.h"
#include "sanov/compare/table_rows.h"
#include "sanov/samples/classifier.h"
#include "sanov/samples/energy_distance.h"
#include "sanov/samples/knn_kl.h"
#include "sanov/samples/mmd.h"

namespace sanov {

struct JointOptions {
  std::size_t max_rows = 100'000;  ///< of each table that are kept in memory; 0 takes all
  std::size_t permutations = 999;  ///< behind each p
  std::size_t max_categories =
      JointPoints::kMostCategories;  ///< of a text column that have a coordinate of their own; the rest share one
  double level = 0.95;               ///< of the intervals
  std::uint64_t seed = 0;
};

/// What a column has to do with the difference.
struct JointColumn {
  std::string column;
  double importance = 0;     ///< by how much the classifier's AUC falls where this column's values are shuffled
  std::uint64_t folded = 0;  ///< categories of a text that share a coordinate
  bool spread = false;       ///< it has ties, which were spread over their granularity for KL
};

/// How far several columns have moved together: also where none has alone, as when a correlation changed.
struct JointFinding {
  std::vector<JointColumn> columns;                          ///< by importance, largest first
  std::size_t dimensions = 0;                                ///< coordinates of a row: numbers, and categories of texts
  bool sampled = false;                                      ///< not all rows were kept
  std::uint64_t reference_rows = 0, current_rows = 0;        ///< kept, with a value in each of the columns
  std::uint64_t reference_dropped = 0, current_dropped = 0;  ///< kept, but with a value that is missing or infinite

  ClassifierTest classifier;  ///< its p is the finding's
  KnnDivergence kl;           ///< KL(current‖reference)
  EnergyDistance energy;
  Mmd mmd;
};

/// Compares rows of several columns as JointPoints: by a classifier, nearest neighbours, distances and kernels. Rows in which
/// one of the columns has no finite value are left out and counted.
/// Throws InvalidArgument for fewer than 2 columns; DomainError where fewer than 20 rows of a table are left.
JointFinding compare_joint(const TableRows& rows, const JointOptions& options = {});

}  // namespace sanov
