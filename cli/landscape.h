#pragma once

#include "cli/drawing.h"
#include "cli/fit_target.h"

namespace sanov::cli {

/// The loss over the family's parameters as a map with contours, Adam's way on it from start to stop, and the optima: one
/// map of two parameters, a curve of one, and of more a map of each pair, at most six, the others as at the best optimum.
/// Optima are sought from 20 starts unless the fit has been told how many.
Drawing landscape_drawing(const TargetFit& answer);

}  // namespace sanov::cli
