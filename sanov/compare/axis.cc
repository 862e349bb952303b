#include "sanov/compare/axis.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "sanov/base/running_sum.h"
#include "sanov/compare/axis_cells.h"

namespace sanov {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// How two distribution functions differ, walked through point by point.
struct Walk {
  double area = 0;     ///< ∫|F − G|: W1
  double largest = 0;  ///< sup|F − G|
};

/// The shares are compared in whole numbers, F·nm and G·nm, so that equal ones are equal.
Walk walk(const std::vector<AxisPoint>& a, std::uint64_t n, const std::vector<AxisPoint>& b, std::uint64_t m) {
  Int128 f = 0, g = 0, largest = 0;
  RunningSum area;
  bool infinite = false;
  double before = 0;
  for (std::size_t i = 0, j = 0; i < a.size() || j < b.size();) {
    const double x = std::min(i < a.size() ? a[i].at : kInfinity, j < b.size() ? b[j].at : kInfinity);
    const Int128 apart = f > g ? f - g : g - f;
    if (apart != 0 && std::isinf(x - before)) infinite = true;
    if (apart != 0 && !infinite) area.add(static_cast<double>(apart) * (x - before));
    largest = std::max(largest, apart);
    for (; i < a.size() && a[i].at == x; ++i) f += static_cast<Int128>(a[i].count) * m;
    for (; j < b.size() && b[j].at == x; ++j) g += static_cast<Int128>(b[j].count) * n;
    before = x;
  }
  const double all = static_cast<double>(n) * static_cast<double>(m);
  return {infinite ? kInfinity : area.value() / all, static_cast<double>(largest) / all};
}

/// A power of two that the finite values are divided by, where their squares or differences might overflow or vanish.
int exponent_of(const AxisPoints& a, const AxisPoints& b) {
  double farthest = 0;
  for (const AxisPoints* points : {&a, &b})
    for (const AxisPoint& point : points->points)
      for (double x : {point.low, point.high})
        if (std::isfinite(x)) farthest = std::max(farthest, std::fabs(x));
  const int exponent = farthest > 0 ? std::ilogb(farthest) : 0;
  return std::abs(exponent) > 300 ? exponent : 0;
}

/// Of the finite points; 0 without any.
double standard_deviation(const std::vector<AxisPoint>& points) {
  RunningSum total, above, below, squares;
  for (const AxisPoint& point : points)
    if (std::isfinite(point.at)) total.add(static_cast<double>(point.count));
  if (total.value() == 0) return 0;
  for (const AxisPoint& point : points)
    if (std::isfinite(point.at))
      (point.at > 0 ? above : below).add(std::fabs(point.at) * static_cast<double>(point.count));
  const double mean = (above.value() - below.value()) / total.value();
  for (const AxisPoint& point : points)
    if (std::isfinite(point.at)) squares.add(static_cast<double>(point.count) * (point.at - mean) * (point.at - mean));
  return std::sqrt(squares.value() / total.value());
}

/// The value of one rank, from 1, and where it may lie.
AxisPoint value_of_rank(const AxisPoints& points, std::uint64_t rank) {
  std::uint64_t before = 0;
  for (const AxisPoint& point : points.points) {
    if (rank > before + point.count) {
      before += point.count;
      continue;
    }
    if (point.low == point.high) return point;
    const double part = (static_cast<double>(rank - before) - 0.5) / static_cast<double>(point.count);
    double at = std::lerp(point.low, point.high, part);
    if (!std::isfinite(at)) at = point.at;
    if (points.step > 0) at = std::min(std::ceil(at / points.step) * points.step, point.high);
    return {at, point.low, point.high, point.count};
  }
  return {kInfinity, kInfinity, kInfinity, 0};
}

double middle(double low, double high) { return low == -kInfinity ? low : std::midpoint(low, high); }

struct Median {
  double value, error;
};

Median median_of(const AxisPoints& points) {
  const AxisPoint low = value_of_rank(points, (points.total + 1) / 2),
                  high = value_of_rank(points, points.total / 2 + 1);
  double value = middle(low.at, high.at);
  constexpr double kDay = 86400;
  if (points.step == kDay && std::isfinite(value)) value = std::floor(value / kDay) * kDay;
  if (low.low == low.high && high.low == high.high) return {value, 0};
  return {value, std::max(value - low.low, high.high - value)};
}

}  // namespace

AxisChange compare_axis(const FrameColumn& frame, const ColumnCounts& reference, const ColumnCounts& current) {
  AxisPoints a = axis_points(frame, reference), b = axis_points(frame, current);
  AxisChange change;
  const Median before = median_of(a), after = median_of(b);
  change.reference_median = before.value;
  change.reference_median_error = before.error;
  change.current_median = after.value;
  change.current_median_error = after.error;
  change.reference_minimum = reference.minimum;
  change.reference_maximum = reference.maximum;
  change.current_minimum = current.minimum;
  change.current_maximum = current.maximum;
  change.below = current.below;
  change.above = current.above;

  const int exponent = exponent_of(a, b);
  if (exponent != 0)
    for (AxisPoints* points : {&a, &b})
      for (AxisPoint& point : points->points) point.at = std::ldexp(point.at, -exponent);
  const Walk found = walk(a.points, a.total, b.points, b.total);
  change.wasserstein = std::ldexp(found.area, exponent);
  change.kolmogorov_smirnov = found.largest;
  if (found.area > 0) change.wasserstein_scaled = found.area / standard_deviation(a.points);
  if (a.exact && b.exact) return change;

  const AxisBounds bounds = bound_axis(frame, reference, current, exponent);
  change.kolmogorov_smirnov = bounds.largest_least;
  change.kolmogorov_smirnov_error = std::max(bounds.largest_most - bounds.largest_least, 0.);
  if (std::isinf(found.area)) return change;
  const double error = std::max(found.area - bounds.area_least, bounds.area_most - found.area);
  change.wasserstein_error = std::ldexp(std::max(error, 0.), exponent);
  return change;
}

}  // namespace sanov
