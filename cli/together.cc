#include "cli/together.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <optional>
#include <vector>

#include "cli/rank_answer.h"
#include "cli/text.h"

namespace sanov::cli {
namespace {

constexpr std::size_t kIndent = 2;
constexpr double kSuspicious = 0.05;  // p from which a part counts as there

std::string p_or_dash(const std::optional<PValue>& p) { return p ? p_text(p->p, p->log_p) : "–"; }

void add_paragraph(std::string& text, std::string_view line, const Terminal& terminal, std::size_t indent) {
  for (const auto& part : folded(shown(line, terminal), static_cast<std::size_t>(terminal.columns) - indent))
    text += std::string(indent, ' ') + part + "\n";
}

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
    parts.push_back(fmt::format("{} {:.3f}", column.column, column.importance));
    if (column.spread) spread.push_back(column.column);
    if (column.folded > 0)
      folded_columns.push_back(fmt::format("{} of {}", with_commas(static_cast<double>(column.folded)), column.column));
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

std::string joint_text(const JointFinding& joint, const Terminal& terminal) {
  std::vector<std::string> names;
  for (const JointColumn& column : joint.columns) names.push_back(column.column);
  std::string text;
  add_paragraph(text,
                fmt::format("together: {} ({})", fmt::join(names, ", "),
                            rows_text(joint.reference_rows, joint.current_rows, joint.sampled)),
                terminal, 0);
  Table table({Align::left, Align::left, Align::right});
  table.add({"", "", "p"});
  const ClassifierTest& c = joint.classifier;
  table.add({"classifier", fmt::format("AUC {:.3f} ({:.3f}–{:.3f})", c.auc, c.interval.lower, c.interval.upper),
             p_or_dash(c.p)});
  std::string kl = rounded(joint.kl.kl, 2);
  if (joint.kl.interval)
    kl += fmt::format(" ({}–{})", rounded(joint.kl.interval->lower, 2), rounded(joint.kl.interval->upper, 2));
  else if (joint.kl.standard_error)
    kl = with_error(joint.kl.kl, *joint.kl.standard_error);
  table.add({"KL by neighbours", kl + " nats", p_or_dash(joint.kl.p)});
  table.add(
      {"energy distance²", with_error(joint.energy.unbiased, joint.energy.standard_error), p_or_dash(joint.energy.p)});
  table.add({"MMD²", with_error(joint.mmd.squared, joint.mmd.standard_error), p_or_dash(joint.mmd.p)});
  text += table.text(terminal, kIndent);
  for (const std::string& line : remarks(joint)) add_paragraph(text, line, terminal, kIndent);
  return text;
}

std::string shift_text(const Shift& shift, const Terminal& terminal) {
  std::string text;
  add_paragraph(text,
                fmt::format("target {} ({}): did its covariates change, or its answer at the same covariate?",
                            shift.target, rows_text(shift.reference_rows, shift.current_rows, shift.sampled)),
                terminal, 0);
  using enum Align;
  Table table({left, right, right, right, right, right, right});
  table.add({"covariate X", "I(S; X)", "floor", "p", "I(S; Y | X)", "floor", "p"});
  for (const ShiftFinding& finding : shift.covariates) table.add(shift_row(finding, cut_to(finding.covariate, 20)));
  if (shift.together) table.add(shift_row(*shift.together, "all, by score"));
  text += table.text(terminal, kIndent);
  add_paragraph(
      text,
      fmt::format("Y by itself: I(S; Y) {}, floor {}, p {}", rounded(shift.target_shift.nats, 2),
                  rounded(shift.target_shift.floor, 2), p_text(shift.target_shift.p.p, shift.target_shift.p.log_p)),
      terminal, kIndent);
  add_paragraph(text,
                "nats about which table a row is from (S), at most 0.69: I(S; X, Y) = I(S; X), covariate shift, + I(S; "
                "Y | X), concept shift",
                terminal, kIndent);
  bool leaks = false;
  for (const ShiftFinding& finding : shift.covariates)
    leaks = leaks || (finding.concept_shift.p.p <= kSuspicious && finding.covariate_shift.p.p <= kSuspicious);
  if (leaks)
    add_paragraph(text,
                  "X is taken in strata: what it changes within one counts as concept shift, so that a small concept "
                  "part beside a large covariate part may be that",
                  terminal, kIndent);
  return text;
}

}  // namespace sanov::cli
