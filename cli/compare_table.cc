#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "cli/compare_words.h"
#include "cli/text.h"

namespace sanov::cli {
namespace {

constexpr std::size_t kScaleWidth = 17;  // of the picture of an interval, its ends included
constexpr std::size_t kLongestName = 24, kShortestName = 8;
constexpr std::size_t kLeastForChanged = 30;
constexpr int kRoomForOneLine = 110;  // columns from which "what changed" stands beside the numbers
constexpr double kLargestDistance = 0.83255461115769775635;  // √ln 2

/// Two digits in at most six columns.
std::string short_text(double value) { return value > 0 && value < 1e-3 ? rounded(value, 1) : rounded(value, 2); }

/// A number as long as it reads well: 0.0204, 1,365, 1.36e+07.
std::string plain_text(double value, int digits) {
  return value >= 999.5 && value < 999999.5 ? with_commas(std::round(value)) : rounded(value, digits);
}

/// A length of time that reads well: 365 d, 5.2 h, 90 s.
std::string time_text(double seconds, int digits) {
  if (std::isinf(seconds)) return "∞";
  if (seconds >= 2 * 86400) return plain_text(seconds / 86400, digits) + " d";
  if (seconds >= 2 * 3600) return plain_text(seconds / 3600, digits) + " h";
  return plain_text(seconds, digits) + " s";
}

}  // namespace

std::string length_text(const Finding& finding, double length, int digits) {
  const bool is_time = finding.kind == ColumnKind::date_time || finding.kind == ColumnKind::time_of_day;
  return is_time ? time_text(length, digits) : plain_text(length, digits);
}

bool is_rough_wasserstein(const AxisChange& axis) { return axis.wasserstein_error > 0.005 * axis.wasserstein; }
bool is_rough_kolmogorov_smirnov(const AxisChange& axis) {
  return axis.kolmogorov_smirnov_error > 0.005 * axis.kolmogorov_smirnov;
}

namespace {

std::string wasserstein_text(const Finding& finding) {
  if (!finding.axis) return "–";
  return (is_rough_wasserstein(*finding.axis) ? "≈" : "") + length_text(finding, finding.axis->wasserstein);
}

std::string kolmogorov_smirnov_text(const Finding& finding) {
  if (!finding.axis) return "–";
  return (is_rough_kolmogorov_smirnov(*finding.axis) ? "≈" : "") + short_text(finding.axis->kolmogorov_smirnov);
}

/// Two digits after the first that tells anything: 0.27, 0.043.
std::string distance_text(double value) { return fmt::format("{:.{}f}", value, value < 0.0995 ? 3 : 2); }

std::string interval_text(const Interval& interval) {
  const int digits = interval.upper < 0.0995 ? 3 : 2;
  return fmt::format("({:.{}f}–{:.{}f})", interval.lower, digits, interval.upper, digits);
}

/// Where the pictures end: the farthest that any of them reaches, rounded up.
double scale_end(const Comparison& comparison) {
  double farthest = 0;
  for (const Finding& finding : comparison.findings) {
    const DistanceEstimate& d = finding.evidence.js_distance;
    farthest = std::max({farthest, d.interval.upper, d.floor});
  }
  for (double end : {0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8})
    if (farthest <= end) return end;
  return kLargestDistance;
}

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

std::string p_text(const Evidence& evidence) {
  if (evidence.cells < 2) return "–";
  return evidence.adjusted_p < 0.001 ? "<0.001" : fmt::format("{:.2g}", evidence.adjusted_p);
}

/// Two digits are all that such a number has.
std::string notice_text(const Evidence& evidence) {
  const double rows = evidence.notice_after;
  if (evidence.verdict != Verdict::differs) return "–";
  if (std::isinf(rows)) return "–";
  if (rows < 100) return fmt::format("{:.0f}", std::ceil(rows));
  const double unit = std::pow(10, std::floor(std::log10(rows)) - 1);
  return with_commas(std::round(rows / unit) * unit);
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
  for (const Finding& finding : comparison.findings) longest = std::max(longest, display_width(finding.column));
  const auto columns = static_cast<std::size_t>(terminal.columns);
  return std::clamp(columns - std::min(columns, taken), kShortestName,
                    std::min(std::max(longest, kShortestName), kLongestName));
}

std::size_t widest(const std::vector<std::vector<std::string>>& rows, const Terminal& terminal) {
  std::size_t total = 0;
  for (std::size_t i = 0; i < rows[0].size(); ++i) {
    std::size_t width = 0;
    for (const auto& row : rows) width = std::max(width, display_width(shown(row[i], terminal)));
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
                    scale_text(e.js_distance, end), p_text(e), notice_text(e)});
  }
  const bool one_line = terminal.columns >= kRoomForOneLine;
  const std::size_t taken = 2 + widest(rows, terminal) + (one_line ? kLeastForChanged : 0);
  const std::size_t name_width = name_room(comparison, terminal, taken);
  using enum Align;
  Table table({left, left, left, left, right, left});
  for (std::size_t i = 0; i < rows.size(); ++i) {
    std::vector<std::string>& row = rows[i];
    const Finding* const finding = i == 0 ? nullptr : &comparison.findings[i - 1];
    row.insert(row.begin(),
               finding == nullptr ? "  column" : std::string(mark_of(*finding)) + cut_to(finding->column, name_width));
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
    const Interval& kl = finding.evidence.kl.interval;
    rows.push_back({fmt::format("{} ({}–{})", short_text(finding.kl), short_text(kl.lower), short_text(kl.upper)),
                    short_text(finding.js), short_text(finding.psi), wasserstein_text(finding),
                    kolmogorov_smirnov_text(finding), short_text(finding.total_variation)});
  }
  const std::size_t name_width = name_room(comparison, terminal, 2 + widest(rows, terminal));
  using enum Align;
  Table table({left, left, right, right, right, right, right});
  for (std::size_t i = 0; i < rows.size(); ++i) {
    rows[i].insert(rows[i].begin(), i == 0 ? "column" : cut_to(comparison.findings[i - 1].column, name_width));
    table.add(rows[i]);
  }
  return table.text(terminal, 2);
}

