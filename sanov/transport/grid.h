#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "sanov/transport/pair_costs.h"

namespace sanov {

/// The costs between the places of two grids along one axis, those of the second side in rows of stride() for each of
/// the first's. They add up over the axes.
struct GridAxis {
  std::vector<double> from, to;  ///< coordinates, ascending
  std::vector<double> costs;     ///< 0 beyond the last place
  std::size_t stride() const noexcept { return (to.size() + 7) / 8 * 8; }
  GridAxis transposed() const;
};

/// Two clouds that fill grids, such as the pixels of images: each point has a cell, counted with the last axis fastest.
struct GridPair {
  std::vector<GridAxis> axes;
  std::vector<std::uint32_t> from, to;  ///< the cell of each point
  std::size_t from_cells = 1, to_cells = 1;
  Cost cost;

  GridPair transposed() const;
  /// Values of the points as values of the cells, `rest` where there is no point.
  static std::vector<double> spread(std::span<const double> values, std::span<const std::uint32_t> cells,
                                    std::size_t count, double rest);
  /// And back.
  static std::vector<double> gather(std::span<const double> values, std::span<const std::uint32_t> cells);
};

/// Two grids, if the costs are between points on such, are sums over the axes (squared Euclidean, cityblock), and axis
/// after axis is less work than all pairs. That is not so for an ε below what a step along an axis costs: then few pairs
/// count, which SinkhornKernel finds. A grid may lack up to three quarters of its cells; no place may be taken twice.
/// O(n log n).
std::optional<GridPair> find_grids(const PairCosts& costs, double epsilon);

}  // namespace sanov
