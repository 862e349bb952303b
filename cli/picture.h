#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cli/terminal.h"

namespace sanov::cli {

/// A square of numbers to be drawn, dark for far. NaN is where there is none.
struct Square {
  std::string title;                ///< "js, nats: weather.csv"
  std::vector<std::string> labels;  ///< of the rows, which are those of the columns
  std::span<const double> values;   ///< row by row
  std::size_t side = 0;
  double largest = 0;      ///< of the finite values
  bool is_signed = false;  ///< values lie in [−largest, largest], and dark is far from 0; else dark is large
};

/// In a terminal's blocks, in colour where it has some. Where the square is wider than the terminal, a block is the
/// mean of several.
std::string terminal_picture(const Square& square, const Terminal& terminal);

/// As SVG, each cell with its numbers as a tooltip.
std::string svg_picture(const Square& square);

/// A text as it stands in SVG.
std::string escaped_xml(std::string_view text);

/// As PNG, without words: for squares too large for anything else.
std::string png_picture(const Square& square);

}  // namespace sanov::cli
