#include "sanov/compare/phrase.h"

#include <fmt/format.h>

#include <utility>

#include "sanov/data/cut.h"

namespace sanov {
namespace {

std::string shares(const CellChange& cell) {
  return fmt::format("{} → {}", percent_text(cell.reference_share), percent_text(cell.current_share));
}

std::string name_of(const CellChange& cell, const Finding& finding) {
  if (cell.role == CellRole::unseen && !finding.unseen.empty()) {
    const std::string first = "new " + finding.unseen.front().name;
    const std::size_t more = finding.unseen.size() - 1;
    if (finding.unseen_sampled) return first + " and many others";
    return more == 0 ? first : fmt::format("{} and {} other{}", first, more, more == 1 ? "" : "s");
  }
  return cell.label;
}

std::string phrase_cells(const Finding& finding) {
  std::string text = name_of(finding.cells[0], finding) + " " + shares(finding.cells[0]);
  if (finding.cells.size() > 1 && finding.cells[1].js > 0)
    text += ", " + name_of(finding.cells[1], finding) + " " + shares(finding.cells[1]);
  return text;
}

/// Both medians, marked where they are not known to the last digit.
std::pair<std::string, std::string> medians(const Finding& finding) {
  const auto text = [&](double median, double error) {
    return (error > 0 ? "≈" : "") + write_number(finding.kind, median);
  };
  const AxisChange& axis = *finding.axis;
  return {text(axis.reference_median, axis.reference_median_error),
          text(axis.current_median, axis.current_median_error)};
}

std::string phrase_axis(const Finding& finding) {
  const auto [before, after] = medians(finding);
  const CellChange& cell = finding.cells[0];
  const std::string most = fmt::format("{}{} {}", cell.label, cell.role == CellRole::missing ? "" : ":", shares(cell));
  if (before == after) return most;
  if (cell.role == CellRole::missing) return fmt::format("{}; median {} → {}", most, before, after);
  return fmt::format("median {} → {}; {}", before, after, most);
}

}  // namespace

std::string percent_text(double share) {
  const double percent = 100 * share;
  if (percent == 0) return "0%";
  if (percent >= 9.95) return percent < 100 && percent >= 99.5 ? ">99%" : fmt::format("{:.0f}%", percent);
  return percent < 0.001 ? "<0.001%" : fmt::format("{:.2g}%", percent);
}

std::string phrase(const Finding& finding) {
  if (finding.js == 0) {
    if (!finding.axis || finding.axis->wasserstein == 0) return "no change";
    const auto [before, after] = medians(finding);
    return before == after ? "only within cells" : fmt::format("median {} → {}; within cells", before, after);
  }
  if (finding.axis && finding.kind != ColumnKind::boolean) return phrase_axis(finding);
  return phrase_cells(finding);
}

}  // namespace sanov
