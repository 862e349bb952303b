#include "cli/together.h"

#include <utility>

#include "cli/text.h"
#include "sanov/report/together_words.h"

namespace sanov::cli {
namespace {

constexpr std::size_t kIndent = 2, kLongestName = 20;

void add_paragraph(std::string& text, std::string_view line, const Terminal& terminal, std::size_t indent) {
  for (const auto& part : folded(shown_line(line, terminal), static_cast<std::size_t>(terminal.columns) - indent))
    text += std::string(indent, ' ') + part + "\n";
}

std::string table_text(const WordTable& words, std::vector<Align> alignment, const Terminal& terminal) {
  std::string text;
  add_paragraph(text, words.title, terminal, 0);
  Table table(std::move(alignment));
  for (std::vector<std::string> row : words.rows) {
    row[0] = cut_to(row[0], kLongestName);
    table.add(std::move(row));
  }
  text += table.text(terminal, kIndent);
  for (const std::string& line : words.lines) add_paragraph(text, line, terminal, kIndent);
  return text;
}

}  // namespace

std::string joint_text(const JointFinding& joint, const Terminal& terminal) {
  return table_text(joint_words(joint), {Align::left, Align::left, Align::right}, terminal);
}

std::string shift_text(const Shift& shift, const Terminal& terminal) {
  using enum Align;
  return table_text(shift_words(shift), {left, right, right, right, right, right, right}, terminal);
}

}  // namespace sanov::cli
