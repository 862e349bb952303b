#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "sanov/base/utf8.h"
#include "sanov/data/cut.h"
#include "sanov/report/compare_words.h"
#include "sanov/report/number_text.h"

namespace sanov {
namespace {

constexpr std::size_t kMostCellsNamed = 5;
constexpr std::size_t kMostColumnsNamed = 50;

void add_names(std::vector<Remark>& lines, std::string_view what, const std::vector<std::string>& names) {
  if (names.empty()) return;
  std::vector<std::string> shown;
  for (std::size_t i = 0; i < std::min(names.size(), kMostColumnsNamed); ++i) shown.push_back(column_name(names[i]));
  const std::size_t more = names.size() - shown.size();
  lines.push_back({fmt::format("{}: {}{}", what, fmt::join(shown, ", "),
                               more > 0 ? fmt::format(" and {} more", with_commas(static_cast<double>(more))) : "")});
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
      text += fmt::format("{}{} ({})", named++ > 0 ? ", " : "", visible(cell.label),
                          counted(static_cast<double>(cell.rows), "row"));
  }
  return more > 0 ? fmt::format("{} and {} more", text, more) : text;
}

/// Why KL and PSI, or PSI alone, are infinite.
void add_infinity(std::vector<Remark>& lines, const Finding& finding) {
  if (finding.infinite_cells.empty()) return;
  const std::string new_ones = list_cells(finding.infinite_cells, "reference");
  const std::string gone = list_cells(finding.infinite_cells, "current");
  std::string text = column_name(finding.column) +
                     (new_ones.empty() ? ": PSI is infinite, because " : ": KL and PSI are infinite, because ");
  if (!new_ones.empty()) text += "the reference has nothing in " + new_ones;
  if (!new_ones.empty() && !gone.empty()) text += ", and ";
  if (!gone.empty()) text += "the current table has nothing in " + gone;
  lines.push_back({text, &finding});
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
  return parts.empty() ? "" : fmt::format("≈ {}: {}", column_name(finding.column), fmt::join(parts, ", "));
}

/// What can be wrong in the numbers.
void add_errors(std::vector<Remark>& lines, const Comparison& comparison) {
  for (const auto& finding : comparison.findings)
    if (finding.unseen_missed >= 0.01)
      lines.push_back({fmt::format("{}: the reference has too many categories to know them all again; of those it "
                                   "lacks, about {:.0f}% were taken for rare ones of it",
                                   column_name(finding.column), 100 * finding.unseen_missed),
                       &finding});
  std::size_t rough = 0;
  for (const auto& finding : comparison.findings) {
    const std::string text = errors_text(finding);
    if (!text.empty() && ++rough <= kMostCellsNamed) lines.push_back({text, &finding});
  }
  if (rough > kMostCellsNamed)
    lines.push_back({fmt::format("≈ and {} more columns, whose errors --json has", rough - kMostCellsNamed)});
  if (rough > 0) lines.push_back({"≈ where there are too many different values to keep, cells stand for them"});
}

/// What a declared type says of the values: widths, units and encodings apart.
std::string_view meaning(std::string_view type) {
  constexpr std::string_view kDictionary = "dictionary of ";
  if (type.starts_with(kDictionary)) type.remove_prefix(kDictionary.size());
  if (type.starts_with("int") || type.starts_with("uint")) return "integers";
  if (type.starts_with("float") || type.starts_with("decimal")) return "numbers";
  if (type.starts_with("timestamp")) return type.find(',') != type.npos ? "instants" : "local times";
  return type.substr(0, type.find('['));
}

/// Types that can be compared, and yet mean something else.
void add_types(std::vector<Remark>& lines, const Finding& finding) {
  const std::string_view before = meaning(finding.reference_type), after = meaning(finding.current_type);
  if (before == after || before == "null" || after == "null") return;
  const bool zones = before == "instants" || after == "instants";
  lines.push_back(
      {fmt::format("{}: {} in the reference, {} now{}", column_name(finding.column), shown_name(finding.reference_type),
                   shown_name(finding.current_type), zones ? "; times without a zone are read as UTC" : ""),
       &finding});
}

std::string p_phrase(const PValue& p) { return p.p < 0.001 ? "p < 0.001" : fmt::format("p {:.2g}", p.p); }

/// Rows outside the reference's range, and values that are missing, where chance hardly makes so many.
void add_surprises(std::vector<Remark>& lines, const Finding& finding, double rate) {
  const Evidence& e = finding.evidence;
  if (finding.axis && e.axis && e.axis->out_of_range_p.p <= rate) {
    const AxisChange& axis = *finding.axis;
    std::vector<std::string> sides;
    if (axis.below > 0)
      sides.push_back(fmt::format("{} below {}", counted(static_cast<double>(axis.below), "row"),
                                  write_number(finding.kind, axis.reference_minimum)));
    if (axis.above > 0)
      sides.push_back(fmt::format("{} above {}", counted(static_cast<double>(axis.above), "row"),
                                  write_number(finding.kind, axis.reference_maximum)));
    lines.push_back({fmt::format("{}: {}, outside the reference's range ({})", column_name(finding.column),
                                 fmt::join(sides, " and "), p_phrase(e.axis->out_of_range_p)),
                     &finding});
  }
  if (e.missing_p && e.missing_p->p <= rate)
    lines.push_back({fmt::format("{}: {} missing before, {} now ({})", column_name(finding.column),
                                 with_commas(static_cast<double>(finding.reference_missing)),
                                 with_commas(static_cast<double>(finding.current_missing)), p_phrase(*e.missing_p)),
                     &finding});
  if (e.too_sparse)
    lines.push_back(
        {column_name(finding.column) + ": too few rows for an interval; every cell expects less than 2", &finding});
}

/// Columns whose verdict hangs on the number of cells.
void add_sensitivity(std::vector<Remark>& lines, const Comparison& comparison) {
  if (comparison.blocks) return;  // these p are of independent rows
  const double rate = comparison.judgement.false_discovery_rate;
  for (const Finding& finding : comparison.findings) {
    const std::vector<OtherCells>& others = finding.sensitivity.cells;
    if (others.empty()) continue;
    const auto [least, most] = std::minmax_element(others.begin(), others.end(),
                                                   [](const OtherCells& a, const OtherCells& b) { return a.p < b.p; });
    if (least->p > rate || most->p <= rate) continue;
    const auto [near, far] =
        std::minmax_element(others.begin(), others.end(),
                            [](const OtherCells& a, const OtherCells& b) { return a.js_distance < b.js_distance; });
    lines.push_back({fmt::format("{}: with {} to {} cells the JS distance is {:.2g} to {:.2g}, and χ² alone gives p "
                                 "{:.2g} to {:.2g}",
                                 column_name(finding.column), others.front().cells, others.back().cells,
                                 near->js_distance, far->js_distance, least->p, most->p),
                     &finding});
  }
}

void add_dependence(std::vector<Remark>& lines, const Comparison& comparison) {
  if (!comparison.dependence || comparison.reference_blocks > 0) return;
  const RowDependence& d = *comparison.dependence;
  const std::string mend = comparison.weights ? ""  // with which blocks do not go
                           : d.date.empty()   ? "; try --cluster COLUMN"
                                              : "; try --block month";
  lines.push_back({fmt::format(
      "rows {}follow each other{} ({}: {:.2f} between neighbours), so p are too small and intervals too narrow{}",
      d.table == "current" ? "of the current table " : "", d.date.empty() ? "" : " by `" + column_name(d.date) + "`",
      column_name(d.column), d.autocorrelation, mend)});
}

/// "weights `w`: n 1,000 counts as 812, m 900 as 731".
void add_weights(std::vector<Remark>& lines, const Comparison& comparison) {
  if (!comparison.weights) return;
  const RowWeights& w = *comparison.weights;
  const auto side = [](const ComparedTable& table, double effective) {
    return std::pair(with_commas(static_cast<double>(table.rows)), with_commas(std::round(effective)));
  };
  const auto [n, n_worth] = side(comparison.reference, w.reference_effective);
  const auto [m, m_worth] = side(comparison.current, w.current_effective);
  std::string text = fmt::format(
      "weights `{}`: n {} counts as {}, m {} as {}, in intervals, floors and p; exact where weights have nothing to do "
      "with the values",
      column_name(w.column), n, n_worth, m, m_worth);
  if (w.reference_weightless + w.current_weightless > 0)
    text += fmt::format("; {} and {} rows of weight 0 are left out",
                        with_commas(static_cast<double>(w.reference_weightless)),
                        with_commas(static_cast<double>(w.current_weightless)));
  lines.push_back({text});
}

/// What blocks cannot tell.
void add_blocks(std::vector<Remark>& lines, const Comparison& comparison) {
  if (!comparison.blocks || comparison.judgement.more_than > 0) return;
  const BlockPlan& plan = *comparison.blocks;
  if (plan.across_seasons)
    lines.push_back(
        {"blocks change places over all of the year, for too few of the same time of it are in both tables: a season "
         "may "
         "pass for a change"});
  else if (plan.reference < comparison.reference_blocks || plan.current < comparison.current_blocks)
    lines.push_back({fmt::format(
        "p are of {} and {} of the {} and {} blocks: those of the same times of the year, which both tables have",
        plan.reference, plan.current, comparison.reference_blocks, comparison.current_blocks)});
  if (plan.smallest_p > comparison.judgement.false_discovery_rate)
    lines.push_back(
        {fmt::format("with these blocks no p below {:.2g} is possible; choose shorter ones, or compare more rows",
                     plan.smallest_p)});
}

}  // namespace

