#include "sanov/samples/neighbour_lists.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "sanov/base/running_sum.h"
#include "sanov/inference/resampling.h"
#include "sanov/numerics/parallel.h"

namespace sanov {
namespace {

constexpr std::size_t kLongest = 256, kChunk = 64;

/// Of so many neighbours k are of the rarer sample, nearly always.
std::size_t length_for(std::size_t n, std::size_t size, std::size_t k) {
  const double share = static_cast<double>(std::min(n, size - n)) / static_cast<double>(size);
  const double wanted = (static_cast<double>(k) + 4 * std::sqrt(static_cast<double>(k)) + 4) / share;
  return std::min({size - 1, std::max(kLongest, k), static_cast<std::size_t>(wanted) + 1});
}

}  // namespace

NeighbourLists::NeighbourLists(std::span<const double> points, std::size_t dimensions, std::size_t n, std::size_t k)
    : points_(points),
      dimensions_(dimensions),
      size_(points.size() / dimensions),
      n_(n),
      k_(k),
      length_(length_for(n, size_, k)),
      lists_(size_ * length_) {
  const NeighbourTree tree(points, dimensions);
  parallel_chunks((size_ + kChunk - 1) / kChunk, 1, [&](std::size_t begin, std::size_t end) {
    for (std::size_t place = begin * kChunk; place < std::min(end * kChunk, size_); ++place) {
      const std::uint32_t i = tree.order()[place];
      tree.find(points.data() + i * dimensions, i, {lists_.data() + i * length_, length_});
    }
  });
}

double NeighbourLists::estimate(std::uint64_t draw, std::uint64_t seed) const {
  std::vector<unsigned char> is_x(size_);
  if (draw == kAsGiven) {
    std::fill(is_x.begin(), is_x.begin() + static_cast<std::ptrdiff_t>(n_), static_cast<unsigned char>(1));
  } else {
    std::vector<std::uint32_t> order(size_);
    permutation(seed, draw, order);
    for (std::size_t i = 0; i < n_; ++i) is_x[order[i]] = 1;
  }
  constexpr double kLeast = std::numeric_limits<double>::min();
  RunningSum sum;
  for (std::size_t i = 0; i < size_; ++i) {
    if (is_x[i] == 0) continue;
    const Pair found = look(static_cast<std::uint32_t>(i), is_x);
    sum.add(0.5 * (std::log(std::max(found.other, kLeast)) - std::log(std::max(found.same, kLeast))));
  }
  return sum.value() / static_cast<double>(n_);
}

NeighbourLists::Pair NeighbourLists::look(std::uint32_t point, std::span<const unsigned char> is_x) const {
  Pair found{-1, -1};
  std::size_t same = 0, other = 0;
  for (std::size_t r = 0; r < length_; ++r) {
    const Neighbour& neighbour = lists_[point * length_ + r];
    if (is_x[neighbour.point] != 0) {
      if (++same == k_) found.same = neighbour.square;
    } else if (++other == k_) {
      found.other = neighbour.square;
    }
    if (same >= k_ && other >= k_) return found;
  }
  return look_everywhere(point, is_x);
}

NeighbourLists::Pair NeighbourLists::look_everywhere(std::uint32_t point, std::span<const unsigned char> is_x) const {
  std::vector<double> same, other;
  const double* from = points_.data() + point * dimensions_;
  for (std::size_t j = 0; j < size_; ++j) {
    if (j == point) continue;
    double square = 0;
    const double* at = points_.data() + j * dimensions_;
    for (std::size_t k = 0; k < dimensions_; ++k) square += (from[k] - at[k]) * (from[k] - at[k]);
    (is_x[j] != 0 ? same : other).push_back(square);
  }
  const auto kth = [&](std::vector<double>& squares) {
    std::nth_element(squares.begin(), squares.begin() + static_cast<std::ptrdiff_t>(k_ - 1), squares.end());
    return squares[k_ - 1];
  };
  return {kth(same), kth(other)};
}

}  // namespace sanov
