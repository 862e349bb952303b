#pragma once

#include "sanov/compare/fields.h"
#include "sanov/series/compare_over.h"

/// The fields of a series, named once for every face: `each_field(x, f)` calls f(name, value) for each.
namespace sanov {

template <class F>
void each_field(const WindowFinding& finding, F&& f) {
  f("column", finding.column);
  f("differs", finding.differs);
  f("js_distance", finding.js_distance);
  f("js", finding.js);
  f("corrected", finding.corrected);
  f("p", finding.p.p);
  f("log_p", finding.p.log_p);
  f("adjusted_p", finding.adjusted_p);
  f("log_adjusted_p", finding.log_adjusted_p);
  f("test", finding.test);
  f("method", to_text(finding.p.method));
  f("cells", static_cast<std::uint64_t>(finding.cells));
  f("too_sparse", finding.too_sparse);
  f("missing", finding.missing);
  f("changed", finding.changed);
}

template <class F>
void each_field(const SeriesWindow& window, F&& f) {
  f("label", window.label);
  f("from", window.from);
  f("to", window.to);
  f("rows", window.rows);
  f("reference_rows", window.reference_rows);
  f("empty_before", window.empty_before);
  f("differs", window.differs);
  f("columns", window.columns);
}

/// A column, with its first window by name.
struct NamedColumn {
  const SeriesColumn& column;
  std::optional<std::string> first;
};

template <class F>
void each_field(const NamedColumn& named, F&& f) {
  f("column", named.column.column);
  f("kind", to_text(named.column.kind));
  f("first", named.first);
  f("differing", static_cast<std::uint64_t>(named.column.differing));
  f("largest_distance", named.column.largest_distance);
  f("least_adjusted_p", named.column.least_adjusted_p);
}

template <class F>
void each_field(const Series& series, F&& f) {
  const auto label = [&](std::optional<std::size_t> window) {
    return window ? std::optional(series.windows[*window].label) : std::nullopt;
  };
  std::vector<NamedColumn> columns;
  for (const SeriesColumn& column : series.columns) columns.push_back({column, label(column.first)});
  std::vector<std::string> blamed;
  if (series.first)
    for (const WindowFinding* finding : series.blamed(*series.first)) blamed.push_back(finding->column);
  f("reference", series.reference);
  f("current", series.current);
  f("over", series.over);
  f("every", series.every);
  f("time_zone", series.time_zone);
  f("season", to_text(series.season));
  f("alpha", series.alpha);
  f("level", series.level);
  f("same_within", series.same_within);
  f("looks", to_text(series.looks));
  f("tests", static_cast<std::uint64_t>(series.tests));
  f("differs", series.differs);
  f("first", label(series.first));
  f("blamed", blamed);
  f("differing", static_cast<std::uint64_t>(series.differing));
  f("columns", columns);
  f("windows", series.windows);
  f("empty_windows", series.empty_windows);
  f("undated", series.undated);
  f("unreadable", series.unreadable);
  f("unreadable_text", series.unreadable_text);
  f("seasons_lacked", series.seasons_lacked);
  f("ranges", series.ranges);
  f("kinds", series.kinds);
  f("dependence", series.dependence);
  f("sampled", series.sampled);
}

}  // namespace sanov
