#include "cli/contours.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <map>

namespace sanov::cli {
namespace {

/// The map inside a border of +∞, so that every region closes.
struct Bordered {
  std::span<const double> map;
  std::size_t columns, rows;

  double at(std::size_t row, std::size_t column) const {
    if (row == 0 || column == 0 || row > rows || column > columns) return std::numeric_limits<double>::infinity();
    return map[(row - 1) * columns + column - 1];
  }
};

/// An edge between two neighbouring places: to the right of one, or below it.
struct Edge {
  std::size_t row, column;
  bool down;
  auto operator<=>(const Edge&) const = default;
};

struct Tracer {
  Bordered field;
  double level;
  std::map<Edge, Edge> next;  ///< along the contour, the lower values always on the same side

  bool low(std::size_t row, std::size_t column) const { return field.at(row, column) <= level; }

  /// The pieces of the contour in the cell below and to the right of a place.
  void cell(std::size_t row, std::size_t column) {
    const Edge top{row, column, false}, left{row, column, true}, bottom{row + 1, column, false},
        right{row, column + 1, true};
    const int corners = (low(row, column) ? 1 : 0) | (low(row, column + 1) ? 2 : 0) |
                        (low(row + 1, column + 1) ? 4 : 0) | (low(row + 1, column) ? 8 : 0);
    switch (corners) {
      case 1: next[top] = left; break;
      case 2: next[right] = top; break;
      case 3: next[right] = left; break;
      case 4: next[bottom] = right; break;
      case 5: next[top] = left, next[bottom] = right; break;
      case 6: next[bottom] = top; break;
      case 7: next[bottom] = left; break;
      case 8: next[left] = bottom; break;
      case 9: next[top] = bottom; break;
      case 10: next[right] = top, next[left] = bottom; break;
      case 11: next[right] = bottom; break;
      case 12: next[left] = right; break;
      case 13: next[top] = right; break;
      case 14: next[left] = top; break;
      default: break;
    }
  }

  /// Where the level lies on an edge: in columns and rows of the map itself.
  Spot spot(const Edge& e) const {
    const double a = field.at(e.row, e.column), b = field.at(e.row + (e.down ? 1 : 0), e.column + (e.down ? 0 : 1));
    // Beside +∞ it lies at the finite value.
    const double part = std::isinf(a) ? 1 : std::isinf(b) ? 0 : std::clamp((level - a) / (b - a), 0.0, 1.0);
    return {static_cast<double>(e.column) - 1 + (e.down ? 0 : part),
            static_cast<double>(e.row) - 1 + (e.down ? part : 0)};
  }

  std::vector<std::vector<Spot>> curves() {
    std::vector<std::vector<Spot>> found;
    while (!next.empty()) {
      std::vector<Spot> curve;
      for (auto here = next.begin(); here != next.end();) {
        curve.push_back(spot(here->first));
        const Edge to = here->second;
        next.erase(here);
        here = next.find(to);
      }
      found.push_back(std::move(curve));
    }
    return found;
  }
};

/// Positive where the curve runs around lower values, as seen with rows running downwards.
double signed_area(const std::vector<Spot>& spots) {
  double twice = 0;
  for (std::size_t i = 0; i < spots.size(); ++i) {
    const Spot &a = spots[i], &b = spots[(i + 1) % spots.size()];
    twice += a.x * b.y - b.x * a.y;
  }
  return twice / 2;
}

}  // namespace

std::vector<Contour> contours(std::span<const double> map, std::size_t columns, std::span<const double> levels) {
  std::vector<Contour> found;
  for (std::size_t l = 0; l < levels.size(); ++l) {
    Tracer tracer{{map, columns, map.size() / columns}, levels[l], {}};
    for (std::size_t row = 0; row <= tracer.field.rows; ++row)
      for (std::size_t column = 0; column <= columns; ++column) tracer.cell(row, column);
    for (std::vector<Spot>& curve : tracer.curves()) {
      const double area = signed_area(curve);
      if (area != 0) found.push_back({l, std::move(curve), std::fabs(area), area > 0});
    }
  }
  std::ranges::stable_sort(found, std::greater<>(), &Contour::area);
  return found;
}

}  // namespace sanov::cli
