#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace sanov {

/// A point's neighbour, by the square of its distance.
struct Neighbour {
  double square;
  std::uint32_t point;
};

/// Nearest neighbours among points in rows: a tree of boxes cut at medians, whose leaves hold a few points each.
class NeighbourTree {
 public:
  NeighbourTree(std::span<const double> points, std::size_t dimensions);

  static constexpr std::uint32_t kNone = ~std::uint32_t{0};

  /// The k nearest of the points but `left_out`, nearest first; equally near ones in no particular order. `found` must
  /// have k places, and the tree more than k points. The squares are sums in the order of the coordinates.
  void find(const double* from, std::uint32_t left_out, std::span<Neighbour> found) const;

  /// The points in the order of the leaves: neighbours come after one another.
  std::span<const std::uint32_t> order() const noexcept { return order_; }

 private:
  struct Node {
    double cut = 0;                     ///< between the halves
    std::uint32_t axis = 0;             ///< of the cut; dimensions_ in a leaf
    std::uint32_t first = 0, last = 0;  ///< of a leaf's points; of a node, `first` is the second half's place
  };
  class Search;

  void build(std::span<const double> points, std::uint32_t first, std::uint32_t last);

  std::size_t dimensions_;
  std::vector<Node> nodes_;  ///< a node's first half stands behind it
  std::vector<std::uint32_t> order_;
  std::vector<double> points_;  ///< in that order
};

}  // namespace sanov
