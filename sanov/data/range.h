#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <limits>

namespace sanov {

/// The smallest and the largest of some numbers; +∞ and −∞ where there are none.
struct Range {
  double minimum = std::numeric_limits<double>::infinity();
  double maximum = -std::numeric_limits<double>::infinity();
};

/// NaN is passed over. Lanes of their own, for one after the other would wait for itself.
inline Range range_of(const double* numbers, std::size_t count) {
  constexpr std::size_t kLanes = 8;
  std::array<double, kLanes> low, high;
  low.fill(Range().minimum);
  high.fill(Range().maximum);
  const auto take = [&](std::size_t lane, double x) {
    low[lane] = x < low[lane] ? x : low[lane];
    high[lane] = x > high[lane] ? x : high[lane];
  };
  std::size_t i = 0;
  for (; i + kLanes <= count; i += kLanes)
    for (std::size_t lane = 0; lane < kLanes; ++lane) take(lane, numbers[i + lane]);
  for (; i < count; ++i) take(0, numbers[i]);
  return {*std::min_element(low.begin(), low.end()), *std::max_element(high.begin(), high.end())};
}

}  // namespace sanov
