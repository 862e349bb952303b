#pragma once

#include <span>

#include "sanov/families/distribution.h"

namespace sanov {

struct TabulatedOptions {
  bool normalize = false;  ///< divide the densities by their area; else it must be 1 within 1e-9
};

/// Tabulated density: straight lines between points, 0 outside.
///   f(x) = density_i + (density_{i+1} − density_i)(x − x_i)/(x_{i+1} − x_i) for x_i ≤ x ≤ x_{i+1}
/// cdf, sf and quantiles in closed form from either side, O(log n) each; moments exact for the lines.
/// As a spec tabulated(0:0, 1:1, 2:0).
/// Throws InvalidArgument for fewer than two points or lengths that differ; DomainError unless x rises and is finite,
/// densities are finite and not negative, and their area is 1.
Distribution tabulated(std::span<const double> x, std::span<const double> density,
                       const TabulatedOptions& options = {});

}  // namespace sanov
