#include "sanov/transport/tile_bounds.h"

#include <algorithm>
#include <cmath>

namespace sanov {
namespace {

/// What the gaps between two boxes, squared and summed, summed, and the widest of them, mean for the cost; a little less
/// than that, as costs are rounded.
double cost_of_gaps(Cost cost, double power, double squares, double sum, double widest) {
  constexpr double kLess = 1 - 0x1p-40;
  switch (cost) {
    case Cost::squared_euclidean: return kLess * squares;
    case Cost::euclidean: return kLess * std::sqrt(squares);
    case Cost::cityblock: return kLess * sum;
    case Cost::chebyshev: return kLess * widest;
    case Cost::power: return kLess * std::pow(squares, 0.5 * power);
    case Cost::cosine: return kLess * 0.5 * squares;
  }
  return 0;
}

}  // namespace

TileBounds::TileBounds(const PairCosts& costs) : costs_(costs), tiles_((costs.columns() + kTile - 1) / kTile) {
  if (costs.y() == nullptr || costs.y()->dimensions() > kMostDimensions) return;
  dimensions_ = costs.y()->dimensions();
  for (std::size_t t = 0; t < tiles_; ++t)
    for (std::size_t k = 0; k < dimensions_; ++k) {
      const double* y = costs.y()->coordinate(k);
      const auto [low, high] = std::minmax_element(y + t * kTile, y + std::min((t + 1) * kTile, costs.columns()));
      low_.push_back(*low);
      high_.push_back(*high);
    }
}

void TileBounds::fill(std::size_t first, std::size_t count, double* least) const {
  if (dimensions_ == 0) {
    std::fill(least, least + tiles_, costs_.lowest());
    return;
  }
  double low[kMostDimensions], high[kMostDimensions];
  for (std::size_t k = 0; k < dimensions_; ++k) {
    const double* x = costs_.x()->coordinate(k) + first;
    const auto [from, to] = std::minmax_element(x, x + count);
    low[k] = *from;
    high[k] = *to;
  }
  for (std::size_t t = 0; t < tiles_; ++t) {
    double squares = 0, sum = 0, widest = 0;
    for (std::size_t k = 0; k < dimensions_; ++k) {
      const std::size_t at = t * dimensions_ + k;
      const double gap = std::max(0.0, std::max(low_[at] - high[k], low[k] - high_[at]));
      squares += gap * gap;
      sum += gap;
      widest = std::max(widest, gap);
    }
    least[t] = cost_of_gaps(costs_.cost(), costs_.power(), squares, sum, widest);
  }
}

}  // namespace sanov
