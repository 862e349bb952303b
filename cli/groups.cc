#include "cli/groups.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "cli/desk.h"
#include "cli/json_fields.h"
#include "cli/text.h"
#include "sanov/base/error.h"
#include "sanov/data/cut.h"
#include "sanov/groups/fields.h"

namespace sanov::cli {
namespace {

constexpr int kDifferent = 1;  // the exit code, as diff's
constexpr std::size_t kNamed = 6;
constexpr std::size_t kFew = 3;             // groups of which each is told in a sentence, and not the first alone
constexpr std::size_t kNumbersWidth = 38;   // of values, distance and p, with the blanks beside them
constexpr std::size_t kLeastForWords = 22;  // columns for what differs
constexpr std::size_t kShortestName = 8;

std::string number(std::uint64_t count) { return with_commas(static_cast<double>(count)); }

std::string rows_text(std::uint64_t rows) { return counted(static_cast<double>(rows), "row"); }

/// "21 of 51 groups differ from the others".
std::string verdict_text(const GroupsAnswer& answer, const GroupsLevel& level) {
  const std::string against =
      level.by.size() == 1 ? "the others" : fmt::format("the rest of their {}", level.by[level.by.size() - 2]);
  std::string text =
      level.differing == 0
          ? fmt::format("none of {} differs from {}", counted(static_cast<double>(level.tested), "group"), against)
          : fmt::format("{} of {} differ{} from {}", number(level.differing),
                        counted(static_cast<double>(level.tested), "group"), level.differing == 1 ? "s" : "", against);
  text += fmt::format(" (false discovery rate {:g}%)", 100 * answer.false_discovery_rate);
  if (level.too_small == 0) return text;
  const std::size_t named = std::min(kNamed, level.too_small_names.size());
  text += fmt::format("; {} too small to say (under {} values): {}", number(level.too_small), answer.min_rows,
                      fmt::join(level.too_small_names.begin(),
                                level.too_small_names.begin() + static_cast<std::ptrdiff_t>(named), ", "));
  if (level.too_small > named) text += ", …";
  return text;
}

std::string distance_text(const GroupFinding& finding) {
  if (!finding.tested) return "–";
  const DistanceEstimate& d = finding.js_distance;
  const int digits = d.interval.upper < 0.0995 ? 3 : 2;
  return fmt::format("{:.{}f} ({:.{}f}–{:.{}f})", d.value, digits, d.interval.lower, digits, d.interval.upper, digits);
}

std::string p_text(const GroupFinding& finding) {
  if (!finding.tested) return "–";
  return finding.adjusted_p < 0.001 ? "<0.001" : fmt::format("{:.2g}", finding.adjusted_p);
}

std::string level_table(const GroupsLevel& level, const Terminal& terminal) {
  const auto columns = static_cast<std::size_t>(terminal.columns);
  const std::string head = fmt::format("{}", fmt::join(level.by, " / "));
  std::size_t longest = std::max(kShortestName, display_width(head));
  for (const GroupFinding& finding : level.found) longest = std::max(longest, display_width(finding.name));
  const std::size_t taken = 2 + kNumbersWidth + kLeastForWords;
  const std::size_t room = std::clamp(columns - std::min(columns, taken), kShortestName, longest);
  using enum Align;
  Table table({left, right, left, right, left});
  table.add({"  " + cut_to(head, room), "values", "JS distance", "p", "the others → the group"});
  for (const GroupFinding& finding : level.found)
    table.add({(finding.differs ? "! " : "  ") + cut_to(finding.name, room), number(finding.values),
               distance_text(finding), p_text(finding), finding.tested ? finding.difference : "too small to say"});
  return table.text(terminal);
}

/// What the numbers say of one group: whether its values lie lower or higher, and how surely.
std::string in_words(const GroupsAnswer& answer, const GroupFinding& finding) {
  if (!finding.tested)
    return fmt::format("{}: {} of {} are too few to say anything.", finding.name,
                       counted(static_cast<double>(finding.values), "value"), answer.of);
  if (!finding.differs)
    return fmt::format("{}: no difference from the others shows (p {}, of {}).", finding.name, p_text(finding),
                       counted(static_cast<double>(finding.values), "value"));
  std::string text = fmt::format("{}: {}.", finding.name, finding.difference);
  if (!finding.direction) return text;
  const Effect& delta = finding.direction->cliffs_delta;
  const DirectionWords words = direction_words(answer.of, answer.kind);
  // Of days far apart the time of day does not matter.
  constexpr double kDay = 86400;
  const bool days = answer.kind == ColumnKind::date_time && std::fabs(finding.direction->shift.value) >= 2 * kDay;
  const auto write = [&](double x) { return write_number(answer.kind, days ? std::floor(x / kDay) * kDay : x); };
  text += fmt::format(" Median {}, that of the others {}.", write(finding.direction->median),
                      write(finding.direction->others_median));
  if (delta.interval.lower > 0 || delta.interval.upper < 0) {
    const double from = std::min(std::fabs(delta.interval.lower), std::fabs(delta.interval.upper));
    const double to = std::max(std::fabs(delta.interval.lower), std::fabs(delta.interval.upper));
    text += fmt::format(
        " Of 100 pairs of a value of its own and another, its own is the {} one in {:.0f} more than it is the {} one "
        "({:.0f} to {:.0f}).",
        delta.value < 0 ? words.lower : words.higher, 100 * std::fabs(delta.value),
        delta.value < 0 ? words.higher : words.lower, 100 * from, 100 * to);
  } else {
    text += fmt::format(" On the whole its values are neither {} nor {}: what differs is how they are spread.",
                        words.lower, words.higher);
  }
  return text;
}

std::vector<std::string> reading(const GroupsAnswer& answer) {
  std::vector<std::string> lines{
      fmt::format(
          "JS distance: from the others, then the {:g}% interval of the true one; groups come by where it begins",
          100 * answer.level),
      "p: of no difference, adjusted for all groups of a level; rows are taken to be independent. !: differs"};
  const DirectionWords words = direction_words(answer.of, answer.kind);
  bool directed = false, moved = false;
  for (const GroupsLevel& level : answer.levels)
    for (const GroupFinding& finding : level.found) {
      directed = directed || finding.direction.has_value();
      moved = moved || finding.difference.find("→") != std::string::npos;
    }
  if (directed)
    lines.push_back(fmt::format(
        "{0} by: the middle difference over all pairs (Hodges and Lehmann's); δ: Cliff's, the odds of being {1} "
        "less those of being {0}",
        words.lower, words.higher));
  if (moved) lines.push_back("12% → 38%: a share among the others, and in the group");
  if (answer.sampled) lines.push_back("Cells were cut from a sample of the rows; every row was counted.");
  return lines;
}

}  // namespace

std::string groups_text(const GroupsAnswer& answer, const Terminal& terminal) {
  const auto width = static_cast<std::size_t>(terminal.columns);
  std::string text;
  const auto paragraph = [&](std::string_view line) {
    bool first = true;
    for (const auto& part : folded(shown(line, terminal), width - 2)) {
      text += (first ? "" : "  ") + part + "\n";
      first = false;
    }
  };
  paragraph(fmt::format("{} ({}): {} by {}", answer.table, rows_text(answer.rows), answer.of,
                        fmt::join(answer.levels.back().by, ", ")));
  if (answer.missing > 0) paragraph(fmt::format("{} without {}", rows_text(answer.missing), answer.of));
  for (const GroupsLevel& level : answer.levels) {
    if (level.without_key > 0) paragraph(fmt::format("{} without {}", rows_text(level.without_key), level.by.back()));
  }
  for (const GroupsLevel& level : answer.levels) {
    text += answer.levels.size() > 1 ? "\n" : "";
    paragraph(verdict_text(answer, level));
    if (!level.found.empty()) text += "\n" + level_table(level, terminal);
    if (const std::uint64_t more = level.tested - std::min<std::uint64_t>(level.tested, level.found.size()); more > 0)
      paragraph(fmt::format("  and {} more", number(more)));
  }
  text += "\n";
  for (const GroupsLevel& level : answer.levels) {
    const std::size_t said = level.found.size() <= kFew ? level.found.size() : 1;
    for (std::size_t i = 0; i < said; ++i) paragraph(in_words(answer, level.found[i]));
  }
  text += "\n";
  for (const auto& line : reading(answer)) paragraph(line);
  return text;
}

std::string groups_json(const GroupsAnswer& answer) {
  Json json;
  json.object();
  each_field(answer, JsonFields{json});
  return json.close().text();
}

void groups(const GroupsRequest& request, Desk& desk) {
  const auto table = desk.opener.open(request.file);
  const GroupsAnswer answer = sanov::groups(*table, request.options);
  desk.out << (request.json ? groups_json(answer) : groups_text(answer, desk.terminal));
  if (answer.differs && !request.exit_zero) desk.exit_code = kDifferent;
}

}  // namespace sanov::cli
