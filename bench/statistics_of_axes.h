#pragma once

#include <cstddef>

namespace sanov {

/// Holds the p-values of columns, and the intervals of total variation, Kolmogorov and Smirnov's distance and W1, against
/// so many simulated pairs of samples a setting, and prints what was promised and what was found.
void check_axes(std::size_t draws);

}  // namespace sanov
