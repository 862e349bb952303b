#include "sanov/compare/axis_cells.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace sanov {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

double step_of(const ColumnCounts& counts) {
  switch (counts.kind) {
    case ColumnKind::date_time: return counts.declared.ends_with("date") ? 86400 : 1;
    case ColumnKind::integer:
    case ColumnKind::boolean:
    case ColumnKind::time_of_day: return 1;
    default: return 0;
  }
}

/// What a mean of a cell can be off: sums are cut to whole quanta.
double rounding(const FrameColumn& frame) { return std::ldexp(2., frame.quantum); }

/// True where values of a cell lie so far out that their sum was cut short.
bool is_sum_cut(const FrameColumn& frame, const ColumnCounts& counts, std::size_t cell) {
  const double farthest = std::ldexp(kFarthestUnits, frame.quantum);
  return (cell == 0 && frame.origin - counts.minimum >= farthest) ||
         (cell + 1 == frame.own_cells() && counts.maximum - frame.origin >= farthest);
}

/// The finite values of one fine cell.
AxisPoint point_of(const FrameColumn& frame, const ColumnCounts& counts, std::size_t cell) {
  const std::size_t last = frame.own_cells() - 1;
  AxisPoint point;
  point.count = counts.cells[cell];
  if (cell == 0) point.count -= counts.infinite_below;
  if (cell == last) point.count -= counts.infinite_above;
  if (point.count == 0) return point;
  point.low = cell == 0 ? counts.minimum : std::max(counts.minimum, frame.edges[cell - 1]);
  point.high = cell == last ? counts.maximum : std::min(counts.maximum, frame.edges[cell]);
  // One value alone beyond the edges is the smallest or the largest of all.
  if (point.count == 1 && cell == last && std::isfinite(counts.maximum)) point.low = point.high;
  if (point.count == 1 && cell == 0 && std::isfinite(counts.minimum)) point.high = point.low;
  const double mean =
      frame.origin +
      std::ldexp(static_cast<double>(counts.sums[cell]) / static_cast<double>(point.count), frame.quantum);
  point.at = std::clamp(mean, point.low, point.high);
  if (point.low == point.high || (point.at >= point.high - rounding(frame) && !is_sum_cut(frame, counts, cell)))
    point.at = point.low = point.high;
  return point;
}

std::uint64_t values(const ColumnCounts& counts) {
  return std::accumulate(counts.cells.begin(), counts.cells.end() - 1, std::uint64_t{0});
}

/// One table's distribution function over one fine cell [low, high].
struct Piece {
  std::uint64_t rows = 0;
  double before = 0, after = 0;  ///< its values at both ends
  double under = 0, over = 0;    ///< ∫(F − before) and ∫(after − F)
  bool known = true;             ///< its values there are at one point, or there are none
  double at = 0;
  bool sum_cut = false;  ///< its integrals are too small
};

Piece piece_of(const AxisPoint& point, std::uint64_t before, double total, double low, double high, int exponent) {
  Piece piece;
  piece.rows = point.count;
  piece.before = static_cast<double>(before) / total;
  piece.after = static_cast<double>(before + point.count) / total;
  piece.at = high;
  if (point.count == 0) return piece;
  const double share = static_cast<double>(point.count) / total;
  piece.known = point.low == point.high;
  piece.at = std::ldexp(point.at, -exponent);
  piece.under = share * (high - piece.at);
  piece.over = share * (piece.at - low);
  return piece;
}

struct Range {
  double least, most;
};

