#include "sanov/series/compare_over.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <memory>
#include <numbers>
#include <numeric>

#include "sanov/base/error.h"
#include "sanov/base/floating_point.h"
#include "sanov/data/cut.h"
#include "sanov/data/profile_table.h"
#include "sanov/inference/family_wise.h"
#include "sanov/numerics/parallel.h"
#include "sanov/series/weigh_window.h"
#include "sanov/series/window_counts.h"

namespace sanov {
namespace {

constexpr std::size_t kKeepBytes = std::size_t{96} << 20;  // of the reference, so that small ones are read once
constexpr std::uint64_t kFewestKeys = 20;  // rows below which values that are all different mean nothing
constexpr std::string_view kFunction = "compare_over";

void check_options(const OverOptions& options) {
  const auto check_share = [](const char* name, double value) {
    if (!(value > 0 && value < 1))
      fail_argument(kFunction, name, "is " + to_text(value) + "; it must be between 0 and 1");
  };
  check_share("alpha", options.alpha);
  check_share("level", options.level);
  if (!(options.same_within >= 0 && options.same_within * options.same_within <= std::numbers::ln2))
    fail_argument(kFunction, "same_within",
                  "is " + to_text(options.same_within) + "; JS distances are from 0 to 0.8325");
  if (options.every.by_rows() && !options.over.empty())
    fail_argument(kFunction, "over " + options.over,
                  fmt::format("and windows of {} are two orders of rows; leave one out", options.every.text()));
  constexpr WindowUnit needed[] = {WindowUnit::rows, WindowUnit::hour, WindowUnit::day, WindowUnit::month,
                                   WindowUnit::quarter};
  if (options.season != Season::none &&
      (options.every.unit != needed[static_cast<int>(options.season)] || options.every.count != 1))
    fail_argument(kFunction, fmt::format("season {}", to_text(options.season)),
                  fmt::format("needs windows of one {}, not of {}",
                              Every{needed[static_cast<int>(options.season)], 1}.text(), options.every.text()));
}

/// Throws, naming what might be meant, unless the table has the column of times.
void check_over(const TableSchema& schema, const std::string& over, const std::string& table) {
  if (!over.empty()) return check_column(schema, over, table, kFunction);
  std::string dates;
  for (const ColumnType& column : schema.columns)
    if (column.kind == ColumnKind::date_time) dates += (dates.empty() ? "" : ", ") + column.name;
  fail_argument(kFunction, "over",
                dates.empty() ? "is needed: the column that says when a row is; or give windows of '500 rows'"
                              : fmt::format("is needed: the column that says when a row is; {} has {}", table, dates));
}

/// The reference, counted, and its rows of each season where that was asked for.
struct CountedReference {
  Profile all;
  std::map<std::int64_t, WindowCounts> seasons;
  TableSchema schema;  ///< of its table; without columns where it is a profile
  std::optional<RowDependence> dependence;
};

std::vector<std::string> with(std::vector<std::string> columns, const std::string& over) {
  if (!over.empty() && std::find(columns.begin(), columns.end(), over) == columns.end()) columns.push_back(over);
  return columns;
}

std::vector<std::string> choose_columns(const TableSchema& ours, const TableSchema& theirs,
                                        const std::string& reference, const std::string& current,
                                        const OverOptions& options) {
  for (const std::string& column : options.columns) {
    check_column(ours, column, reference, kFunction);
    check_column(theirs, column, current, kFunction);
    if (column == options.over)
      fail_argument(kFunction, "column " + column, "is the one that windows go by; it cannot be compared as well");
  }
  if (!options.columns.empty()) return options.columns;
  std::vector<std::string> both;
  for (const ColumnType& column : ours.columns)
    if (theirs.find(column.name) != nullptr && column.name != options.over) both.push_back(column.name);
  if (both.empty())
    fail_domain(kFunction, "",
                fmt::format("{} and {} have no column in common{}", reference, current,
                            options.over.empty() ? "" : " beside " + options.over));
  return both;
}

/// Which season a window is of: its number among those that come again.
std::int64_t season_of(Season season, std::int64_t window) {
  constexpr std::int64_t kPeriods[] = {1, 24, 7, 12, 4};
  const std::int64_t period = kPeriods[static_cast<int>(season)];
  return ((window % period) + period) % period;
}

CountedReference count_reference(TableSource& source, const TableSchema& theirs, const std::string& current,
                                 const OverOptions& options) {
  TableReader whole(source);
  TableSchema ours = whole.schema();
  const std::vector<std::string> columns = choose_columns(ours, theirs, source.name(), current, options);
  TableReader rows(source, columns, kKeepBytes);
  const auto frame = make_frame(rows, {.bins = options.bins, .max_categories = options.max_categories});
  CountedReference counted{count_rows(rows, frame), {}, std::move(ours), {}};
  TableReader dated(source, counted.schema.find(options.over) == nullptr ? columns : with(columns, options.over));
  counted.dependence = find_dependence(dated);
  if (options.season == Season::none) return counted;
  check_column(counted.schema, options.over, source.name(), kFunction);
  for (WindowCounts& window : count_windows(dated, frame, options.over, options.every).windows) {
    const std::int64_t season = season_of(options.season, window.window);
    const auto [place, is_new] = counted.seasons.try_emplace(season);
    if (is_new) {
      place->second = std::move(window);
      continue;
    }
    place->second.rows += window.rows;
    for (std::size_t j = 0; j < window.columns.size(); ++j) place->second.columns[j].merge(window.columns[j]);
  }
  return counted;
}

CountedReference of_profile(const Profile& profile, const TableSchema& theirs, const std::string& current,
                            const OverOptions& options) {
  if (options.bins != 0) fail_argument(kFunction, "bins", "cannot be chosen: the cells of a profile are frozen");
  if (options.season != Season::none)
    fail_argument(kFunction, fmt::format("season {}", to_text(options.season)),
                  "needs the rows of the reference, and a profile has counts alone");
  std::vector<std::string> columns = options.columns;
  for (const std::string& column : columns) check_column(theirs, column, current, kFunction);
  if (columns.empty())
    for (const FrameColumn& column : profile.frame->columns)
      if (theirs.find(column.name) != nullptr && column.name != options.over) columns.push_back(column.name);
  if (columns.empty())
    fail_domain(kFunction, current,
                fmt::format("has no column of the frame, which is of {}", profile.frame->reference));
  return {select(profile, columns, kFunction), {}, {}, {}};
}

/// Columns whose values could not have been alike in the two tables.
std::optional<RangeFinding> find_range(const ColumnPair& pair) {
  const FrameColumn& frame = pair.frame;
  if (pair.reference_values() == 0 || pair.current_values() == 0) return std::nullopt;
  const bool key = frame.all_different && pair.reference_values() >= kFewestKeys;
  const ColumnCounts &before = pair.reference, &after = pair.current;
  if (frame.is_text()) {
    if (!key || after.cells[frame.unseen_cell()] != pair.current_values()) return std::nullopt;
    return RangeFinding{frame.name, frame.kind, "", "", "keys: none of them came again"};
  }
  const bool dates = frame.kind == ColumnKind::date_time;
  if (!dates && !key) return std::nullopt;
  if (before.maximum >= after.minimum && after.maximum >= before.minimum) return std::nullopt;
  const auto range = [&](const ColumnCounts& counts) {
    return fmt::format("{} to {}", write_number(frame.kind, counts.minimum), write_number(frame.kind, counts.maximum));
  };
  return RangeFinding{frame.name, frame.kind, range(before), range(after),
                      dates ? "the ranges do not overlap" : "keys: the ranges do not overlap"};
}

/// The columns that windows are compared in; what is known of the others goes to the series.
std::vector<std::size_t> sort_columns(const Profile& reference, const WindowCounts& all, Series& series) {
  std::vector<std::size_t> compared;
  for (std::size_t j = 0; j < reference.columns.size(); ++j) {
    const ColumnPair pair{reference.frame->columns[j], reference.columns[j], all.columns[j], reference.rows, all.rows};
    if (!pair.current.present || !pair.reference.present) {
      (pair.current.present ? series.current : series.reference).only_here.push_back(pair.frame.name);
    } else if (!pair.current.countable || !pair.reference.countable) {
      series.kinds.push_back({pair.frame.name, pair.reference.declared, pair.current.declared});
    } else if (std::optional<RangeFinding> range = find_range(pair)) {
      series.ranges.push_back(std::move(*range));
    } else {
      compared.push_back(j);
    }
  }
  return compared;
}

std::string time_text(double seconds) { return write_number(ColumnKind::date_time, seconds); }

SeriesWindow describe(const Every& every, const WindowCounts& counts, std::uint64_t table_rows) {
  SeriesWindow window;
  window.label = label_of(every, counts.window);
  window.rows = counts.rows;
  if (every.by_rows()) {
    const std::uint64_t first = static_cast<std::uint64_t>(counts.window) * every.count;
    window.from = std::to_string(first + 1);
    window.to = std::to_string(std::min(first + every.count, table_rows));
    window.label = window.from + "–" + window.to;
  } else {
    window.from = time_text(begin_of(every, counts.window));
    window.to = time_text(begin_of(every, counts.window + 1));
  }
  return window;
}

/// Weighs every window against its part of the reference; the windows that have one are put into the series.
void weigh_windows(const CountedReference& reference, const CountedWindows& counted,
                   const std::vector<std::size_t>& columns, const OverOptions& options, Series& series) {
  struct Task {
    const WindowCounts* counts;
    const std::vector<ColumnCounts>* before;
    std::uint64_t before_rows;
  };
  std::vector<Task> tasks;
  for (std::size_t i = 0; i < counted.windows.size(); ++i) {
    const WindowCounts& counts = counted.windows[i];
    SeriesWindow window = describe(options.every, counts, counted.rows);
    if (i > 0) window.empty_before = static_cast<std::uint64_t>(counts.window - counted.windows[i - 1].window - 1);
    series.empty_windows += window.empty_before;
    Task task{&counts, &reference.all.columns, reference.all.rows};
    if (options.season != Season::none) {
      const auto season = reference.seasons.find(season_of(options.season, counts.window));
      if (season == reference.seasons.end()) {
        series.seasons_lacked.push_back(window.label);
        continue;
      }
      task = {&counts, &season->second.columns, season->second.rows};
    }
    window.reference_rows = task.before_rows;
    window.columns.resize(columns.size());
    series.windows.push_back(std::move(window));
    tasks.push_back(task);
  }
  const CellsCutBy cut_by = options.season == Season::none ? CellsCutBy::reference : CellsCutBy::others;
  SharedNulls nulls;
  parallel_chunks(tasks.size() * columns.size(), 1, [&](std::size_t first, std::size_t last) {
    for (std::size_t at = first; at < last; ++at) {
      const std::size_t w = at / columns.size(), c = at % columns.size(), j = columns[c];
      const Task& task = tasks[w];
      const ColumnPair pair{reference.all.frame->columns[j], (*task.before)[j], task.counts->columns[j],
                            task.before_rows, task.counts->rows};
      series.windows[w].columns[c] = weigh_window(pair, options.level, cut_by, &nulls);
    }
  });
}

/// Adjusts p for all that was looked at.
void adjust(Series& series) {
  std::vector<WindowFinding*> all;
  std::vector<double> log_p;
  const auto hand_back = [&](double log_factor) {
    const std::vector<double> adjusted = family_wise_adjusted(log_p);
    for (std::size_t i = 0; i < all.size(); ++i) {
      all[i]->log_adjusted_p = std::min(adjusted[i] + log_factor, 0.);
      all[i]->adjusted_p = std::exp(all[i]->log_adjusted_p);
    }
    series.tests += all.size();
    all.clear();
    log_p.clear();
  };
  double k = 0;
  for (SeriesWindow& window : series.windows) {
    ++k;
    for (WindowFinding& finding : window.columns) {
      if (!finding.tested()) continue;
      all.push_back(&finding);
      log_p.push_back(finding.p.log_p);
    }
    if (series.looks == Looks::growing) hand_back(std::log(k) + std::log1p(k));
  }
  hand_back(0);
}

void judge(Series& series) {
  for (std::size_t w = 0; w < series.windows.size(); ++w) {
    SeriesWindow& window = series.windows[w];
    for (std::size_t c = 0; c < window.columns.size(); ++c) {
      WindowFinding& finding = window.columns[c];
      SeriesColumn& column = series.columns[c];
      // Cells blind to what p sees cannot show that it does not matter.
      const bool matters = finding.cells < 2 || finding.js_distance.interval.upper >= series.same_within;
      finding.differs = finding.tested() && finding.log_adjusted_p <= std::log(series.alpha) && matters;
      window.differs = window.differs || finding.differs;
      column.differing += finding.differs;
      if (finding.differs && !column.first) column.first = w;
      column.largest_distance = std::max(column.largest_distance, finding.js_distance.value);
      column.least_adjusted_p = std::min(column.least_adjusted_p, finding.adjusted_p);
    }
    series.differing += window.differs;
    if (window.differs && !series.first) series.first = w;
  }
  series.differs = series.first.has_value() || !series.kinds.empty();
}

/// The most important columns first, in every window alike.
void order_columns(Series& series) {
  std::vector<std::size_t> order(series.columns.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    const SeriesColumn &x = series.columns[a], &y = series.columns[b];
    if ((x.differing > 0) != (y.differing > 0)) return x.differing > 0;
    if (x.differing != y.differing) return x.differing > y.differing;
    return x.largest_distance > y.largest_distance;
  });
  const auto arrange = [&]<class T>(std::vector<T>& all) {
    std::vector<T> arranged;
    for (const std::size_t i : order) arranged.push_back(std::move(all[i]));
    all = std::move(arranged);
  };
  arrange(series.columns);
  for (SeriesWindow& window : series.windows) arrange(window.columns);
}

void list_columns(Series& series, const TableSchema& reference, const TableSchema& current) {
  for (const ColumnType& column : reference.columns)
    if (current.find(column.name) == nullptr && column.name != series.over)
      series.reference.only_here.push_back(column.name);
  for (const ColumnType& column : current.columns)
    if (!reference.columns.empty() && reference.find(column.name) == nullptr && column.name != series.over)
      series.current.only_here.push_back(column.name);
  series.reference.left_out = reference.left_out;
  series.current.left_out = current.left_out;
}

/// How the times are to be read.
std::string zone_of(const std::string& declared) {
  if (declared.empty()) return "";
  if (declared.starts_with("timestamp") && declared.find(',') != std::string::npos) return "UTC";
  return declared.starts_with("timestamp") || declared.starts_with("date") ? "local" : "as written";
}

void check_windows(const CountedWindows& counted, const std::string& table, const std::string& over) {
  if (counted.rows == 0) fail_domain(kFunction, table, "has no rows");
  if (!counted.windows.empty()) return;
  if (counted.unreadable > 0)
    fail_domain(kFunction, "over " + over,
                fmt::format("of {} holds no dates: '{}' is none; they are written 2013-01-31 or 2013-01-31T05:30:00",
                            table, counted.unreadable_text));
  fail_domain(kFunction, "over " + over, fmt::format("of {} has no value in any row", table));
}

}  // namespace

