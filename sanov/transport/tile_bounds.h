#pragma once

#include <cstddef>
#include <vector>

#include "sanov/transport/pair_costs.h"

namespace sanov {

/// Lower bounds on the costs from a few neighbouring rows to tiles of columns, from the boxes around both. They are of use
/// where points that are near each other stand near each other, in a few dimensions; else, and for a matrix, they all are
/// the lowest cost.
class TileBounds {
 public:
  static constexpr std::size_t kTile = 64;
  static constexpr std::size_t kMostDimensions = 6;  ///< beyond which all boxes overlap
  explicit TileBounds(const PairCosts& costs);
  std::size_t tiles() const noexcept { return tiles_; }
  /// least[t]: no pair of rows [first, first + count) and tile t costs less, rounding included.
  void fill(std::size_t first, std::size_t count, double* least) const;

 private:
  const PairCosts& costs_;
  std::size_t tiles_, dimensions_ = 0;
  std::vector<double> low_, high_;  ///< by tile, then coordinate
};

}  // namespace sanov
