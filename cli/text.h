#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cli/terminal.h"
#include "sanov/report/number_text.h"

/// Plain text for people: aligned tables, bars, folded sentences.
namespace sanov::cli {

/// Columns that a UTF-8 text takes on a terminal.
std::size_t display_width(std::string_view text);

/// The text in ASCII: ‖ as ||, √ as sqrt, █ as #, and what has no likeness as ?.
std::string to_ascii(std::string_view text);

/// Lines as the terminal may show them: what would move its cursor made visible (sanov/base/utf8.h), in ASCII where it has no
/// UTF-8. Of `shown_line` a line feed too.
std::string shown(std::string_view text, const Terminal& terminal);
std::string shown_line(std::string_view text, const Terminal& terminal);

/// The text cut to `width` columns, ending in … where something was cut.
std::string cut_to(std::string_view text, std::size_t width);

/// The text as the terminal shows it, cut to `width` columns.
std::string fitted(std::string_view text, std::size_t width, const Terminal& terminal);

/// The words of a text in lines of at most `width` columns.
std::vector<std::string> folded(std::string_view text, std::size_t width);

/// A bar of `fraction` of `width` columns, in eighths of a column. Any positive fraction shows.
std::string bar(double fraction, std::size_t width);

enum class Align { left, right };

/// Rows of cells, each column as wide as its widest cell, two spaces apart. The last column of the longest rows is
/// folded at the terminal's width, below itself.
class Table {
 public:
  explicit Table(std::vector<Align> columns = {}) : align_(std::move(columns)) {}
  void add(std::vector<std::string> row) { rows_.push_back(std::move(row)); }
  /// A line of its own below the last row, folded.
  void note(std::string line) { rows_.push_back({std::move(line)}); }
  bool empty() const noexcept { return rows_.empty(); }
  std::string text(const Terminal& terminal, std::size_t indent = 0) const;

 private:
  std::string line_of(const std::vector<std::string>& row, const std::vector<std::size_t>& widths,
                      const Terminal& terminal, std::size_t indent) const;

  std::vector<Align> align_;
  std::vector<std::vector<std::string>> rows_;
};

/// The text in a terminal's bold; as it is where there is no colour.
std::string bold(std::string_view text, const Terminal& terminal);

}  // namespace sanov::cli
