#pragma once

#include <span>
#include <string>

#include "cli/terminal.h"

namespace sanov::cli {

/// Pairs to be drawn as points, without NaN; an infinite value stands at the edge.
struct Scatter {
  std::string x_label, y_label;
  std::span<const double> x, y;
  bool x_is_date = false, y_is_date = false;  ///< seconds since 1970
};

/// In dots of braille, or where there are many points or no UTF-8 in shades: dark where many lie.
std::string terminal_scatter(const Scatter& scatter, const Terminal& terminal);

/// As SVG: points, or for many of them squares, dark where many lie.
std::string svg_scatter(const Scatter& scatter);

/// As PNG, with round numbers along the axes.
std::string png_scatter(const Scatter& scatter);

}  // namespace sanov::cli
