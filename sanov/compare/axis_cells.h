#pragma once

#include <cstdint>
#include <vector>

#include "sanov/data/profile.h"

/// What a column's counts tell of where its values lie: the values themselves, or the fine cells.
namespace sanov {

/// Values of one column, known to be at one point or to lie between two.
struct AxisPoint {
  double at = 0;             ///< the value, or the mean of several
  double low = 0, high = 0;  ///< the values lie here; both `at` where it is known
  std::uint64_t count = 0;
};

struct AxisPoints {
  std::vector<AxisPoint> points;  ///< ascending, infinite ones first and last
  std::uint64_t total = 0;
  bool exact = false;  ///< every value is known
  double step = 0;     ///< all values are multiples of it: 1 for integers and times, a day for dates, or 0
};

/// Column must be of numbers and hold some.
AxisPoints axis_points(const FrameColumn& frame, const ColumnCounts& counts);

/// What two columns' distances along the axis can be, given the counts and means of their fine cells.
struct AxisBounds {
  double area_least = 0, area_most = 0;        ///< ∫|F − G| over finite values
  double largest_least = 0, largest_most = 0;  ///< sup|F − G|
};

/// Values are taken in units of 2^exponent. In a cell where one distribution function lies wholly above the other, the
/// means give the area between them exactly; elsewhere it is bounded by what the counts and means leave.
AxisBounds bound_axis(const FrameColumn& frame, const ColumnCounts& reference, const ColumnCounts& current,
                      int exponent);

}  // namespace sanov
