#include "cli/prometheus.h"

#include <fmt/format.h>

#include <cmath>

#include "cli/text.h"
#include "sanov/base/error.h"

namespace sanov::cli {
namespace {

/// What is told of a column.
struct Gauges {
  std::string column;
  DistanceEstimate distance;
  double p;
  bool differs;
};

std::string number_text(double x) { return std::isinf(x) ? (x > 0 ? "+Inf" : "-Inf") : to_text(x); }

/// One metric: its help, and a line for each column.
template <class Value>
std::string metric(std::string_view name, std::string_view help, std::string_view labels,
                   const std::vector<Gauges>& columns, Value value) {
  std::string text = fmt::format("# HELP {0} {1}\n# TYPE {0} gauge\n", name, help);
  for (const Gauges& each : columns)
    text += fmt::format("{}{{{},column=\"{}\"}} {}\n", name, labels, prometheus_label(each.column),
                        number_text(value(each)));
  return text;
}

std::string of_columns(std::string_view reference, std::string_view current, const std::vector<Gauges>& columns) {
  const std::string labels =
      fmt::format("reference=\"{}\",current=\"{}\"", prometheus_label(reference), prometheus_label(current));
  return metric("sanov_js_distance", "Jensen-Shannon distance from the reference, as counted, of at most 0.83.", labels,
                columns, [](const Gauges& g) { return g.distance.value; }) +
         metric("sanov_js_distance_lower", "Lower end of the interval of the true distance.", labels, columns,
                [](const Gauges& g) { return g.distance.interval.lower; }) +
         metric("sanov_js_distance_upper", "Upper end of the interval of the true distance.", labels, columns,
                [](const Gauges& g) { return g.distance.interval.upper; }) +
         metric("sanov_js_distance_floor", "What chance alone stays below 95 times in 100.", labels, columns,
                [](const Gauges& g) { return g.distance.floor; }) +
         metric("sanov_p", "p of no change, adjusted for all that was looked at.", labels, columns,
                [](const Gauges& g) { return g.p; }) +
         metric("sanov_differs", "1 if the column differs, else 0.", labels, columns,
                [](const Gauges& g) { return g.differs ? 1. : 0.; });
}

std::string single(std::string_view name, std::string_view help, std::string_view current, double value) {
  return fmt::format("# HELP {0} {1}\n# TYPE {0} gauge\n{0}{{current=\"{2}\"}} {3}\n", name, help,
                     prometheus_label(current), number_text(value));
}

}  // namespace

std::string prometheus_label(std::string_view text) {
  std::string label;
  for (const char c : shown(text, Terminal{})) {
    if (c == '\\' || c == '"')
      label += std::string("\\") + c;
    else if (c == '\n')
      label += "\\n";
    else
      label += c;
  }
  return label;
}

std::string prometheus_text(const Comparison& comparison) {
  std::vector<Gauges> columns;
  for (const Finding& finding : comparison.findings) {
    const Evidence& e = finding.evidence;
    DistanceEstimate distance = e.js_distance;
    distance.value = finding.js_distance;
    columns.push_back({finding.column, distance, e.adjusted_p, e.verdict == Verdict::differs});
  }
  return of_columns(comparison.reference.name, comparison.current.name, columns) +
         single("sanov_rows", "Rows that were compared.", comparison.current.name,
                static_cast<double>(comparison.current.rows));
}

std::string prometheus_text(const Series& series) {
  std::vector<Gauges> columns;
  if (!series.windows.empty())
    for (const WindowFinding& finding : series.windows.back().columns)
      columns.push_back({finding.column, finding.js_distance, finding.adjusted_p, finding.differs});
  const double rows = series.windows.empty() ? 0 : static_cast<double>(series.windows.back().rows);
  return of_columns(series.reference.name, series.current.name, columns) +
         single("sanov_rows", "Rows of the last window.", series.current.name, rows) +
         single("sanov_windows_differing", "Windows that differ, of all.", series.current.name,
                static_cast<double>(series.differing));
}

std::string prometheus_text(const WatchAnswer& answer, std::string_view reference, std::string_view folder,
                            std::size_t files) {
  std::vector<Gauges> columns;
  for (const WatchedColumn& column : answer.columns)
    columns.push_back({column.now.column, column.now.js_distance, column.adjusted_p, column.differs});
  return of_columns(reference, folder, columns) +
         single("sanov_rows", "Rows of the last file.", folder, static_cast<double>(answer.file.rows)) +
         single("sanov_files", "Files that came.", folder, static_cast<double>(files));
}

}  // namespace sanov::cli
