#pragma once

#include <span>

namespace sanov {

/// A column's smallest and largest value. Where one is NaN the others mean nothing.
struct Extent {
  double low = 0, high = 0;
  bool nan = false;
  bool constant() const noexcept { return low == high; }
};
Extent extent(std::span<const double> values);

}  // namespace sanov
