#pragma once

#include <span>
#include <vector>

#include "cli/drawing.h"

namespace sanov::cli {

/// A closed curve around a region of values up to a level, in columns and rows of the map; where the region leaves the
/// map, the curve goes along its edge.
struct Contour {
  std::size_t level = 0;  ///< its place among the levels
  std::vector<Spot> spots;
  double area = 0;
  bool holds_lower = true;  ///< whether the values just inside are below the level; else it surrounds a hole
};

/// The contours of a map, row by row, at the given levels, largest area first: painted in this order, each in the colour of
/// what lies just inside, they fill the map. Values may be +∞. Linear between places (marching squares).
std::vector<Contour> contours(std::span<const double> map, std::size_t columns, std::span<const double> levels);

}  // namespace sanov::cli
