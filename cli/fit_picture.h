#pragma once

#include <vector>

#include "cli/drawing.h"
#include "cli/fit.h"

namespace sanov::cli {

/// A cell of the histogram, and what the best family makes of it.
struct Cell {
  double from = 0, to = 0;
  double seen = 0, expected = 0;  ///< mass of the values; the first and the last cell expect what lies beyond them too
  double residual = 0;            ///< (seen − expected) in standard errors: of a count, the family taken as known
};

/// Equal cells over the data (Freedman and Diaconis), a whole number of recorded steps wide where values are rounded, so
/// that rounding makes none of them fuller than the next.
std::vector<Cell> cells_of(const FitAnswer& answer);

/// The parts of fit_drawing, each a picture of its own.
Drawing histogram_drawing(const FitAnswer& answer);
Drawing residual_drawing(const FitAnswer& answer);
Drawing quantile_drawing(const FitAnswer& answer);

}  // namespace sanov::cli
