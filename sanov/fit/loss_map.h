#pragma once

#include <span>
#include <vector>

#include "sanov/fit/density_loss.h"

namespace sanov {

/// A range of a parameter's values, both ends included, at so many places.
struct ParameterRange {
  std::size_t parameter = 0;
  double low = 0, high = 1;
  std::size_t places = 2;

  double at(std::size_t i) const {
    return low + (high - low) * static_cast<double>(i) / static_cast<double>(places - 1);
  }
};

/// The loss over two of a family's parameters, the others staying as in `at`: row by row, a row for each place of `down`.
/// +∞ where the family cannot have such parameters, or no density where the target has some. One evaluation of the loss a
/// place, on all threads, with the same bits for any number of them.
/// Throws InvalidArgument for fewer than two places, or a range that does not rise.
std::vector<double> loss_map(const DensityObjective& objective, const FamilyEntry& family, std::span<const double> at,
                             const ParameterRange& across, const ParameterRange& down);

}  // namespace sanov
