#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "cli/over.h"
#include "cli/text.h"

namespace sanov::cli {
namespace {

constexpr std::size_t kLongestName = 24, kShortestName = 8;
constexpr std::size_t kMostNamed = 5;
constexpr std::size_t kWidestGap = 3;  // columns that windows without rows may take in a picture

std::string count_text(std::uint64_t count, std::string_view noun) { return counted(static_cast<double>(count), noun); }

std::string distance_text(double value) { return fmt::format("{:.{}f}", value, value < 0.0995 ? 3 : 2); }

std::string percent_of(double share) { return fmt::format("{:g}%", 100 * share); }

std::string p_text(double p) { return p < 0.001 ? "<0.001" : fmt::format("{:.2g}", p); }

/// "weather, wind and 3 more".
std::string name_some(const std::vector<std::string>& names) {
  const std::size_t shown = std::min(names.size(), kMostNamed);
  const std::vector<std::string> first(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(shown));
  return fmt::format("{}{}", fmt::join(first, ", "),
                     names.size() > shown ? fmt::format(" and {} more", names.size() - shown) : "");
}

std::string title(const Series& series) {
  const auto side = [](const ComparedTable& table) {
    return fmt::format("{} ({})", table.name, count_text(table.rows, "row"));
  };
  const std::string by = series.over.empty() ? fmt::format("every {}", series.every)
                                             : fmt::format("by `{}`, every {}", series.over, series.every);
  const std::string span = series.windows.empty()
                               ? ""
                               : fmt::format(", {} to {}", series.windows.front().label, series.windows.back().label);
  return fmt::format("{} → {}, {}: {}{}", side(series.reference), side(series.current), by,
                     count_text(series.windows.size(), "window"), span);
}

std::string verdict(const Series& series) {
  const std::string rule =
      fmt::format("chance of any false alarm {}, {}", percent_of(series.alpha),
                  series.looks == Looks::once ? fmt::format("over {}", count_text(series.tests, "test"))
                                              : std::string("however many windows come"));
  if (!series.first) return fmt::format("no window differs ({})", rule);
  std::vector<std::string> names;
  for (const WindowFinding* finding : series.blamed(*series.first)) names.push_back(finding->column);
  return fmt::format("first window that differs: {}, by {}; {} of {} differ{} ({})",
                     series.windows[*series.first].label, name_some(names), series.differing, series.windows.size(),
                     series.differing == 1 ? "s" : "", rule);
}

/// Where pictures end: the largest distance, rounded up.
double scale_end(const Series& series) {
  double largest = 0;
  for (const SeriesColumn& column : series.columns) largest = std::max(largest, column.largest_distance);
  for (const double end : {0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8})
    if (largest <= end) return end;
  return std::sqrt(std::log(2.));
}

/// What stands in one column of a picture: some windows side by side, or none.
struct Slot {
  std::vector<std::size_t> windows;
};

/// Windows in their order, those without rows left free, as many in a slot as it takes to fit.
std::vector<Slot> lay_out(const Series& series, std::size_t room, std::size_t& together) {
  for (together = 1;; ++together) {
    std::vector<Slot> slots;
    for (std::size_t w = 0; w < series.windows.size(); ++w) {
      const std::uint64_t gap = series.windows[w].empty_before;
      if (together == 1) slots.resize(slots.size() + std::min<std::uint64_t>(gap, kWidestGap));
      if (slots.empty() || w % together == 0) slots.emplace_back();
      slots.back().windows.push_back(w);
    }
    if (slots.size() <= room || together >= series.windows.size()) return slots;
  }
}

std::string height(double value, double end, const Terminal& terminal) {
  constexpr std::string_view kBlocks[] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
  constexpr std::string_view kPlain = "_.-=+*#@";
  const auto level = std::min(static_cast<std::size_t>(value / end * 8), std::size_t{7});
  return terminal.utf8 ? std::string(kBlocks[level]) : std::string(1, kPlain[level]);
}

/// A picture of one column, and below it the windows that differ.
struct Picture {
  std::string heights, marks;
};

Picture draw(const Series& series, std::size_t column, const std::vector<Slot>& slots, double end,
             const Terminal& terminal) {
  Picture picture;
  for (const Slot& slot : slots) {
    double most = 0;
    bool differs = false, above_floor = false;
    for (const std::size_t w : slot.windows) {
      const WindowFinding& finding = series.windows[w].columns[column];
      most = std::max(most, finding.js_distance.value);
      differs = differs || finding.differs;
      above_floor = above_floor || finding.js_distance.value > finding.js_distance.floor;
    }
    picture.heights += slot.windows.empty() ? " " : above_floor ? height(most, end, terminal) : shown("·", terminal);
    picture.marks += differs ? '!' : ' ';
  }
  picture.marks.erase(picture.marks.find_last_not_of(' ') + 1);
  return picture;
}

std::string padded(std::string_view text, std::size_t width) {
  return std::string(text) + std::string(width - std::min(width, display_width(text)), ' ');
}

/// The columns, each with the first window that differs, how many do, and its distances over time.
std::string pictures(const Series& series, const Terminal& terminal, std::size_t& together) {
  std::size_t name_width = 6, label_width = 5;
  for (const SeriesColumn& column : series.columns) {
    name_width = std::max(name_width, display_width(shown(column.column, terminal)));
    if (column.first) label_width = std::max(label_width, display_width(series.windows[*column.first].label));
  }
  name_width = std::clamp(name_width, kShortestName, kLongestName);
  const std::size_t taken = 2 + name_width + 2 + label_width + 2 + 7 + 2;
  const auto columns = static_cast<std::size_t>(terminal.columns);
  const std::size_t room = std::max<std::size_t>(columns > taken ? columns - taken - 1 : 0, 10);
  const std::vector<Slot> slots = lay_out(series, room, together);
  const double end = scale_end(series);
  std::string text = "  " + padded("column", name_width) + "  " + padded("first", label_width) + "  differ   " +
                     fmt::format("JS distance, 0 to {:.2g}", end) + "\n";
  for (std::size_t c = 0; c < series.columns.size(); ++c) {
    const SeriesColumn& column = series.columns[c];
    const Picture picture = draw(series, c, slots, end, terminal);
    const std::string first = column.first ? series.windows[*column.first].label : "–";
    text += (column.differing > 0 ? "! " : "  ") + padded(fitted(column.column, name_width, terminal), name_width) +
            "  " + padded(shown(first, terminal), label_width) + "  " + fmt::format("{:>6}", column.differing) + "   " +
            picture.heights + "\n";
    if (!picture.marks.empty()) text += std::string(taken, ' ') + picture.marks + "\n";
  }
  return text;
}

/// What differs in the first window that does.
std::string blame(const Series& series, const Terminal& terminal) {
  const SeriesWindow& window = series.windows[*series.first];
  using enum Align;
  Table table({left, left, left, right});
  table.add({"column", "JS distance", "floor", "p"});
  for (const WindowFinding* finding : series.blamed(*series.first)) {
    const DistanceEstimate& d = finding->js_distance;
    table.add({cut_to(finding->column, kLongestName),
               fmt::format("{} ({}–{})", distance_text(d.value), distance_text(d.interval.lower),
                           distance_text(d.interval.upper)),
               distance_text(d.floor), p_text(finding->adjusted_p)});
    if (!finding->changed.empty()) table.note("  " + finding->changed);
  }
  return shown(fmt::format("{} ({}) against {} of the reference:\n", window.label, count_text(window.rows, "row"),
                           count_text(window.reference_rows, "row")),
               terminal) +
         table.text(terminal, 2);
}

std::vector<std::string> remarks(const Series& series) {
  std::vector<std::string> lines;
  if (series.dependence)
    lines.push_back(
        fmt::format("rows follow each other{} ({}: {:.2f} between neighbours), so p are too small and more windows "
                    "differ than should",
                    series.dependence->date.empty() ? "" : " by `" + series.dependence->date + "`",
                    series.dependence->column, series.dependence->autocorrelation));
  if (series.undated > 0)
    lines.push_back(fmt::format("{} without `{}`: in no window", count_text(series.undated, "row"), series.over));
  if (series.unreadable > 0)
    lines.push_back(fmt::format("{} whose `{}` is no date, such as '{}': in no window",
                                count_text(series.unreadable, "row"), series.over, series.unreadable_text));
  if (series.empty_windows > 0)
    lines.push_back(
        fmt::format("{} between the first and the last without a row", count_text(series.empty_windows, "window")));
  if (!series.seasons_lacked.empty())
    lines.push_back(fmt::format("not compared, for the reference has no such {}: {}", to_text(series.season),
                                name_some(series.seasons_lacked)));
  std::vector<std::string> sparse;
  for (const SeriesWindow& window : series.windows)
    if (std::any_of(window.columns.begin(), window.columns.end(), [](const auto& each) { return each.too_sparse; }))
      sparse.push_back(window.label);
  if (!sparse.empty())
    lines.push_back(fmt::format("too few rows for an interval, in some column: {}", name_some(sparse)));
  if (series.time_zone == "UTC") lines.push_back("times have a zone; windows begin and end by UTC");
  if (series.time_zone == "as written")
    lines.push_back("times are texts; what has an offset is put at UTC, what has none is taken as it stands");
  for (const RangeFinding& range : series.ranges)
    lines.push_back(range.reference.empty()
                        ? fmt::format("{}: not compared; {}", range.column, range.reason)
                        : fmt::format("{}: {} → {}; {}", range.column, range.reference, range.current, range.reason));
  for (const KindDifference& kind : series.kinds)
    lines.push_back(fmt::format("{}: {} in the reference, {} now; not compared", kind.column, kind.reference_type,
                                kind.current_type));
  for (const auto* table : {&series.reference, &series.current}) {
    if (!table->only_here.empty())
      lines.push_back(fmt::format("only in {}: {}", table->name, name_some(table->only_here)));
    for (const LeftOut& left : table->left_out)
      lines.push_back(fmt::format("{} of {} was not read: {}", left.name, table->name, left.reason));
  }
  if (series.sampled) lines.push_back("cells were cut from a sample of the reference's rows; every row was counted");
  return lines;
}

std::vector<std::string> reading(const Series& series, std::size_t together) {
  std::vector<std::string> lines;
  lines.push_back(
      fmt::format("picture: a mark {} window{}; · is under the floor, which chance alone stays below 95 times in 100",
                  together == 1 ? "a" : std::to_string(together), together == 1 ? "" : "s, the largest of them"));
  if (series.first)
    lines.push_back(fmt::format("!: the window differs: p, adjusted for {}, is at most {:g}",
                                series.looks == Looks::once ? "all windows and columns (Holm)"
                                                            : "the columns (Holm) and for window k by k(k + 1)",
                                series.alpha));
  if (series.first)
    lines.push_back(fmt::format("JS distance: as counted, of at most 0.83, with the {:g}% interval of the true one",
                                100 * series.level));
  lines.push_back(
      series.season == Season::none
          ? "every window is compared with the whole reference, whatever the season; rows are taken to be independent"
          : fmt::format(
                "every window is compared with the reference's rows of the same {}; rows are taken to be independent",
                to_text(series.season)));
  return lines;
}

}  // namespace

std::string series_text(const Series& series, const Terminal& terminal) {
  const auto width = static_cast<std::size_t>(terminal.columns);
  std::string text;
  const auto paragraph = [&](std::string_view line) {
    bool first = true;
    for (const auto& part : folded(shown(line, terminal), width - 2)) {
      text += (first ? "" : "  ") + part + "\n";
      first = false;
    }
  };
  paragraph(title(series));
  paragraph(verdict(series));
  std::size_t together = 1;
  if (!series.windows.empty() && !series.columns.empty()) text += "\n" + pictures(series, terminal, together);
  if (series.first) text += "\n" + blame(series, terminal);
  const auto lines = remarks(series);
  if (!lines.empty()) text += "\n";
  for (const auto& line : lines) paragraph(line);
  text += "\n";
  for (const auto& line : reading(series, together)) paragraph(line);
  return text;
}

}  // namespace sanov::cli
