#include "sanov/compare/phrase.h"

#include <fmt/format.h>

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

std::string phrase_axis(const Finding& finding) {
  const std::string before = write_number(finding.kind, finding.axis->reference_median);
  const std::string after = write_number(finding.kind, finding.axis->current_median);
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
  if (finding.js == 0) return finding.axis && finding.axis->wasserstein > 0 ? "only within cells" : "no change";
  if (finding.axis && finding.kind != ColumnKind::boolean) return phrase_axis(finding);
  return phrase_cells(finding);
}

}  // namespace sanov
