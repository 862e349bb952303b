#pragma once

#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <vector>

namespace sanov {

/// Rows of which no more is known than low < X ≤ high; either end may be infinite.
struct Intervals {
  std::vector<double> low, high, weight;

  std::size_t size() const noexcept { return low.size(); }
  bool empty() const noexcept { return low.empty(); }
  void add(double from, double to, double w);
  void append(const Intervals& others);
};

/// Points with weights that stand for more points, and rows of which only an interval is known.
struct Nodes {
  std::vector<double> x, weight;
  Intervals between;

  void append(const Nodes& others);
  bool empty() const noexcept { return x.empty() && between.empty(); }
};

/// Values that are not low < x ≤ high were never recorded.
struct Truncation {
  double low = -std::numeric_limits<double>::infinity(), high = std::numeric_limits<double>::infinity();

  bool any() const noexcept { return low > -HUGE_VAL || high < HUGE_VAL; }
  bool operator==(const Truncation&) const = default;
};

/// Rows as callers have them: lower[i] == upper[i] is a value, else it lies in lower < X ≤ upper, either end of which may
/// be infinite. A value that is above c but unknown is (c, ∞): right censored; one that is not above c is (−∞, c].
struct RowsBetween {
  std::span<const double> lower, upper;
};

/// Values and whether each was seen: 1, or 0 where the row ended before: right censored, X > x.
struct RowsWithEvents {
  std::span<const double> x, event;
};

/// Values rounded to multiples of a step: v stands for v − step/2 < X ≤ v + step/2.
struct RoundedRows {
  std::span<const double> x;
  double step = 1;
};

/// Where the rows' mass lies as far as they tell, for what starts from a sample: Turnbull's self-consistent estimate over
/// the values and the middles of the intervals; what is censored beyond the last value stays where it was censored.
/// Turnbull, The empirical distribution function with arbitrarily grouped, censored and truncated data, JRSS B 38, 1976.
Nodes spread_of(const Nodes& rows);

}  // namespace sanov
