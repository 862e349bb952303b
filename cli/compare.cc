#include <fmt/format.h>

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
#include "cli/text.h"
#include "cli/together.h"
#include "cli/watch.h"
#include "sanov/base/error.h"
#include "sanov/base/whole_file.h"
#include "sanov/compare/fields.h"
#include "sanov/report/compare_words.h"
#include "sanov/report/comparison_html.h"
#include "sanov/report/comparison_markdown.h"

namespace sanov::cli {
namespace {

constexpr int kDifferent = 1;  // the exit code, as diff's

}  // namespace

std::string comparison_text(const Comparison& comparison, const Terminal& terminal, bool all_measures) {
  const auto width = static_cast<std::size_t>(terminal.columns);
  std::string text;
  const auto paragraph = [&](std::string_view line) {
    bool first = true;
    for (const auto& part : folded(shown_line(line, terminal), width - 2)) {
      text += (first ? "" : "  ") + part + "\n";
      first = false;
    }
  };
  paragraph(comparison_title(comparison));
  paragraph(verdict_sentence(comparison));
  if (!comparison.findings.empty()) text += "\n" + evidence_table(comparison, terminal);
  const auto lines = comparison_remarks(comparison);
  if (!lines.empty()) text += "\n";
  for (const auto& line : lines) paragraph(line.text);
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
    for (const auto& line : reading_lines(comparison, true)) paragraph(line);
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
  if (const bool windows = request.over.asked(); windows || !request.watch.folder.empty())
    if (request.markdown || !request.html.empty())
      fail_argument(
          "", request.markdown ? "--markdown" : "--html",
          windows ? "does not go with windows of time; --json does" : "does not go with --watch; --json does");
  if (!request.watch.folder.empty()) return watch(request, desk);
  if (request.current.empty()) fail_argument("", "", "CUR is required; see `sanov compare --help`");
  for (const auto& [name, given] :
       {std::pair("--once", request.watch.once), std::pair("--state", !request.watch.state.empty())})
    if (given) fail_argument("", name, "is of --watch FOLDER, which is not there");
  if (request.over.asked()) return compare_over(request, desk);
  if (!request.block.empty() && !request.cluster.empty())
    fail_argument("", "--block and --cluster", "are one question; give one of them");
  if (request.json && request.markdown)
    fail_argument("", "--json and --markdown", "are two answers; ask for one of them");
  if (!request.html.empty() && !request.html.ends_with(".html"))
    fail_argument("", request.html, "does not end in .html, as a page does");
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
  if (!request.html.empty()) write_file(request.html, comparison_page(found));
  desk.out << (request.json       ? comparison_json(found)
               : request.markdown ? comparison_markdown(found)
                                  : comparison_text(found, desk.terminal, request.all_measures));
  if (!request.watch.prometheus.empty()) write_file(request.watch.prometheus, prometheus_text(found));
  if (found.judgement.differs && !request.exit_zero) desk.exit_code = kDifferent;
}

}  // namespace sanov::cli