Season parse_season(std::string_view text) {
  constexpr std::string_view kNames[] = {"none", "hour", "weekday", "month", "quarter"};
  if (text.empty()) return Season::none;
  for (std::size_t i = 0; i < std::size(kNames); ++i)
    if (text == kNames[i]) return static_cast<Season>(i);
  const std::string near = nearest(text, kNames, std::size(kNames));
  fail_argument(
      kFunction, fmt::format("season '{}'", text),
      near.empty() ? "is none; hour, weekday, month and quarter are" : fmt::format("is none; did you mean {}?", near));
}

std::vector<const WindowFinding*> Series::blamed(std::size_t window) const {
  std::vector<const WindowFinding*> found;
  for (const WindowFinding& finding : windows.at(window).columns)
    if (finding.differs) found.push_back(&finding);
  std::stable_sort(found.begin(), found.end(), [](const WindowFinding* a, const WindowFinding* b) {
    return a->js_distance.value > b->js_distance.value;
  });
  return found;
}

Series compare_over(const Side& reference, TableSource& current, const OverOptions& options) {
  const FloatingPoint environment;
  check_options(options);
  const TableSchema theirs = TableReader(current).schema();
  if (!options.every.by_rows()) check_over(theirs, options.over, current.name());
  const CountedReference before = reference.profile != nullptr
                                      ? of_profile(*reference.profile, theirs, current.name(), options)
                                      : count_reference(*reference.table, theirs, current.name(), options);
  if (before.all.rows == 0) fail_domain(kFunction, before.all.name, "has no rows");
  std::vector<std::string> columns;
  for (const FrameColumn& column : before.all.frame->columns) columns.push_back(column.name);
  TableReader rows(current, with(columns, options.over));
  const CountedWindows counted = count_windows(rows, before.all.frame, options.over, options.every);
  check_windows(counted, current.name(), options.over);

  Series series;
  series.reference.name = before.all.name;
  series.reference.rows = before.all.rows;
  series.current.name = current.name();
  series.current.rows = counted.rows;
  series.over = options.over;
  series.every = options.every.text();
  series.time_zone = zone_of(counted.declared);
  series.alpha = options.alpha;
  series.level = options.level;
  series.same_within = options.same_within;
  series.looks = options.looks;
  series.season = options.season;
  series.undated = counted.undated;
  series.unreadable = counted.unreadable;
  series.unreadable_text = counted.unreadable_text;
  series.dependence = before.dependence;
  series.sampled = before.all.frame->sampled;
  const std::vector<std::size_t> compared = sort_columns(before.all, sum_of(counted, *before.all.frame), series);
  if (options.columns.empty()) list_columns(series, before.schema, theirs);
  if (compared.empty() && series.kinds.empty())
    fail_domain(kFunction, current.name(),
                "has no column left to compare: the values of all are keys or dates that cannot come again");
  for (const std::size_t j : compared)
    series.columns.push_back({.column = before.all.frame->columns[j].name, .kind = before.all.frame->columns[j].kind});
  weigh_windows(before, counted, compared, options, series);
  adjust(series);
  judge(series);
  order_columns(series);
  return series;
}

}  // namespace sanov
