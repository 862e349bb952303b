#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "cli/compare_words.h"
#include "cli/text.h"
#include "sanov/report/compare_words.h"
#include "sanov/report/number_text.h"

namespace sanov::cli {
namespace {

constexpr std::size_t kScaleWidth = 17;  // of the picture of an interval, its ends included
constexpr std::size_t kLongestName = 24, kShortestName = 8;
constexpr std::size_t kLeastForChanged = 30;
constexpr int kRoomForOneLine = 110;  // columns from which "what changed" stands beside the numbers

/// "├──·─███───────┤": the interval, and the floor as a point.
std::string scale_text(const DistanceEstimate& distance, double end) {
  constexpr std::size_t kCells = kScaleWidth - 2;
  const auto cell = [&](double x) {
    return std::min(static_cast<std::size_t>(std::max(x / end, 0.) * static_cast<double>(kCells)), kCells - 1);
  };
  const std::size_t first = cell(distance.interval.lower), last = cell(distance.interval.upper);
  std::string text = "├";
  for (std::size_t i = 0; i < kCells; ++i)
    text += i == cell(distance.floor) ? "·" : i >= first && i <= last ? "█" : "─";
  return text + "┤";
}

std::string scale_head(double end) {
  const std::string last = end == kLargestDistance ? "0.83" : fmt::format("{:g}", end);
  return "0" + std::string(kScaleWidth - 1 - last.size(), ' ') + last;
}

std::string_view mark_of(const Finding& finding) {
  switch (finding.evidence.verdict) {
    case Verdict::differs: return "! ";
    case Verdict::same: return "= ";
    case Verdict::unclear: return "  ";
  }
  return "";
}

/// Columns that the longest name may take beside `taken` others.
std::size_t name_room(const Comparison& comparison, const Terminal& terminal, std::size_t taken) {
  std::size_t longest = 6;
  for (const Finding& finding : comparison.findings)
    longest = std::max(longest, display_width(column_name(finding.column)));
  const auto columns = static_cast<std::size_t>(terminal.columns);
  return std::clamp(columns - std::min(columns, taken), kShortestName,
                    std::min(std::max(longest, kShortestName), kLongestName));
}

std::size_t widest(const std::vector<std::vector<std::string>>& rows, const Terminal& terminal) {
  std::size_t total = 0;
  for (std::size_t i = 0; i < rows[0].size(); ++i) {
    std::size_t width = 0;
    for (const auto& row : rows) width = std::max(width, display_width(shown_line(row[i], terminal)));
    total += 2 + width;
  }
  return total;
}

}  // namespace

std::string evidence_table(const Comparison& comparison, const Terminal& terminal) {
  const double end = scale_end(comparison);
  std::vector<std::vector<std::string>> rows{{"JS distance", scale_head(end), "p", "notice"}};
  for (const Finding& finding : comparison.findings) {
    const Evidence& e = finding.evidence;
    rows.push_back({distance_text(e.js_distance.value) + " " + interval_text(e.js_distance.interval),
                    scale_text(e.js_distance, end), adjusted_p_text(e), notice_text(e)});
  }
  const bool one_line = terminal.columns >= kRoomForOneLine;
  const std::size_t taken = 2 + widest(rows, terminal) + (one_line ? kLeastForChanged : 0);
  const std::size_t name_width = name_room(comparison, terminal, taken);
  using enum Align;
  Table table({left, left, left, left, right, left});
  for (std::size_t i = 0; i < rows.size(); ++i) {
    std::vector<std::string>& row = rows[i];
    const Finding* const finding = i == 0 ? nullptr : &comparison.findings[i - 1];
    row.insert(row.begin(), finding == nullptr
                                ? "  column"
                                : std::string(mark_of(*finding)) + cut_to(column_name(finding->column), name_width));
    const std::string changed = finding == nullptr ? "what changed" : finding->changed;
    if (one_line) row.push_back(changed);
    table.add(row);
    if (!one_line && finding != nullptr && !changed.empty()) table.note("    " + changed);
  }
  return table.text(terminal);
}

std::string measures_table(const Comparison& comparison, const Terminal& terminal) {
  std::vector<std::vector<std::string>> rows{{"KL", "JS", "PSI", "W1", "KS", "TV"}};
  for (const Finding& finding : comparison.findings) {
    rows.push_back({kl_text(finding), short_number(finding.js), short_number(finding.psi), wasserstein_text(finding),
                    kolmogorov_smirnov_text(finding), short_number(finding.total_variation)});
  }
  const std::size_t name_width = name_room(comparison, terminal, 2 + widest(rows, terminal));
  using enum Align;
  Table table({left, left, right, right, right, right, right});
  for (std::size_t i = 0; i < rows.size(); ++i) {
    rows[i].insert(rows[i].begin(),
                   i == 0 ? "column" : cut_to(column_name(comparison.findings[i - 1].column), name_width));
    table.add(rows[i]);
  }
  return table.text(terminal, 2);
}

std::string effects_table(const Comparison& comparison, const Terminal& terminal) {
  std::vector<std::vector<std::string>> rows{{"W1", "shift", "δ"}};
  std::vector<std::string> names{"column"};
  for (const Finding& finding : comparison.findings) {
    if (!finding.axis || !finding.evidence.axis) continue;
    rows.push_back({wasserstein_interval_text(finding), shift_text(finding), cliffs_delta_text(finding)});
    names.push_back(finding.column);
  }
  if (rows.size() == 1) return "";
  // Where numbers are too long for a line, δ goes.
  if (2 + widest(rows, terminal) + kShortestName > static_cast<std::size_t>(terminal.columns))
    for (auto& row : rows) row.pop_back();
  const std::size_t name_width = name_room(comparison, terminal, 2 + widest(rows, terminal));
  Table table;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    rows[i].insert(rows[i].begin(), cut_to(column_name(names[i]), name_width));
    table.add(rows[i]);
  }
  return table.text(terminal, 2);
}

}  // namespace sanov::cli