namespace {

/// "+2.15 (1.1 to 3.2)", in the column's unit.
std::string shift_text(const Finding& finding, const Effect& effect) {
  const auto side = [&](double x) {
    const std::string text = length_text(finding, std::fabs(x));
    return x < 0 ? "−" + text : text;
  };
  return fmt::format("{}{} ({} to {})", effect.value > 0 ? "+" : "", side(effect.value), side(effect.interval.lower),
                     side(effect.interval.upper));
}

std::string signed_share(double x) { return x < 0 ? fmt::format("−{:.2f}", -x) : fmt::format("{:.2f}", x); }

}  // namespace

std::string effects_table(const Comparison& comparison, const Terminal& terminal) {
  std::vector<std::vector<std::string>> rows{{"W1", "shift", "δ"}};
  std::vector<std::string> names{"column"};
  for (const Finding& finding : comparison.findings) {
    if (!finding.axis || !finding.evidence.axis) continue;
    const AxisEvidence& axis = *finding.evidence.axis;
    const auto length = [&](double x) { return length_text(finding, x, 2); };
    rows.push_back(
        {fmt::format("{} ({}–{})", wasserstein_text(finding), length(axis.wasserstein.interval.lower),
                     length(axis.wasserstein.interval.upper)),
         shift_text(finding, axis.shift),
         fmt::format("{} ({} to {})", signed_share(axis.cliffs_delta.value),
                     signed_share(axis.cliffs_delta.interval.lower), signed_share(axis.cliffs_delta.interval.upper))});
    names.push_back(finding.column);
  }
  if (rows.size() == 1) return "";
  // Where numbers are too long for a line, δ goes.
  if (2 + widest(rows, terminal) + kShortestName > static_cast<std::size_t>(terminal.columns))
    for (auto& row : rows) row.pop_back();
  const std::size_t name_width = name_room(comparison, terminal, 2 + widest(rows, terminal));
  Table table;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    rows[i].insert(rows[i].begin(), cut_to(names[i], name_width));
    table.add(rows[i]);
  }
  return table.text(terminal, 2);
}

}  // namespace sanov::cli
