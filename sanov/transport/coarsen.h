#pragma once

#include <cstdint>
#include <vector>

#include "sanov/transport/cloud.h"

namespace sanov {

/// Points in groups of up to four neighbours, each group a point at its centre of mass.
struct Coarse {
  Cloud cloud;
  std::vector<std::int64_t> mass;
  std::vector<std::uint32_t> group;  ///< of each fine point
};

/// By halving the points at the median of their widest coordinate until four or fewer are left. O(d n log n).
Coarse coarsen(const Cloud& fine, const std::vector<std::int64_t>& mass);

/// The points in an order in which neighbours are near each other: that of the halving.
std::vector<std::uint32_t> spatial_order(const Cloud& cloud);

}  // namespace sanov
