#pragma once

#include <cstdint>
#include <vector>

#include "sanov/transport/cloud.h"
#include "sanov/transport/generate.h"

namespace sanov {

/// Points with their mass in whole units, none empty.
struct WeightedCloud {
  Cloud cloud;
  std::vector<std::int64_t> mass;
};

/// Exact transport between points in O(n) memory. The clouds are coarsened until few arcs are left to solve at once;
/// going back, the coarse prices are lifted to the finer points, and column generation starts from the arcs that the
/// coarse plan allows and those that are cheap at the lifted prices. It is fastest where neighbours are near each other
/// in the order of the points (spatial_order). `pivots` bounds those of each scale.
Solution solve_points(const WeightedCloud& a, const WeightedCloud& b, Cost cost, double power, std::size_t pivots);

}  // namespace sanov
