#pragma once

#include <cstdint>
#include <span>

#include "sanov/transport/cloud.h"

namespace sanov {

/// Squares and powers of distances soon leave the range of doubles. Points so far apart, or so near, that theirs could
/// are brought to distances of at most 1, by a power of two: that rounds nothing. All others are left as they are.
class CloudScaling {
 public:
  /// The points that have mass decide.
  CloudScaling(const Cloud& x, std::span<const std::uint32_t> of_x, const Cloud& y, std::span<const std::uint32_t> of_y,
               Cost cost, double power);

  bool none() const noexcept { return exponent_ == 0; }
  void apply(Cloud& cloud) const;
  /// What a cost between scaled points is between those given. 0 and infinity where that leaves the range of doubles.
  double undone(double cost) const;
  /// Whether such costs, of which prices are sums along paths, could be too large: scaled or not, more than 1e280.
  bool overflows(double largest) const;

 private:
  int exponent_ = 0;  ///< of what the points are divided by
  int factor_exponent_ = 0;
  double factor_ = 1;  ///< in [1, 2)
};

}  // namespace sanov
