#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <fstream>
#include <iterator>

#include "cli/compare_words.h"
#include "cli/comparison.h"
#include "cli/desk.h"
#include "cli/json_fields.h"
#include "cli/open_side.h"
#include "cli/over.h"
#include "cli/prometheus.h"
#include "cli/rank_answer.h"
#include "cli/text.h"
#include "cli/together.h"
#include "cli/watch.h"
#include "sanov/base/error.h"
#include "sanov/base/whole_file.h"
#include "sanov/compare/fields.h"

namespace sanov::cli {
namespace {

constexpr int kDifferent = 1;  // the exit code, as diff's

std::string title(const Comparison& comparison) {
  const auto side = [](const ComparedTable& table) {
    return fmt::format("{} ({})", table.name, counted(static_cast<double>(table.rows), "row"));
  };
  const std::size_t shared = comparison.findings.size() + comparison.ranges.size() + comparison.kinds.size();
  return fmt::format("{} → {}, {} in common", side(comparison.reference), side(comparison.current),
                     counted(static_cast<double>(shared), "column"));
}

/// "2 columns differ, 3 do not (false discovery rate 5%); together they differ (p 0.001)".
std::string verdict_text(const Comparison& comparison) {
  const Judgement& j = comparison.judgement;
  const std::string by = j.rules.empty() ? fmt::format("false discovery rate {:g}%", 100 * j.false_discovery_rate)
                                         : fmt::format("by rule: {}", fmt::join(j.rules, ", "));
  const std::size_t rest = comparison.findings.size() - j.differing;
  std::string text = j.differing == 0 ? "no column differs"
                                      : fmt::format("{} differ{}", counted(static_cast<double>(j.differing), "column"),
                                                    j.differing == 1 ? "s" : "");
  if (j.differing > 0 && rest > 0) text += fmt::format(", {} do{} not", rest, rest == 1 ? "es" : "");
  if (j.same > 0)
    text += fmt::format(", {} surely the same", j.same == rest && j.differing == 0 ? "all" : std::to_string(j.same));
  text += fmt::format(" ({})", by);
  if (comparison.joint && comparison.joint->classifier.p) {
    const PValue& p = *comparison.joint->classifier.p;
    text += fmt::format("; together they {} (p {})", p.p <= j.false_discovery_rate ? "differ" : "do not",
                        p_text(p.p, p.log_p));
  }
  for (const auto& kind : comparison.kinds) text += fmt::format("; `{}` is of another type", kind.column);
  for (const auto& range : comparison.ranges) text += fmt::format("; rows of `{}` do not overlap", range.column);
  return text;
}

/// How to read the table, a line each.
std::vector<std::string> reading(const Comparison& comparison) {
  const Judgement& j = comparison.judgement;
  std::vector<std::string> lines;
  lines.push_back(fmt::format(
      "JS distance: as counted, of at most 0.83, then the {:g}% interval of the true one (█), without what chance adds",
      100 * j.level));
  lines.push_back("floor (·): two samples of these sizes from one distribution stay below it 95 times in 100");
  const std::string rows = comparison.blocks ? fmt::format("{} and {} blocks of rows are permuted",
                                                           comparison.blocks->reference, comparison.blocks->current)
                           : comparison.weights
                               ? "rows are taken to be independent, and as many as their weights are worth"
                               : "rows are taken to be independent";
  lines.push_back(j.more_than > 0 ? fmt::format("p: of a JS distance up to {:g}, adjusted for {}; {}", j.more_than,
                                                counted(static_cast<double>(j.tested), "column"), rows)
                                  : fmt::format("p: of no change, adjusted for {}; {}",
                                                counted(static_cast<double>(j.tested), "column"), rows));
  if (j.differing > 0) lines.push_back("notice: rows after which such a change would show (5%, power 80%)");
  std::string marks;
  if (j.differing > 0)
    marks = j.rules.empty()
                ? fmt::format("!: p is at most {:g}, and the column is not the same", j.false_discovery_rate)
                : "!: a rule says so; p does not decide";
  if (j.same > 0)
    marks += fmt::format("{}=: the same, for its JS distance is surely under {:g}", marks.empty() ? "" : "; ",
                         j.same_within);
  if (!marks.empty()) lines.push_back(marks);
  return lines;
}

}  // namespace

std::string comparison_text(const Comparison& comparison, const Terminal& terminal, bool all_measures) {
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
  paragraph(verdict_text(comparison));
  if (!comparison.findings.empty()) text += "\n" + evidence_table(comparison, terminal);
  const auto lines = comparison_remarks(comparison);
  if (!lines.empty()) text += "\n";
  for (const auto& line : lines) paragraph(line);
  if (comparison.joint) text += "\n" + joint_text(*comparison.joint, terminal);
  if (comparison.shift) text += "\n" + shift_text(*comparison.shift, terminal);
  if (!comparison.findings.empty()) {
    text += "\n";
    if (all_measures || terminal.columns >= kRoomForAllMeasures) {
      text += measures_table(comparison, terminal);
      paragraph("KL(current‖reference) with its interval, JS and PSI in nats; W1 in the column's own unit.");
      text += "\n";
      if (const std::string effects = effects_table(comparison, terminal); !effects.empty()) {
        text += effects;
        paragraph(
            "shift: by how much current values lie higher (Hodges and Lehmann); δ: Cliff's, the odds of being higher "
            "less those of being lower. W1 is as counted.");
        text += "\n";
      }
    }
    for (const auto& line : reading(comparison)) paragraph(line);
    if (comparison.sampled) paragraph("Cells were cut from a sample of the reference's rows; every row was counted.");
  }
  return text;
}

std::string comparison_json(const Comparison& comparison) {
  Json json;
  json.object().member("unit", "nats");
  each_field(comparison, JsonFields{json});
  return json.close().text();
}

namespace {

std::vector<Rule> rules_of(const CompareRequest& request) {
  std::vector<Rule> rules;
  for (const std::string& text : request.rules) rules.push_back(parse_rule(text));
  if (request.rules_file.empty()) return rules;
  errno = 0;
  std::ifstream file(request.rules_file, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  if (!file) fail_file(request.rules_file, errno != 0 ? errno : EIO, "cannot be read");
  for (Rule& rule : parse_rules(text)) rules.push_back(std::move(rule));
  return rules;
}

}  // namespace

void compare(const CompareRequest& request, Desk& desk) {
  if (!request.watch.folder.empty()) return watch(request, desk);
  if (request.current.empty()) fail_argument("", "", "CUR is required; see `sanov compare --help`");
  for (const auto& [name, given] :
       {std::pair("--once", request.watch.once), std::pair("--state", !request.watch.state.empty())})
    if (given) fail_argument("", name, "is of --watch FOLDER, which is not there");
  if (request.over.asked()) return compare_over(request, desk);
  if (!request.block.empty() && !request.cluster.empty())
    fail_argument("", "--block and --cluster", "are one question; give one of them");
  std::vector<Rule> rules = rules_of(request);
  const OpenSide reference(request.reference, desk.opener), current(request.current, desk.opener);
  const Comparison found = sanov::compare(reference.side(), current.side(),
                                          {.columns = request.columns,
                                           .bins = static_cast<std::size_t>(request.bins),
                                           .false_discovery_rate = request.false_discovery_rate,
                                           .level = request.level,
                                           .same_within = request.same_within,
                                           .more_than = request.more_than,
                                           .rules = std::move(rules),
                                           .block = request.block.empty() ? request.cluster : request.block,
                                           .weights = request.weights,
                                           .together = request.together});
  desk.out << (request.json ? comparison_json(found) : comparison_text(found, desk.terminal, request.all_measures));
  if (!request.watch.prometheus.empty()) write_file(request.watch.prometheus, prometheus_text(found));
  if (found.judgement.differs && !request.exit_zero) desk.exit_code = kDifferent;
}

}  // namespace sanov::cli
