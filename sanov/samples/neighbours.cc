#include "sanov/samples/neighbours.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace sanov {
namespace {

constexpr std::uint32_t kLeaf = 12;

}  // namespace

NeighbourTree::NeighbourTree(std::span<const double> points, std::size_t dimensions)
    : dimensions_(dimensions), order_(points.size() / dimensions) {
  std::iota(order_.begin(), order_.end(), 0u);
  nodes_.reserve(2 * order_.size() / kLeaf * 2 + 8);
  build(points, 0, static_cast<std::uint32_t>(order_.size()));
  points_.resize(points.size());
  for (std::size_t i = 0; i < order_.size(); ++i)
    std::copy_n(points.data() + order_[i] * dimensions, dimensions, points_.data() + i * dimensions);
}

void NeighbourTree::build(std::span<const double> points, std::uint32_t first, std::uint32_t last) {
  const std::size_t self = nodes_.size();
  nodes_.push_back({0, static_cast<std::uint32_t>(dimensions_), first, last});
  if (last - first <= kLeaf) return;
  std::size_t widest = 0;
  double width = -1;
  for (std::size_t k = 0; k < dimensions_; ++k) {
    double low = HUGE_VAL, high = -HUGE_VAL;
    for (std::uint32_t i = first; i < last; ++i) {
      const double at = points[order_[i] * dimensions_ + k];
      low = std::min(low, at);
      high = std::max(high, at);
    }
    if (high - low > width) {
      width = high - low;
      widest = k;
    }
  }
  const std::uint32_t middle = first + (last - first) / 2;
  const auto at = [&](std::uint32_t i) { return points[i * dimensions_ + widest]; };
  std::nth_element(order_.begin() + first, order_.begin() + middle, order_.begin() + last,
                   [&](std::uint32_t a, std::uint32_t b) { return at(a) < at(b); });
  const double cut = at(order_[middle]);
  build(points, first, middle);
  nodes_[self] = {cut, static_cast<std::uint32_t>(widest), static_cast<std::uint32_t>(nodes_.size()), 0};
  build(points, middle, last);
}

/// One descent: the nearest so far, and how far the box at hand is along each axis.
class NeighbourTree::Search {
 public:
  Search(const NeighbourTree& tree, const double* from, std::uint32_t left_out, std::span<Neighbour> found)
      : tree_(tree), from_(from), left_out_(left_out), found_(found) {
    if (tree.dimensions_ > kFew) many_.resize(tree.dimensions_);
    std::fill(found.begin(), found.end(), Neighbour{HUGE_VAL, kNone});
  }

  void visit(std::size_t place, double box) {
    const Node& node = tree_.nodes_[place];
    if (node.axis == tree_.dimensions_) {
      for (std::uint32_t i = node.first; i < node.last; ++i) look(i);
      return;
    }
    const double apart = from_[node.axis] - node.cut;
    const std::size_t near = apart < 0 ? place + 1 : node.first, far = apart < 0 ? node.first : place + 1;
    visit(near, box);
    double& offset = offsets()[node.axis];
    const double before = offset, beyond = box - before * before + apart * apart;
    // A box a rounding error too far away must not be passed over.
    if (beyond * (1 - 1e-12) > found_.back().square) return;
    offset = apart;
    visit(far, std::max(beyond, 0.0));
    offset = before;
  }

 private:
  static constexpr std::size_t kFew = 16;

  double* offsets() { return many_.empty() ? few_ : many_.data(); }

  void look(std::uint32_t i) {
    const double* at = tree_.points_.data() + i * tree_.dimensions_;
    double square = 0;
    for (std::size_t k = 0; k < tree_.dimensions_; ++k) square += (from_[k] - at[k]) * (from_[k] - at[k]);
    if (square >= found_.back().square || tree_.order_[i] == left_out_) return;
    std::size_t place = found_.size() - 1;
    for (; place > 0 && found_[place - 1].square > square; --place) found_[place] = found_[place - 1];
    found_[place] = {square, tree_.order_[i]};
  }

  const NeighbourTree& tree_;
  const double* from_;
  std::uint32_t left_out_;
  std::span<Neighbour> found_;
  double few_[kFew] = {};
  std::vector<double> many_;
};

void NeighbourTree::find(const double* from, std::uint32_t left_out, std::span<Neighbour> found) const {
  Search(*this, from, left_out, found).visit(0, 0);
}

}  // namespace sanov
