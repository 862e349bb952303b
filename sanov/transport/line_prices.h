#pragma once

#include <cmath>
#include <vector>

#include "sanov/transport/line.h"

namespace sanov {

/// (|x − y|/scale)^p in the 64 digits of long double, within `accuracy()` of itself.
class LineCost {
 public:
  explicit LineCost(double p, double scale = 1) : p_(p), scale_(scale) {}
  long double operator()(double x, double y) const {
    const long double distance = std::fabs(static_cast<long double>(x) - y) / scale_;
    return p_ == 1 ? distance : p_ == 2 ? distance * distance : std::pow(distance, static_cast<long double>(p_));
  }
  long double accuracy() const { return (p_ + 3) * 0x1p-63L; }

 private:
  double p_;
  long double scale_;
};

/// Prices of points in order, with u + v ≤ cost of every pair, and equality on the monotone plan.
struct LinePrices {
  std::vector<long double> u, v;
  long double error = 0;  ///< each of them is within this of prices for which that holds exactly
};

/// Along the staircase of the monotone plan each next price is told by the cost. Whichever way it turns where both
/// sides run out together, the prices are right, as the cost is convex. O(n + m).
LinePrices line_prices(const Sorted& x, const Sorted& y, const LineCost& cost);

}  // namespace sanov