std::vector<Remark> comparison_remarks(const Comparison& comparison) {
  std::vector<Remark> lines;
  for (const auto& range : comparison.ranges)
    lines.push_back(
        {fmt::format("{}: {} → {}; {}", column_name(range.column), range.reference, range.current, range.reason)});
  add_weights(lines, comparison);
  add_dependence(lines, comparison);
  add_blocks(lines, comparison);
  for (const auto& finding : comparison.findings) add_infinity(lines, finding);
  for (const auto& finding : comparison.findings)
    add_surprises(lines, finding, comparison.judgement.false_discovery_rate);
  add_sensitivity(lines, comparison);
  add_errors(lines, comparison);
  for (const auto& finding : comparison.findings) add_types(lines, finding);
  for (const auto& kind : comparison.kinds)
    lines.push_back({fmt::format("{}: {} in the reference, {} now; not compared", column_name(kind.column),
                                 shown_name(kind.reference_type), shown_name(kind.current_type))});
  for (const auto* table : {&comparison.reference, &comparison.current})
    add_names(lines, "only in " + table_name(table->name), table->only_here);
  for (const auto* table : {&comparison.reference, &comparison.current})
    for (const auto& left : table->left_out)
      lines.push_back({fmt::format("{} of {} was not read: {}", column_name(left.name), table_name(table->name),
                                   visible(left.reason))});
  return lines;
}

}  // namespace sanov
