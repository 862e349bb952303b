#include "sanov/report/together_words.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <optional>

#include "sanov/report/compare_words.h"
#include "sanov/report/number_text.h"
#include "sanov/report/p_text.h"

namespace sanov {
namespace {

constexpr double kSuspicious = 0.05;  // p from which a part counts as there

std::string p_or_dash(const std::optional<PValue>& p) { return p ? p_text(p->p, p->log_p) : "–"; }

std::string rows_text(std::uint64_t reference, std::uint64_t current, bool sampled) {
  return fmt::format("{} and {} rows{}", with_commas(static_cast<double>(reference)),
                     with_commas(static_cast<double>(current)), sampled ? ", a sample" : "");
}

/// "value ± error", in as many digits as the error has.
std::string with_error(double value, double error) {
  return fmt::format("{} ± {}", rounded(value, 2), rounded(error, 1));
}

/// What may be wrong in the joint numbers, and how they were made.
std::vector<std::string> remarks(const JointFinding& joint) {
  std::vector<std::string> lines;
  std::vector<std::string> parts, spread, folded_columns;
  for (const JointColumn& column : joint.columns) {
    parts.push_back(fmt::format("{} {:.3f}", column_name(column.column), column.importance));
    if (column.spread) spread.push_back(column_name(column.column));
    if (column.folded > 0)
      folded_columns.push_back(
          fmt::format("{} of {}", with_commas(static_cast<double>(column.folded)), column_name(column.column)));
  }
  lines.push_back(fmt::format("AUC without what a column tells is lower by: {}", fmt::join(parts, ", ")));
  if (joint.reference_dropped + joint.current_dropped > 0)
    lines.push_back(fmt::format("{} and {} rows lack a finite value in one of these columns and were left out",
                                with_commas(static_cast<double>(joint.reference_dropped)),
                                with_commas(static_cast<double>(joint.current_dropped))));
  if (joint.energy.x_rows < joint.reference_rows || joint.energy.y_rows < joint.current_rows)
    lines.push_back(fmt::format("energy and MMD: of {} chosen by seed",
                                rows_text(joint.energy.x_rows, joint.energy.y_rows, false)));
  if (!joint.kl.interval && joint.dimensions > kMostCoveredDimensions)
    lines.push_back(
        fmt::format("KL: no interval, since in {} dimensions its bias is larger than one", joint.dimensions));
  if (!spread.empty())
    lines.push_back(fmt::format("KL: values of {} come more than once and were spread over their granularity",
                                fmt::join(spread, ", ")));
  if (!folded_columns.empty())
    lines.push_back(fmt::format("rare categories counted as one: {}", fmt::join(folded_columns, ", ")));
  if (!joint.classifier.products)
    lines.push_back("too many columns for products of two: changed correlations are not seen by the classifier");
  return lines;
}

std::vector<std::string> part_cells(const ShiftPart& part) {
  return {rounded(part.nats, 2), rounded(part.floor, 2), p_text(part.p.p, part.p.log_p)};
}

std::vector<std::string> shift_row(const ShiftFinding& finding, std::string name) {
  std::vector<std::string> row{std::move(name)};
  for (const ShiftPart* part : {&finding.covariate_shift, &finding.concept_shift})
    for (std::string& cell : part_cells(*part)) row.push_back(std::move(cell));
  return row;
}

}  // namespace

WordTable joint_words(const JointFinding& joint) {
  std::vector<std::string> names;
  for (const JointColumn& column : joint.columns) names.push_back(column_name(column.column));
  WordTable table;
  table.title = fmt::format("together: {} ({})", fmt::join(names, ", "),
                            rows_text(joint.reference_rows, joint.current_rows, joint.sampled));
  const ClassifierTest& c = joint.classifier;
  std::string kl = rounded(joint.kl.kl, 2);
  if (joint.kl.interval)
    kl += fmt::format(" ({}–{})", rounded(joint.kl.interval->lower, 2), rounded(joint.kl.interval->upper, 2));
  else if (joint.kl.standard_error)
    kl = with_error(joint.kl.kl, *joint.kl.standard_error);
  table.rows = {
      {"", "", "p"},
      {"classifier", fmt::format("AUC {:.3f} ({:.3f}–{:.3f})", c.auc, c.interval.lower, c.interval.upper),
       p_or_dash(c.p)},
      {"KL by neighbours", kl + " nats", p_or_dash(joint.kl.p)},
      {"energy distance²", with_error(joint.energy.unbiased, joint.energy.standard_error), p_or_dash(joint.energy.p)},
      {"MMD²", with_error(joint.mmd.squared, joint.mmd.standard_error), p_or_dash(joint.mmd.p)}};
  table.lines = remarks(joint);
  return table;
}

WordTable shift_words(const Shift& shift) {
  WordTable table;
  table.title =
      fmt::format("target {} ({}): did its covariates change, or its answer at the same covariate?",
                  column_name(shift.target), rows_text(shift.reference_rows, shift.current_rows, shift.sampled));
  table.rows.push_back({"covariate X", "I(S; X)", "floor", "p", "I(S; Y | X)", "floor", "p"});
  for (const ShiftFinding& finding : shift.covariates)
    table.rows.push_back(shift_row(finding, column_name(finding.covariate)));
  if (shift.together) table.rows.push_back(shift_row(*shift.together, "all, by score"));
  table.lines.push_back(fmt::format("Y by itself: I(S; Y) {}, floor {}, p {}", rounded(shift.target_shift.nats, 2),
                                    rounded(shift.target_shift.floor, 2),
                                    p_text(shift.target_shift.p.p, shift.target_shift.p.log_p)));
  table.lines.emplace_back(
      "nats about which table a row is from (S), at most 0.69: I(S; X, Y) = I(S; X), covariate shift, + I(S; Y | X), "
      "concept shift");
  bool leaks = false;
  for (const ShiftFinding& finding : shift.covariates)
    leaks = leaks || (finding.concept_shift.p.p <= kSuspicious && finding.covariate_shift.p.p <= kSuspicious);
  if (leaks)
    table.lines.emplace_back(
        "X is taken in strata: what it changes within one counts as concept shift, so that a small concept part beside "
        "a "
        "large covariate part may be that");
  return table;
}

}  // namespace sanov
