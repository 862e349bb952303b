#pragma once

#include <span>
#include <string>
#include <vector>

#include "cli/terminal.h"

namespace sanov::cli {

/// Where mass goes: from points to points, on a line or in the plane. On a line the first measure lies above the second.
struct PlanPicture {
  std::vector<std::string> axes;     ///< names of the one or two coordinates
  std::string from_name, to_name;    ///< of the measures: "A (data.csv)"
  std::span<const double> from, to;  ///< the points, row by row
  std::size_t dimensions = 1;
  struct Move {
    std::size_t from, to;
    double mass;
  };
  std::vector<Move> moves;  ///< by source
  bool is_date = false;     ///< the one coordinate is in seconds since 1970
  bool is_blurred = false;  ///< each source goes nearly everywhere
};

/// Moves as lines of braille dots; nothing where the terminal has no UTF-8.
std::string terminal_plan(const PlanPicture& plan, const Terminal& terminal);

/// As SVG: both measures' points, and a line for each move, strong where much goes. Of many moves some stand for all,
/// with their ends, and the picture says how many.
std::string svg_plan(const PlanPicture& plan);

}  // namespace sanov::cli
