#include "cli/comparison.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "cli/desk.h"
#include "cli/json.h"
#include "cli/text.h"
#include "sanov/compare/fields.h"

namespace sanov::cli {
namespace {

constexpr std::size_t kBarWidth = 10;
constexpr std::size_t kIndent = 2;
constexpr std::size_t kBarColumn = 1;  // of the numbers
constexpr std::size_t kNameBesideBars = 18, kShortestName = 8;
constexpr std::size_t kLeastForChanged = 30;
constexpr std::size_t kMostCellsNamed = 5;
constexpr int kRoomForOneLine = 108;  // columns from which "what changed" stands beside the numbers
constexpr double kLargestDistance = 0.83255461115769775635;  // √ln 2

std::string distance_text(double value) { return fmt::format("{:.{}f}", value, value < 0.0995 ? 3 : 2); }

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

/// A length along the column's axis.
std::string length_text(const Finding& finding, double length, int digits = 3) {
  const bool is_time = finding.kind == ColumnKind::date_time || finding.kind == ColumnKind::time_of_day;
  return is_time ? time_text(length, digits) : plain_text(length, digits);
}

/// True where what is printed may be wrong in its digits, because rows are known by cell only.
bool is_rough_wasserstein(const AxisChange& axis) { return axis.wasserstein_error > 0.005 * axis.wasserstein; }
bool is_rough_kolmogorov_smirnov(const AxisChange& axis) {
  return axis.kolmogorov_smirnov_error > 0.005 * axis.kolmogorov_smirnov;
}

std::string wasserstein_text(const Finding& finding) {
  if (!finding.axis) return "–";
  return (is_rough_wasserstein(*finding.axis) ? "≈" : "") + length_text(finding, finding.axis->wasserstein);
}

std::string kolmogorov_smirnov_text(const Finding& finding) {
  if (!finding.axis) return "–";
  return (is_rough_kolmogorov_smirnov(*finding.axis) ? "≈" : "") + short_text(finding.axis->kolmogorov_smirnov);
}

std::string title(const Comparison& comparison) {
  const auto side = [](const ComparedTable& table) {
    return fmt::format("{} ({})", table.name, counted(static_cast<double>(table.rows), "row"));
  };
  const std::size_t shared = comparison.findings.size() + comparison.ranges.size() + comparison.kinds.size();
  return fmt::format("{} → {}, {} in common", side(comparison.reference), side(comparison.current),
                     counted(static_cast<double>(shared), "column"));
}

/// The numbers of a finding, those after its name.
std::vector<std::string> numbers_of(const Finding& finding) {
  return {distance_text(finding.js_distance),
          bar(finding.js_distance / kLargestDistance, kBarWidth),
          short_text(finding.kl),
          short_text(finding.js),
          short_text(finding.psi),
          wasserstein_text(finding),
          kolmogorov_smirnov_text(finding),
          short_text(finding.total_variation)};
}

/// The findings, most changed first: numbers side by side, and what changed beside them or below. Names take what room
/// the numbers leave; where that is too little, the bars go.
std::string findings_text(const Comparison& comparison, const Terminal& terminal) {
  std::vector<std::vector<std::string>> rows{{"JS distance", "", "KL", "JS", "PSI", "W1", "KS", "TV"}};
  std::size_t longest = 0;
  for (const Finding& finding : comparison.findings) {
    rows.push_back(numbers_of(finding));
    longest = std::max(longest, display_width(finding.column));
  }
  std::size_t taken = kIndent, bar_width = 0;
  for (std::size_t i = 0; i < rows[0].size(); ++i) {
    std::size_t widest = 0;
    for (const auto& row : rows) widest = std::max(widest, display_width(shown(row[i], terminal)));
    taken += 2 + widest;
    if (i == kBarColumn) bar_width = 2 + widest;
  }
  const bool one_line = terminal.columns >= kRoomForOneLine;
  const auto columns = static_cast<std::size_t>(terminal.columns) - (one_line ? kLeastForChanged : 0);
  const auto room = [&] { return columns - std::min(columns, taken); };
  const bool bars = room() >= std::min(longest, kNameBesideBars);
  if (!bars) taken -= bar_width;
  const std::size_t name_width = std::max(room(), kShortestName);

  using enum Align;
  std::vector<Align> align(9, right);
  align[0] = align[1] = left;
  if (bars) align[2] = left;
  Table table(align);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    std::vector<std::string>& row = rows[i];
    if (!bars) row.erase(row.begin() + kBarColumn);
    row.insert(row.begin(), i == 0 ? "column" : cut_to(comparison.findings[i - 1].column, name_width));
    const std::string changed = i == 0 ? "what changed" : comparison.findings[i - 1].changed;
    if (one_line) row.push_back(" " + changed);
    table.add(row);
    if (!one_line && i > 0 && !changed.empty()) table.note("  " + changed);
  }
  return table.text(terminal, kIndent);
}

void add_names(std::vector<std::string>& lines, std::string_view what, const std::vector<std::string>& names) {
  if (!names.empty()) lines.push_back(fmt::format("{}: {}", what, fmt::join(names, ", ")));
}

/// "hail (3 rows), sleet (1 row) and 2 more".
std::string list_cells(const std::vector<OneSided>& cells, std::string_view lacked_by) {
  std::string text;
  std::size_t named = 0, more = 0;
  for (const auto& cell : cells) {
    if (cell.lacked_by != lacked_by) continue;
    if (named == kMostCellsNamed)
      ++more;
    else
      text +=
          fmt::format("{}{} ({})", named++ > 0 ? ", " : "", cell.label, counted(static_cast<double>(cell.rows), "row"));
  }
  return more > 0 ? fmt::format("{} and {} more", text, more) : text;
}

/// Why KL and PSI, or PSI alone, are infinite.
void add_infinity(std::vector<std::string>& lines, const Finding& finding) {
  if (finding.infinite_cells.empty()) return;
  const std::string new_ones = list_cells(finding.infinite_cells, "reference");
  const std::string gone = list_cells(finding.infinite_cells, "current");
  std::string text =
      finding.column + (new_ones.empty() ? ": PSI is infinite, because " : ": KL and PSI are infinite, because ");
  if (!new_ones.empty()) text += "the reference has nothing in " + new_ones;
  if (!new_ones.empty() && !gone.empty()) text += ", and ";
  if (!gone.empty()) text += "the current table has nothing in " + gone;
  lines.push_back(text);
}

/// How far off W1 and KS of a finding may be; empty where they are not.
std::string errors_text(const Finding& finding) {
  if (!finding.axis) return "";
  const AxisChange& axis = *finding.axis;
  std::vector<std::string> parts;
  if (is_rough_wasserstein(axis))
    parts.push_back(fmt::format("W1 {} ± {}", length_text(finding, axis.wasserstein),
                                length_text(finding, axis.wasserstein_error, 2)));
  if (is_rough_kolmogorov_smirnov(axis))
    parts.push_back(fmt::format("KS {} to {}", rounded(axis.kolmogorov_smirnov),
                                rounded(axis.kolmogorov_smirnov + axis.kolmogorov_smirnov_error)));
  return parts.empty() ? "" : fmt::format("≈ {}: {}", finding.column, fmt::join(parts, ", "));
}

/// What can be wrong in the numbers.
void add_errors(std::vector<std::string>& lines, const Comparison& comparison) {
  for (const auto& finding : comparison.findings)
    if (finding.unseen_missed >= 0.01)
      lines.push_back(
          fmt::format("{}: the reference has too many categories to know them all again; of those it "
                      "lacks, about {:.0f}% were taken for rare ones of it",
                      finding.column, 100 * finding.unseen_missed));
  std::size_t rough = 0;
  for (const auto& finding : comparison.findings) {
    const std::string text = errors_text(finding);
    if (!text.empty() && ++rough <= kMostCellsNamed) lines.push_back(text);
  }
  if (rough > kMostCellsNamed)
    lines.push_back(fmt::format("≈ and {} more columns, whose errors --json has", rough - kMostCellsNamed));
  if (rough > 0) lines.push_back("≈ where there are too many different values to keep, cells stand for them");
}

/// What the table of numbers cannot say.
std::vector<std::string> remarks(const Comparison& comparison) {
  std::vector<std::string> lines;
  for (const auto& range : comparison.ranges)
    lines.push_back(fmt::format("{}: {} → {}; {}", range.column, range.reference, range.current, range.reason));
  for (const auto& finding : comparison.findings) add_infinity(lines, finding);
  add_errors(lines, comparison);
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

/// Writes the fields of a comparison as members of an object.
struct Fields {
  Json& json;

  template <class T>
  void operator()(std::string_view name, const T& value) const {
    json.key(name);
    put(value);
  }

  template <class T>
  void put(const T& value) const {
    if constexpr (requires { json.value(value); }) {
      json.value(value);
    } else {
      json.object();
      each_field(value, *this);
      json.close();
    }
  }
  template <class T>
  void put(const std::optional<T>& value) const {
    if (value)
      put(*value);
    else
      json.null();
  }
  template <class T>
  void put(const std::vector<T>& values) const {
    json.array();
    for (const T& value : values) put(value);
    json.close();
  }
};

}  // namespace

std::string comparison_json(const Comparison& comparison) {
  Json json;
  json.object().member("unit", "nats");
  each_field(comparison, Fields{json});
  return json.close().text();
}

void compare(const CompareRequest& request, Desk& desk) {
  const auto reference = desk.opener.open(request.reference);
  const auto current = desk.opener.open(request.current);
  const Comparison found = sanov::compare(*reference, *current,
                                          {.columns = request.columns, .bins = static_cast<std::size_t>(request.bins)});
  desk.out << (request.json ? comparison_json(found) : comparison_text(found, desk.terminal));
}

}  // namespace sanov::cli