/// ∫|F − G| over a cell of width w.
Range area_between(const Piece& f, const Piece& g, double low, double high) {
  const double w = high - low;
  if (std::isinf(w)) return {0, f.rows == 0 && g.rows == 0 ? 0 : kInfinity};  // beside infinite values
  if (f.known && g.known) {
    const Piece &first = f.at <= g.at ? f : g, &second = f.at <= g.at ? g : f;
    const double area = std::fabs(f.before - g.before) * (first.at - low) +
                        std::fabs(first.after - second.before) * (second.at - first.at) +
                        std::fabs(f.after - g.after) * (high - second.at);
    return {area, area};
  }
  // F − G keeps within [−a, b] and has a known integral; what it can enclose at most has it at the ends only.
  const double a = g.after - f.before, b = f.after - g.before;
  const double integral = (f.before - g.before) * w + f.under - g.under;
  if (f.sum_cut || g.sum_cut) return {0, std::max(a, b) * w};
  const double least = std::fabs(integral);
  if (a <= 0 || b <= 0) return {least, least};
  const double by_range = (b - a) * (integral + a * w) / (a + b) + a * w;
  const double from_below = f.under + g.under + std::fabs(f.before - g.before) * w;
  const double from_above = f.over + g.over + std::fabs(f.after - g.after) * w;
  return {least, std::max(std::min({by_range, from_below, from_above}), least)};
}

}  // namespace

AxisPoints axis_points(const FrameColumn& frame, const ColumnCounts& counts) {
  AxisPoints found;
  found.step = step_of(counts);
  found.exact = counts.values.complete();
  const auto add = [&](const AxisPoint& point) {
    if (point.count > 0) found.points.push_back(point);
    found.total += point.count;
  };
  if (found.exact) {
    const auto& values = counts.values.values();
    for (std::size_t i = 0; i < values.size(); ++i) add({values[i], values[i], values[i], counts.values.counts()[i]});
    return found;
  }
  add({-kInfinity, -kInfinity, -kInfinity, counts.infinite_below});
  for (std::size_t i = 0; i < frame.own_cells(); ++i) add(point_of(frame, counts, i));
  add({kInfinity, kInfinity, kInfinity, counts.infinite_above});
  return found;
}

AxisBounds bound_axis(const FrameColumn& frame, const ColumnCounts& reference, const ColumnCounts& current,
                      int exponent) {
  const double n = static_cast<double>(values(reference)), m = static_cast<double>(values(current));
  std::uint64_t f = reference.infinite_below, g = current.infinite_below;
  AxisBounds bounds;
  const auto add_largest = [&](double apart) {
    bounds.largest_least = std::max(bounds.largest_least, std::fabs(apart));
    bounds.largest_most = std::max(bounds.largest_most, bounds.largest_least);
  };
  add_largest(static_cast<double>(f) / n - static_cast<double>(g) / m);
  const double minimum = std::min(reference.minimum, current.minimum);
  const double maximum = std::max(reference.maximum, current.maximum);
  const std::size_t last = frame.own_cells() - 1;
  for (std::size_t i = 0; i <= last; ++i) {
    const double low = std::ldexp(i == 0 ? minimum : std::max(minimum, frame.edges[i - 1]), -exponent);
    const double high = std::ldexp(i == last ? maximum : std::min(maximum, frame.edges[i]), -exponent);
    const AxisPoint ours = point_of(frame, reference, i), theirs = point_of(frame, current, i);
    Piece p = piece_of(ours, f, n, low, high, exponent), q = piece_of(theirs, g, m, low, high, exponent);
    p.sum_cut = is_sum_cut(frame, reference, i);
    q.sum_cut = is_sum_cut(frame, current, i);
    f += ours.count;
    g += theirs.count;
    add_largest(p.after - q.after);
    if (p.known && q.known) {
      if (p.at != q.at) add_largest(p.at < q.at ? p.after - q.before : p.before - q.after);
    } else {
      bounds.largest_most = std::max({bounds.largest_most, p.after - q.before, q.after - p.before});
    }
    if (!(high > low)) continue;
    const Range area = area_between(p, q, low, high);
    bounds.area_least += area.least;
    bounds.area_most += area.most;
  }
  const double slack = 2 * std::ldexp(rounding(frame), -exponent);
  bounds.area_least -= slack;
  bounds.area_most += slack;
  return bounds;
}

}  // namespace sanov
