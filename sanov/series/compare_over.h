#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sanov/compare/compare.h"
#include "sanov/inference/distance_intervals.h"
#include "sanov/inference/p_value.h"
#include "sanov/series/every.h"

/// When did a table change? Its rows are put into windows, by time or by number, and each window is compared with the reference.
namespace sanov {

/// How often somebody looks, which is what the chance of a false alarm has to be shared out over.
enum class Looks : unsigned char {
  once,  ///< at all windows together: Holm's procedure over every window and column
  /// At each window as it comes: window k has α/k(k + 1), which add up to α however many come, and Holm's procedure over its
  /// columns. What was said of a window then stays, whatever comes after it.
  growing,
};

constexpr std::string_view to_text(Looks looks) {
  constexpr std::string_view names[] = {"once", "growing"};
  return names[static_cast<int>(looks)];
}

/// Which rows of the reference a window is compared with.
enum class Season : unsigned char {
  none,     ///< all
  hour,     ///< those of the same hour of the day; for windows of an hour
  weekday,  ///< those of the same day of the week; for windows of a day
  month,    ///< those of the same month of the year; for windows of a month
  quarter,  ///< those of the same quarter of the year; for windows of a quarter
};

constexpr std::string_view to_text(Season season) {
  constexpr std::string_view names[] = {"none", "hour", "weekday", "month", "quarter"};
  return names[static_cast<int>(season)];
}

/// Reads "hour", "weekday", "month", "quarter", and "none" or nothing. Throws InvalidArgument, naming the nearest.
Season parse_season(std::string_view text);

struct OverOptions {
  /// The column of dates, times or ISO 8601 texts that says when a row is; empty for windows of rows.
  std::string over = {};
  Every every = {};
  /// Columns to compare; empty for all that both tables have, without `over`.
  std::vector<std::string> columns = {};
  /// Coarse cells of a number column; 0 chooses.
  std::size_t bins = 0;
  std::size_t max_categories = 1024;
  /// The chance that any window is said to differ, though none does.
  double alpha = 0.05;
  /// Of the intervals.
  double level = 0.95;
  /// JS distance below which a change does not matter, as in CompareOptions.
  double same_within = 0.02;
  Looks looks = Looks::once;
  Season season = Season::none;
};

/// How far one column is from the reference in one window.
struct WindowFinding {
  std::string column;
  std::uint64_t missing = 0;
  /// Over cells that are merged until each expects 2 rows: few in a short window. The floor is what so few rows show by chance.
  DistanceEstimate js_distance;
  double js = 0, corrected = 0;  ///< JS divergence in nats, and without its bias: may be negative
  std::size_t cells = 0;         ///< that these are over
  bool too_sparse = false;       ///< all cells became one: the interval means nothing
  std::string_view test = "none";
  PValue p{1, 0, Method::asymptotic};  ///< of no change, of this window and column alone
  double adjusted_p = 1;  ///< for every window and column that was looked at; window differs where at most alpha
  double log_adjusted_p = 0;
  bool differs = false;
  std::string changed;  ///< "fog 12% → 38%, rain 52% → 39%"

  bool tested() const { return test != "none"; }
};

struct SeriesWindow {
  std::string label;     ///< "2013-W05"
  std::string from, to;  ///< "2013-01-28", "2013-02-04", which is not in it any more; the first and last row, of rows
  std::uint64_t rows = 0;
  std::uint64_t reference_rows = 0;    ///< that it was compared with
  std::uint64_t empty_before = 0;      ///< windows without rows between the one before and this one
  bool differs = false;                ///< some column does
  std::vector<WindowFinding> columns;  ///< in the order of Series::columns
};

/// What became of one column over all windows.
struct SeriesColumn {
  std::string column;
  ColumnKind kind = ColumnKind::numeric;
  std::optional<std::size_t> first = {};  ///< the first window that differs in it
  std::size_t differing = 0;              ///< windows
  double largest_distance = 0;            ///< of its windows' JS distances
  double least_adjusted_p = 1;
};

/// A table against a reference, window by window.
struct Series {
  ComparedTable reference, current;
  std::string over;   ///< empty for windows of rows
  std::string every;  ///< "2 weeks"
  std::string
      time_zone;  ///< "UTC" where the column has a time zone, "as written" of texts, else "local"; empty of rows
  double alpha = 0, level = 0, same_within = 0;
  Looks looks = Looks::once;
  Season season = Season::none;
  std::size_t tests = 0;                    ///< windows × columns that were tested
  bool differs = false;                     ///< some window does, or a column is of another kind
  std::optional<std::size_t> first;         ///< the first window that differs
  std::size_t differing = 0;                ///< windows
  std::vector<SeriesColumn> columns;        ///< those that differ first, by least p, then by distance
  std::vector<SeriesWindow> windows;        ///< that have rows, in order
  std::uint64_t empty_windows = 0;          ///< between them
  std::uint64_t undated = 0;                ///< rows of the current table without a time: in no window
  std::uint64_t unreadable = 0;             ///< rows whose text is no time
  std::string unreadable_text;              ///< the first of them
  std::vector<std::string> seasons_lacked;  ///< windows whose season the reference lacks: not compared
  std::vector<RangeFinding> ranges;         ///< columns whose values cannot coincide: not compared
  std::vector<KindDifference> kinds;
  /// That rows of the reference follow each other, which makes p too small and intervals too narrow. Not looked for in profiles.
  std::optional<RowDependence> dependence;
  bool sampled = false;  ///< cells were cut from a sample of the reference's rows

  /// The columns that differ in a window, most surely first.
  std::vector<const WindowFinding*> blamed(std::size_t window) const;
};

/// Compares each window of the current table with the reference, in cells frozen from the reference: two passes over the reference
/// (none over a profile), one over the current table. Memory grows with windows × cells, not with rows. The same bits for any
/// sizes of batches and any number of threads; with times, for any order of rows.
///
/// A window differs in a column where p, adjusted for all windows and columns that were looked at, is at most `alpha`, and the
/// JS distance is not surely below `same_within`. Windows share the reference, so their p depend on each other; both rules of
/// Looks hold however they do. p take rows to be independent.
/// Throws InvalidArgument for an unknown column, one that is no date, a bad option; DomainError if a table has no rows, no row has
/// a time, there are too many windows, or no column is left to compare; what the sources throw.
Series compare_over(const Side& reference, TableSource& current, const OverOptions& options);

}  // namespace sanov
