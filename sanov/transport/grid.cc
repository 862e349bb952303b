#include "sanov/transport/grid.h"

#include <algorithm>
#include <cmath>

namespace sanov {
namespace {

/// Cells for each point, at most.
constexpr std::size_t kMostCells = 4;
/// Work along the axes has to be so many times less than that of all pairs, which can skip those out of reach.
constexpr std::size_t kLess = 4;

bool adds_up(const PairCosts& costs) {
  return costs.cost() == Cost::squared_euclidean || costs.cost() == Cost::cityblock ||
         (costs.cost() == Cost::power && costs.power() == 2);
}

/// One cloud's places along each axis, and the cell of each point.
struct Side {
  std::vector<std::vector<double>> places;
  std::vector<std::uint32_t> cell;
  std::size_t cells = 1;
};

std::optional<Side> find_side(const Cloud& cloud) {
  Side side;
  for (std::size_t k = 0; k < cloud.dimensions(); ++k) {
    std::vector<double> places(cloud.coordinate(k), cloud.coordinate(k) + cloud.size());
    std::sort(places.begin(), places.end());
    places.erase(std::unique(places.begin(), places.end()), places.end());
    side.cells *= places.size();
    if (side.cells > kMostCells * cloud.size()) return std::nullopt;
    side.places.push_back(std::move(places));
  }
  std::vector<bool> taken(side.cells);
  for (std::size_t i = 0; i < cloud.size(); ++i) {
    std::size_t cell = 0;
    for (std::size_t k = 0; k < cloud.dimensions(); ++k) {
      const auto& places = side.places[k];
      const auto at = std::lower_bound(places.begin(), places.end(), cloud.coordinate(k)[i]);
      cell = cell * places.size() + static_cast<std::size_t>(at - places.begin());
    }
    if (taken[cell]) return std::nullopt;
    taken[cell] = true;
    side.cell.push_back(static_cast<std::uint32_t>(cell));
  }
  return side;
}

GridAxis axis_of(std::vector<double> from, std::vector<double> to, Cost cost) {
  GridAxis axis{std::move(from), std::move(to), {}};
  axis.costs.resize(axis.from.size() * axis.stride());
  for (std::size_t i = 0; i < axis.from.size(); ++i)
    for (std::size_t j = 0; j < axis.to.size(); ++j) {
      const double d = axis.from[i] - axis.to[j];
      axis.costs[i * axis.stride() + j] = cost == Cost::cityblock ? std::fabs(d) : d * d;
    }
  return axis;
}

/// Multiplications that the axes take, one after the other from the last: the places not yet dealt with are the second side's.
double work(const std::vector<GridAxis>& axes) {
  double sum = 0, before = 1, after = 1;
  for (const GridAxis& axis : axes) before *= static_cast<double>(axis.to.size());
  for (std::size_t k = axes.size(); k-- > 0;) {
    const double from = static_cast<double>(axes[k].from.size());
    sum += before * from * after;
    before /= static_cast<double>(axes[k].to.size());
    after *= from;
  }
  return sum;
}

/// What a mean step along an axis costs.
double step_cost(std::span<const double> places, Cost cost) {
  if (places.size() < 2) return 0;
  const double step = (places.back() - places.front()) / static_cast<double>(places.size() - 1);
  return cost == Cost::cityblock ? step : step * step;
}

}  // namespace

GridAxis GridAxis::transposed() const {
  GridAxis out{to, from, {}};
  out.costs.resize(out.from.size() * out.stride());
  for (std::size_t i = 0; i < from.size(); ++i)
    for (std::size_t j = 0; j < to.size(); ++j) out.costs[j * out.stride() + i] = costs[i * stride() + j];
  return out;
}

GridPair GridPair::transposed() const {
  GridPair out{{}, to, from, to_cells, from_cells, cost};
  for (const GridAxis& axis : axes) out.axes.push_back(axis.transposed());
  return out;
}

std::vector<double> GridPair::spread(std::span<const double> values, std::span<const std::uint32_t> cells,
                                     std::size_t count, double rest) {
  std::vector<double> out(count, rest);
  for (std::size_t i = 0; i < cells.size(); ++i) out[cells[i]] = values[i];
  return out;
}

std::vector<double> GridPair::gather(std::span<const double> values, std::span<const std::uint32_t> cells) {
  std::vector<double> out(cells.size());
  for (std::size_t i = 0; i < cells.size(); ++i) out[i] = values[cells[i]];
  return out;
}

std::optional<GridPair> find_grids(const PairCosts& costs, double epsilon) {
  if (costs.x() == nullptr || costs.x()->dimensions() < 2 || !adds_up(costs)) return std::nullopt;
  auto from = find_side(*costs.x());
  if (!from) return std::nullopt;
  auto to = find_side(*costs.y());
  if (!to) return std::nullopt;
  GridPair out{{}, std::move(from->cell), std::move(to->cell), from->cells, to->cells, costs.cost()};
  for (std::size_t k = 0; k < from->places.size(); ++k)
    out.axes.push_back(axis_of(std::move(from->places[k]), std::move(to->places[k]), costs.cost()));
  const double pairs = static_cast<double>(costs.rows()) * static_cast<double>(costs.columns());
  if (work(out.axes) * kLess > pairs) return std::nullopt;
  for (const GridAxis& axis : out.axes)
    if (epsilon < std::max(step_cost(axis.from, out.cost), step_cost(axis.to, out.cost))) return std::nullopt;
  return out;
}

}  // namespace sanov
