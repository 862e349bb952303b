#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sanov/compare/dependence.h"
#include "sanov/compare/evidence.h"
#include "sanov/compare/histogram.h"
#include "sanov/compare/joint.h"
#include "sanov/compare/rules.h"
#include "sanov/compare/sensitivity.h"
#include "sanov/compare/shift.h"
#include "sanov/compare/together.h"
#include "sanov/compare/weighted_rows.h"
#include "sanov/data/frame.h"
#include "sanov/data/profile.h"
#include "sanov/data/table.h"

/// Is today's table still like the reference, and what changed? Column by column, in cells frozen from the reference.
namespace sanov {

struct CompareOptions {
  /// Columns to compare; empty for all that both tables have.
  std::vector<std::string> columns;
  /// Coarse cells of a number column; 0 chooses 20, or fewer for a small reference.
  std::size_t bins = 0;
  /// Categories of a text column that have a cell of their own.
  std::size_t max_categories = 1024;
  /// Of the columns said to differ, this share at most is none on average.
  double false_discovery_rate = 0.05;
  /// Of the intervals.
  double level = 0.95;
  /// JS distance below which a change does not matter: a column surely within it is the same, however many rows show it.
  double same_within = 0.02;
  /// JS distance that a column must surely exceed to be said to differ: p is then that of "at most so far".
  double more_than = 0;
  /// Thresholds that decide in place of p, the rate and the distances above: a column differs where one applies to it.
  std::vector<Rule> rules = {};
  /// Rows that belong together, and are permuted together: day, week, month or year, by the first column of dates, or the
  /// name of a column whose rows of equal values do; empty where rows are independent. Not with together.
  std::string block = {};
  /// A column of numbers, not negative, by which rows count; empty where all count alike. Not with block or together.
  std::string weights = {};
  /// Columns to look at together.
  TogetherOptions together = {};
};

/// One coarse cell of a column in both tables.
struct CellChange {
  std::string label;
  CellRole role = CellRole::values;
  std::uint64_t reference = 0, current = 0;       ///< rows
  double reference_share = 0, current_share = 0;  ///< of all rows, by weight
  double kl = 0, js = 0;                          ///< its part in the column's divergences; they add up to them
};

/// What only columns of numbers have (also booleans, dates and times), over the values that are not missing, where both
/// tables have some. It is exact as long as neither table has more than 65,536 different values in the column (fewer
/// where there are over 128 columns): every error is 0. Beyond that, rows are known by fine cell only.
struct AxisChange {
  double wasserstein = 0;               ///< W1, in the column's own unit (seconds for dates)
  double wasserstein_scaled = 0;        ///< W1 / the reference's standard deviation (in cells, their means'); 0/0 is 0
  double wasserstein_error = 0;         ///< the most that W1 can be off; may be infinite
  double kolmogorov_smirnov = 0;        ///< the largest difference of the shares below any point
  double kolmogorov_smirnov_error = 0;  ///< the most that it can be too small
  /// The middle value, or the mean of the two middle ones (of dates without a time: the day before their middle). From
  /// cells: interpolated within the cell that holds it.
  double reference_median = 0, current_median = 0;
  double reference_median_error = 0, current_median_error = 0;  ///< the most that they can be off
  double reference_minimum = 0, reference_maximum = 0, current_minimum = 0, current_maximum = 0;
  std::uint64_t below = 0, above = 0;  ///< rows of the current table outside the reference's range
};

/// A cell that only one of the tables has rows in.
struct OneSided {
  std::string label;       ///< of texts that the reference lacks, each by its name
  std::uint64_t rows = 0;  ///< in the table that has it
  std::string lacked_by;   ///< "reference": it makes kl and psi infinite; "current": psi alone
};

/// How far one column has moved. Divergences are in nats, over the coarse cells, missing values being a cell of their
/// own.
struct Finding {
  std::string column;
  ColumnKind kind = ColumnKind::numeric;     ///< the reference's
  std::string reference_type, current_type;  ///< as declared; they may differ (int64, float64)
  std::uint64_t reference_missing = 0, current_missing = 0;

  double kl = 0;           ///< KL(current‖reference); infinite where the current table has what the reference lacks
  double js = 0;           ///< Jensen-Shannon divergence, in [0, ln 2]
  double js_distance = 0;  ///< its root
  double js_missing = 0;   ///< the part of js that is missing against present; the rest is among the values
  double psi = 0;          ///< population stability index (the sum of the two KLs); infinite if either is
  double total_variation = 0;
  std::optional<AxisChange> axis;

