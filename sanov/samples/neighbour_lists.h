#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "sanov/samples/neighbours.h"

namespace sanov {

/// The neighbours of each of n + m points among all, so that the estimate of knn_kl for other samples of n of them needs
/// no search.
class NeighbourLists {
 public:
  /// The points must outlive it.
  NeighbourLists(std::span<const double> points, std::size_t dimensions, std::size_t n, std::size_t k);

  static constexpr std::uint64_t kAsGiven = ~std::uint64_t{0};
  /// Σ ln(νᵢ/ρᵢ) over the n points that draw number `draw` makes x's, all with one factor: what the estimate hangs on.
  double estimate(std::uint64_t draw, std::uint64_t seed) const;

 private:
  /// The squares of the distances to the k-th neighbour with and without the label.
  struct Pair {
    double same, other;
  };
  Pair look(std::uint32_t point, std::span<const unsigned char> is_x) const;
  Pair look_everywhere(std::uint32_t point, std::span<const unsigned char> is_x) const;

  std::span<const double> points_;
  std::size_t dimensions_, size_, n_, k_, length_;
  std::vector<Neighbour> lists_;
};

}  // namespace sanov
