#pragma once

#include <span>
#include <string>
#include <vector>

#include "cli/terminal.h"

namespace sanov::cli {

/// A square of numbers to be drawn, dark for far.
struct Square {
  std::string title;                ///< "js, nats: weather.csv"
  std::vector<std::string> labels;  ///< of the rows, which are those of the columns
  std::span<const double> values;   ///< row by row
  std::size_t side = 0;
  double largest = 0;  ///< of the finite values
};

/// In a terminal's blocks, in colour where it has some. Where the square is wider than the terminal, a block is the
/// mean of several.
std::string terminal_picture(const Square& square, const Terminal& terminal);

/// As SVG, each cell with its numbers as a tooltip.
std::string svg_picture(const Square& square);

/// As PNG, without words: for squares too large for anything else.
std::string png_picture(const Square& square);

}  // namespace sanov::cli
