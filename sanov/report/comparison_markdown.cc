#include "sanov/report/comparison_markdown.h"

#include <fmt/format.h>

#include <algorithm>

#include "sanov/report/compare_words.h"
#include "sanov/report/escape.h"
#include "sanov/report/number_text.h"
#include "sanov/report/together_words.h"

namespace sanov {
namespace {

// GitHub takes 65,536 characters a comment; the rest is for the lines around the tables.
constexpr std::size_t kMostTableBytes = 20'000, kMostRemarkBytes = 10'000, kMostWordRows = 30;

std::string row(const Finding& finding) {
  const Evidence& e = finding.evidence;
  return fmt::format("| {} | {} | {} {} | {} | {} | {} |\n", markdown_code(column_name(finding.column)),
                     verdict_words(e.verdict), distance_text(e.js_distance.value),
                     interval_text(e.js_distance.interval), distance_text(e.js_distance.floor), adjusted_p_text(e),
                     markdown_text(finding.changed));
}

/// The findings first to last (not inside), as many as there is room for.
std::string table(const Comparison& comparison, std::size_t first, std::size_t last) {
  std::string text =
      "| column | verdict | JS distance (interval) | by chance, up to | p | what changed |\n| --- | --- | --- | --- | "
      "--- | "
      "--- |\n";
  for (std::size_t i = first; i < last; ++i) {
    const std::string line = row(comparison.findings[i]);
    if (text.size() + line.size() > kMostTableBytes)
      return text + fmt::format("\n… and {} more\n", with_commas(static_cast<double>(last - i)));
    text += line;
  }
  return text;
}

/// What else is to be known, as many lines as there is room for.
std::string remarks(const Comparison& comparison) {
  const std::vector<Remark> all = comparison_remarks(comparison);
  std::string text;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const std::string line = "- " + markdown_text(all[i].text) + "\n";
    if (text.size() + line.size() > kMostRemarkBytes)
      return text + fmt::format("- … and {} more\n", with_commas(static_cast<double>(all.size() - i)));
    text += line;
  }
  return text;
}

std::string folded(std::string_view summary, std::string_view inside) {
  return fmt::format("\n<details><summary>{}</summary>\n\n{}\n</details>\n", summary, inside);
}

/// What columns show together.
std::string word_table(const WordTable& words) {
  std::string text = fmt::format("\n**{}**\n\n", markdown_text(words.title));
  const std::size_t shown = std::min(words.rows.size(), kMostWordRows);
  for (std::size_t i = 0; i < shown; ++i) {
    text += "|";
    for (const std::string& cell : words.rows[i]) text += " " + markdown_text(cell) + " |";
    text += "\n";
    if (i > 0) continue;
    for (std::size_t j = 0; j < words.rows[i].size(); ++j) text += j == 0 ? "| --- |" : " --- |";
    text += "\n";
  }
  text += "\n";
  if (shown < words.rows.size())
    text += fmt::format("… and {} more\n\n", with_commas(static_cast<double>(words.rows.size() - shown)));
  for (const std::string& line : words.lines) text += "- " + markdown_text(line) + "\n";
  return text;
}

}  // namespace

std::string comparison_markdown(const Comparison& comparison) {
  const std::size_t differing = comparison.judgement.differing, all = comparison.findings.size();
  std::string text = fmt::format("**{}**\n\n{}\n", markdown_text(verdict_sentence(comparison)),
                                 markdown_text(comparison_title(comparison)));
  if (differing > 0) text += "\n" + table(comparison, 0, differing);
  if (all > differing) {
    const std::string rest = counted(static_cast<double>(all - differing), "column");
    text += folded(fmt::format("{} {} not differ", rest, all - differing == 1 ? "does" : "do"),
                   table(comparison, differing, all));
  }
  if (comparison.joint) text += word_table(joint_words(*comparison.joint));
  if (comparison.shift) text += word_table(shift_words(*comparison.shift));
  if (const std::string lines = remarks(comparison); !lines.empty()) text += folded("Remarks", lines);
  std::string reading;
  for (const std::string& line : reading_lines(comparison)) reading += "- " + markdown_text(line) + "\n";
  return text + folded("How to read it", reading);
}

}  // namespace sanov
