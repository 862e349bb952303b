#include "cli/comparison.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "cli/desk.h"
#include "cli/json.h"
#include "cli/text.h"

namespace sanov::cli {
namespace {

constexpr std::size_t kBarWidth = 10;
constexpr std::size_t kLongestColumnName = 18;
constexpr std::size_t kMostCellsNamed = 5;
constexpr int kRoomForOneLine = 108;  // columns from which "what changed" stands beside the numbers
constexpr double kLargestDistance = 0.83255461115769775635;  // √ln 2

std::string distance_text(double value) { return fmt::format("{:.{}f}", value, value < 0.0995 ? 3 : 2); }

/// A length of time that reads well: 365 d, 5.2 h, 90 s.
std::string time_text(double seconds) {
  if (std::isinf(seconds)) return "∞";
  if (seconds >= 2 * 86400) return rounded(seconds / 86400) + " d";
  if (seconds >= 2 * 3600) return rounded(seconds / 3600) + " h";
  return rounded(seconds) + " s";
}

std::string wasserstein_text(const Finding& finding) {
  if (!finding.axis) return "–";
  const bool is_time = finding.kind == ColumnKind::date_time || finding.kind == ColumnKind::time_of_day;
  return is_time ? time_text(finding.axis->wasserstein) : rounded(finding.axis->wasserstein);
}

std::string title(const Comparison& comparison) {
  const auto side = [](const ComparedTable& table) {
    return fmt::format("{} ({})", table.name, counted(static_cast<double>(table.rows), "row"));
  };
  const std::size_t shared = comparison.findings.size() + comparison.ranges.size() + comparison.kinds.size();
  return fmt::format("{} → {}, {} in common", side(comparison.reference), side(comparison.current),
                     counted(static_cast<double>(shared), "column"));
}

/// The findings, most changed first: numbers side by side, and what changed beside them or below.
std::string findings_text(const Comparison& comparison, const Terminal& terminal) {
  const bool one_line = terminal.columns >= kRoomForOneLine;
  using enum Align;
  Table table({left, left, left, right, right, right, right, right, right});
  std::vector<std::string> heading{"column", "JS distance", "", "KL", "JS", "PSI", "W1", "KS", "TV"};
  if (one_line) heading.insert(heading.end(), {" what changed"});
  table.add(heading);
  for (const Finding& finding : comparison.findings) {
    std::vector<std::string> row{cut_to(finding.column, kLongestColumnName),
                                 distance_text(finding.js_distance),
                                 bar(finding.js_distance / kLargestDistance, kBarWidth),
                                 rounded(finding.kl, 2),
                                 rounded(finding.js, 2),
                                 rounded(finding.psi, 2),
                                 wasserstein_text(finding),
                                 finding.axis ? rounded(finding.axis->kolmogorov_smirnov, 2) : "–",
                                 rounded(finding.total_variation, 2)};
    if (one_line) row.push_back(" " + finding.changed);
    table.add(row);
    if (!one_line && !finding.changed.empty()) table.note("  " + finding.changed);
  }
  return table.text(terminal, 2);
}

void add_names(std::vector<std::string>& lines, std::string_view what, const std::vector<std::string>& names) {
  if (!names.empty()) lines.push_back(fmt::format("{}: {}", what, fmt::join(names, ", ")));
}

/// Why KL, or PSI alone, is infinite.
void add_infinity(std::vector<std::string>& lines, const Finding& finding) {
  if (!std::isinf(finding.psi)) return;
  const bool by_kl = std::isinf(finding.kl);
  std::vector<std::string> cells = finding.infinite_cells;
  for (const auto& cell : finding.cells)
    if (!by_kl && cell.current == 0 && cell.reference > 0) cells.push_back(cell.label);
  const std::size_t more = cells.size() - std::min(cells.size(), kMostCellsNamed);
  cells.resize(cells.size() - more);
  lines.push_back(fmt::format("{}: {} infinite, because the {} table has nothing in {}{}", finding.column,
                              by_kl ? "KL and PSI are" : "PSI is", by_kl ? "reference" : "current",
                              fmt::join(cells, ", "), more > 0 ? fmt::format(" and {} more", more) : ""));
}

/// What the table of numbers cannot say.
std::vector<std::string> remarks(const Comparison& comparison) {
  std::vector<std::string> lines;
  for (const auto& range : comparison.ranges)
    lines.push_back(fmt::format("{}: {} → {}; {}", range.column, range.reference, range.current, range.reason));
  for (const auto& finding : comparison.findings) add_infinity(lines, finding);
  for (const auto& kind : comparison.kinds)
    lines.push_back(fmt::format("{}: {} in the reference, {} now; not compared", kind.column, kind.reference_type,
                                kind.current_type));
  add_names(lines, "only in " + comparison.reference.name, comparison.reference.only_here);
  add_names(lines, "only in " + comparison.current.name, comparison.current.only_here);
  for (const auto* table : {&comparison.reference, &comparison.current})
    for (const auto& left : table->left_out)
      lines.push_back(fmt::format("{} of {} was not read: {}", left.name, table->name, left.reason));
  return lines;
}

}  // namespace

std::string comparison_text(const Comparison& comparison, const Terminal& terminal) {
  const auto width = static_cast<std::size_t>(terminal.columns);
  std::string text;
  const auto paragraph = [&](std::string_view line) {
    bool first = true;
    for (const auto& part : folded(shown(line, terminal), width - 2)) {
      text += (first ? "" : "  ") + part + "\n";
      first = false;
    }
  };
  paragraph(title(comparison));
  if (!comparison.findings.empty()) text += "\n" + findings_text(comparison, terminal);
  const auto lines = remarks(comparison);
  if (!lines.empty()) text += "\n";
  for (const auto& line : lines) paragraph(line);
  if (!comparison.findings.empty()) {
    text += "\n";
    paragraph("KL(current‖reference), JS and PSI in nats; JS distance of at most 0.83; W1 in the column's own unit.");
    if (comparison.sampled) paragraph("Cells were cut from a sample of the reference's rows; every row was counted.");
  }
  return text;
}

namespace {

void add_table(Json& json, std::string_view key, const ComparedTable& table) {
  json.key(key).object().member("name", table.name).member("rows", table.rows).key("only_here").array();
  for (const auto& name : table.only_here) json.value(name);
  json.close().key("left_out").array();
  for (const auto& left : table.left_out)
    json.object().member("column", left.name).member("reason", left.reason).close();
  json.close().close();
}

void add_axis(Json& json, const AxisChange& axis) {
  json.member("wasserstein", axis.wasserstein)
      .member("wasserstein_scaled", axis.wasserstein_scaled)
      .member("wasserstein_error", axis.wasserstein_error)
      .member("kolmogorov_smirnov", axis.kolmogorov_smirnov)
      .member("kolmogorov_smirnov_error", axis.kolmogorov_smirnov_error)
      .member("reference_median", axis.reference_median)
      .member("current_median", axis.current_median)
      .member("reference_range", std::pair(axis.reference_minimum, axis.reference_maximum))
      .member("current_range", std::pair(axis.current_minimum, axis.current_maximum))
      .member("below", axis.below)
      .member("above", axis.above);
}

void add_finding(Json& json, const Finding& finding) {
  json.object()
      .member("column", finding.column)
      .member("kind", to_text(finding.kind))
      .member("js_distance", finding.js_distance)
      .member("js", finding.js)
      .member("js_missing", finding.js_missing)
      .member("kl", finding.kl)
      .member("psi", finding.psi)
      .member("total_variation", finding.total_variation);
  if (finding.axis) add_axis(json, *finding.axis);
  json.member("reference_missing", finding.reference_missing)
      .member("current_missing", finding.current_missing)
      .member("reference_type", finding.reference_type)
      .member("current_type", finding.current_type)
      .member("changed", finding.changed)
      .key("infinite_cells")
      .array();
  for (const auto& cell : finding.infinite_cells) json.value(cell);
  json.close().key("unseen").array();
  for (const auto& category : finding.unseen)
    json.object().member("category", category.name).member("rows", category.count).close();
  json.close().key("cells").array();
  for (const auto& cell : finding.cells)
    json.object()
        .member("cell", cell.label)
        .member("reference", cell.reference)
        .member("current", cell.current)
        .member("kl", cell.kl)
        .member("js", cell.js)
        .close();
  json.close().close();
}

}  // namespace

std::string comparison_json(const Comparison& comparison) {
  Json json;
  json.object().member("unit", "nats");
  add_table(json, "reference", comparison.reference);
  add_table(json, "current", comparison.current);
  json.member("sampled", comparison.sampled).key("columns").array();
  for (const auto& finding : comparison.findings) add_finding(json, finding);
  json.close().key("ranges").array();
  for (const auto& range : comparison.ranges)
    json.object()
        .member("column", range.column)
        .member("reference", range.reference)
        .member("current", range.current)
        .member("reason", range.reason)
        .close();
  json.close().key("different_kinds").array();
  for (const auto& kind : comparison.kinds)
    json.object()
        .member("column", kind.column)
        .member("reference_type", kind.reference_type)
        .member("current_type", kind.current_type)
        .close();
  return json.close().close().text();
}

void compare(const CompareRequest& request, Desk& desk) {
  const auto reference = desk.opener.open(request.reference);
  const auto current = desk.opener.open(request.current);
  const Comparison found = sanov::compare(*reference, *current,
                                          {.columns = request.columns, .bins = static_cast<std::size_t>(request.bins)});
  desk.out << (request.json ? comparison_json(found) : comparison_text(found, desk.terminal));
}

}  // namespace sanov::cli