  std::vector<CellChange> cells;  ///< that hold rows of either table, by their part in js, largest first
  std::vector<OneSided>
      infinite_cells;            ///< why kl or psi are infinite: what the reference lacks, then the current table
  std::vector<Category> unseen;  ///< categories that the reference lacks, most frequent first
  bool unseen_sampled = false;   ///< there are more; these were chosen at random
  double unseen_missed = 0;  ///< odds that a category which the reference lacks passes for a rare one of it; 0 unless
                             ///< the reference has more of them than cells
  std::string changed;       ///< "fog 12% → 38%, rain 52% → 39%"
  Evidence evidence;         ///< how sure all this is
  Sensitivity sensitivity;   ///< how it moves with other cells and smoothings
  std::optional<Histogram> histogram;  ///< of numbers: to be looked at
};

/// A column of dates or keys whose values cannot coincide in the two tables: known, and outside the ranking.
struct RangeFinding {
  std::string column;
  ColumnKind kind = ColumnKind::date_time;
  std::string reference, current;  ///< "2012-01-01 to 2012-12-31"
  std::string reason;              ///< "the ranges do not overlap"
};

/// A column that is text in one table and numbers or dates in the other.
struct KindDifference {
  std::string column;
  std::string reference_type, current_type;
};

struct ComparedTable {
  std::string name;
  std::uint64_t rows = 0;
  std::vector<std::string> only_here;  ///< columns that the other table lacks
  std::vector<LeftOut> left_out;       ///< columns that were not read
};

struct Comparison {
  ComparedTable reference, current;
  bool sampled = false;           ///< cells were cut from a sample of the reference's rows
  std::vector<Finding> findings;  ///< those that differ first, then by js, largest first
  std::vector<RangeFinding> ranges;
  std::vector<KindDifference> kinds;
  Judgement judgement;  ///< what the verdicts rest on
  /// That rows of a table follow each other, which makes p too small and intervals too narrow. Not looked for in
  /// profiles.
  std::optional<RowDependence> dependence;
  std::uint64_t reference_blocks = 0, current_blocks = 0;  ///< 0 where rows were taken to be independent
  std::optional<BlockPlan> blocks;                         ///< how these were permuted
  std::optional<RowWeights> weights;                       ///< where rows count by one
  std::optional<JointFinding> joint;                       ///< where asked for
  std::optional<Shift> shift;                              ///< likewise

  /// Null if the column was not compared.
  const Finding* find(std::string_view column) const;
};

/// Compares two tables in two passes over the reference and one over the other, whose first rows are read once more, or two
/// with blocks. Memory is bounded whatever the number of rows; the same bits for any sizes of batches and any number of threads.
/// Throws InvalidArgument for an unknown column, weights that are not numbers, blocks beside columns together, or a bad option
/// (levels and rates between 0 and 1, distances within [0, 0.83], rules about columns that are compared); DomainError if a table
/// has no rows, a weight is missing or negative, or the two have no column in common; what the sources throw.
///
/// With weights, shares and what is made of them (divergences, W1, KS, medians) are by weight, and counts of rows are of those
/// of positive weight. Intervals, floors and p take them for as many rows of one weight as Kish's effective size says,
/// (Σw)²/Σw²: exact where weights have nothing to do with the values, an approximation else.
Comparison compare(TableSource& reference, TableSource& current, const CompareOptions& options = {});

/// Compares two profiles counted in one frame, whose columns and cells they have; what the options say of these, and of blocks,
/// is ignored.
/// Throws InvalidArgument if the frames differ or for a bad option, DomainError if a profile has no rows.
Comparison compare(const Profile& reference, const Profile& current, const CompareOptions& options = {});

/// A side of a comparison: a table, or the profile of one that was counted before. Refers to it.
struct Side {
  Side(TableSource& of) : table(&of) {}
  Side(const Profile& of) : profile(&of) {}

  TableSource* table = nullptr;
  const Profile* profile = nullptr;
};

/// Compares two sides. Where one is a profile, a table is counted in its frame, in one pass, and the options' columns choose
/// some of the frame's. Throws InvalidArgument too for bins, which are frozen then, and for a column that a side lacks.
Comparison compare(const Side& reference, const Side& current, const CompareOptions& options = {});

}  // namespace sanov
