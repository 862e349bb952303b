#include "sanov/compare/histogram.h"

#include <algorithm>
#include <cmath>

#include "sanov/compare/axis_cells.h"

namespace sanov {
namespace {

constexpr double kMostBins = 31;     // before rounding adds one
constexpr double kLeftOut = 0.005;   // of each table, at either end
constexpr double kSlack = 1e-9;      // of a bin: 0.3 / 0.1 is below 3
constexpr double kFarthest = 1e300;  // beyond, widths overflow

/// The finite values' range but for the outermost.
struct Range {
  double low, high;
};

Range range_of(const AxisPoints& points) {
  const double all = static_cast<double>(points.total);
  Range range{HUGE_VAL, -HUGE_VAL};
  double below = 0;
  for (const AxisPoint& point : points.points) {
    const double above = below + static_cast<double>(point.count);
    if (above > kLeftOut * all && below < (1 - kLeftOut) * all) {
      range.low = std::min(range.low, point.low);
      range.high = std::max(range.high, point.high);
    }
    below = above;
  }
  return range;
}

/// The least of 1, 2 and 5 times a power of ten that is not below `width`.
double round_width(double width) {
  const double power = std::pow(10, std::floor(std::log10(width)));
  for (const double times : {1., 2., 5.})
    if (times * power >= width * (1 - kSlack)) return times * power;
  return 10 * power;
}

/// The least of what clocks and calendars count in that is not below `seconds`; multiples of 30 days beyond them.
double clock_width(double seconds) {
  constexpr double kMinute = 60, kHour = 3600, kDay = 86400;
  constexpr double kWidths[] = {1,        2,           5,           10,           15,           30,
                                kMinute,  2 * kMinute, 5 * kMinute, 10 * kMinute, 15 * kMinute, 30 * kMinute,
                                kHour,    2 * kHour,   3 * kHour,   6 * kHour,    12 * kHour,   kDay,
                                2 * kDay, 7 * kDay,    14 * kDay};
  for (const double width : kWidths)
    if (width >= seconds) return width;
  return std::ceil(seconds / (30 * kDay)) * 30 * kDay;
}

double width_of(const Range& range, ColumnKind kind, double recorded) {
  const double least = (range.high - range.low) / kMostBins;
  if (kind == ColumnKind::integer || kind == ColumnKind::boolean) return std::max(1., round_width(std::max(least, 1.)));
  if (recorded > 0) return clock_width(std::max(least, recorded));
  return least > 0 ? round_width(least) : 1;
}

std::vector<double> count(const AxisPoints& points, double start, double step, std::size_t bins) {
  std::vector<double> rows(bins);
  const auto bin_of = [&](double x) {
    const double bin = std::floor((x - start) / step + kSlack);
    return static_cast<std::size_t>(std::clamp(bin, 0., static_cast<double>(bins - 1)));
  };
  for (const AxisPoint& point : points.points) {
    const auto all = static_cast<double>(point.count);
    const std::size_t first = bin_of(point.low), last = bin_of(point.high);
    if (first == last) {
      rows[first] += all;
      continue;
    }
    for (std::size_t i = first; i <= last; ++i) {
      const double low = i == first ? point.low : start + static_cast<double>(i) * step;
      const double high = i == last ? point.high : start + static_cast<double>(i + 1) * step;
      rows[i] += all * ((high - low) / (point.high - point.low));
    }
  }
  return rows;
}

}  // namespace

std::optional<Histogram> make_histogram(const ColumnPair& pair) {
  if (!pair.has_axis()) return std::nullopt;
  const AxisPoints a = axis_points(pair.frame, pair.reference), b = axis_points(pair.frame, pair.current);
  const Range before = range_of(a), after = range_of(b);
  const Range range{std::min(before.low, after.low), std::max(before.high, after.high)};
  if (!(std::fabs(range.low) < kFarthest && std::fabs(range.high) < kFarthest)) return std::nullopt;
  const ColumnKind kind = pair.frame.kind;
  const double recorded = kind == ColumnKind::date_time || kind == ColumnKind::time_of_day ? a.step : 0;
  const double step = width_of(range, kind, recorded);
  if (!(step > 1e-300)) return std::nullopt;
  Histogram found;
  found.step = step;
  const bool whole = kind == ColumnKind::integer || kind == ColumnKind::boolean;
  found.start = whole ? std::floor(range.low) - 0.5 : std::floor(range.low / step + kSlack) * step;
  const double bins = std::floor((range.high - found.start) / step + kSlack) + 1;
  const auto size = static_cast<std::size_t>(std::clamp(bins, 1., kMostBins + 2));
  found.reference = count(a, found.start, step, size);
  found.current = count(b, found.start, step, size);
  return found;
}

}  // namespace sanov
