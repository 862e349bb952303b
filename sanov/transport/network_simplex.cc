#include "sanov/transport/network_simplex.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace sanov {

NetworkSimplex::NetworkSimplex(std::span<const std::int64_t> supply, std::span<const std::int64_t> demand,
                               std::span<const Twice> u, std::span<const Twice> v, double big)
    : sources_(static_cast<std::uint32_t>(supply.size())), root_(supply.size() + demand.size()), big_(big) {
  const std::size_t nodes = root_ + 1;
  price_.assign(nodes, 0);
  artificial_.assign(nodes, {});
  flow_.assign(nodes, 0);
  arc_.assign(nodes, -1);
  up_.assign(nodes, 0);
  parent_.assign(nodes, -1);
  first_child_.assign(nodes, -1);
  next_.assign(nodes, -1);
  before_.assign(nodes, -1);
  depth_.assign(nodes, 1);
  depth_[root_] = 0;
  for (std::size_t x = 0; x < root_; ++x) {
    const bool source = x < sources_;
    flow_[x] = source ? supply[x] : demand[x - sources_];
    // An arc without flow must point to the root, or the tree is not strongly feasible.
    up_[x] = source || flow_[x] == 0;
    artificial_[x] = Twice{big} + (source ? u[x] : v[x - sources_]);
    price_[x] = up_[x] ? -artificial_[x].high : artificial_[x].high;
    link(static_cast<Node>(x), static_cast<Node>(root_));
  }
}

void NetworkSimplex::add(std::span<const Arc> arcs) {
  at_ = cost_.size();
  for (const Arc& arc : arcs) {
    from_.push_back(arc.from);
    to_.push_back(arc.to + sources_);
    cost_.push_back(arc.cost);
  }
}

void NetworkSimplex::link(Node x, Node parent) {
  parent_[x] = parent;
  before_[x] = -1;
  next_[x] = first_child_[parent];
  if (next_[x] >= 0) before_[next_[x]] = x;
  first_child_[parent] = x;
}

void NetworkSimplex::unlink(Node x) {
  (before_[x] >= 0 ? next_[before_[x]] : first_child_[parent_[x]]) = next_[x];
  if (next_[x] >= 0) before_[next_[x]] = before_[x];
}

void NetworkSimplex::refine() {
  twice_ = true;
  low_.assign(price_.size(), 0);
  prices({}, {});
}

template <bool kTwice>
double NetworkSimplex::reduced(std::size_t e) const {
  const std::uint32_t from = from_[e], to = to_[e];
  if constexpr (kTwice) return reduced_cost(cost_[e], {-price_[from], -low_[from]}, {price_[to], low_[to]});
  return cost_[e] + price_[from] - price_[to];
}

/// The arc of the lowest reduced cost in the first block that has one below −tolerance, going round; −1 if none has.
template <bool kTwice>
std::ptrdiff_t NetworkSimplex::entering_of(double tolerance) {
  const std::size_t count = cost_.size();
  if (count == 0) return -1;
  const std::size_t block = std::max<std::size_t>(50, static_cast<std::size_t>(0.3 * std::sqrt(double(count))));
  if (at_ >= count) at_ = 0;
  double lowest = -tolerance;
  std::ptrdiff_t best = -1;
  for (std::size_t seen = 0; seen < count;) {
    const std::size_t stop = std::min({at_ + block, count, at_ + (count - seen)});
    for (std::size_t e = at_; e < stop; ++e) {
      const double cost = reduced<kTwice>(e);
      if (cost < lowest) {
        lowest = cost;
        best = static_cast<std::ptrdiff_t>(e);
      }
    }
    seen += stop - at_;
    at_ = stop == count ? 0 : stop;
    if (best >= 0) break;
  }
  return best;
}

std::ptrdiff_t NetworkSimplex::entering(double tolerance) {
  return twice_ ? entering_of<true>(tolerance) : entering_of<false>(tolerance);
}

bool NetworkSimplex::optimise(double tolerance, std::size_t pivots) {
  for (std::size_t k = 0; k < pivots; ++k) {
    const std::ptrdiff_t e = entering(tolerance);
    if (e < 0) return true;
    pivot(static_cast<std::size_t>(e));
  }
  return entering(tolerance) < 0;
}

void NetworkSimplex::pivot(std::size_t e) {
  ++done_;
  const Node from = static_cast<Node>(from_[e]), to = static_cast<Node>(to_[e]);
  const Twice change = twice_ ? Twice{cost_[e]} + price(from) - price(to) : Twice{reduced<false>(e)};
  // Mass goes round the cycle: over e, up from its end to where the sides meet, and down to its start. What limits it
  // is the flow against it. Of the arcs that limit it equally, the last in that order from the meeting point leaves:
  // that keeps the tree strongly feasible.
  std::int64_t step = std::numeric_limits<std::int64_t>::max();
  Node leaving = -1;
  bool on_start = true;
  Node p = from, q = to;
  while (p != q) {
    if (depth_[p] >= depth_[q]) {
      if (up_[p] && flow_[p] < step) {
        step = flow_[p];
        leaving = p;
        on_start = true;
      }
      p = parent_[p];
    } else {
      if (!up_[q] && flow_[q] <= step) {
        step = flow_[q];
        leaving = q;
        on_start = false;
      }
      q = parent_[q];
    }
  }
  if (step > 0) {
    const Node meeting = p;
    for (Node x = from; x != meeting; x = parent_[x]) flow_[x] += up_[x] ? -step : step;
    for (Node x = to; x != meeting; x = parent_[x]) flow_[x] += up_[x] ? step : -step;
  }
  // The part cut off hangs by e from now on: turn the path from its end to the cut.
  const Node top = on_start ? from : to;
  Node x = top, parent = on_start ? to : from;
  std::int32_t arc = static_cast<std::int32_t>(e);
  std::uint8_t up = on_start;
  std::int64_t flow = step;
  for (;;) {
    const Node old_parent = parent_[x];
    const std::int32_t old_arc = arc_[x];
    const std::uint8_t old_up = up_[x];
    const std::int64_t old_flow = flow_[x];
    unlink(x);
    link(x, parent);
    arc_[x] = arc;
    up_[x] = up;
    flow_[x] = flow;
    if (x == leaving) break;
    parent = x;
    arc = old_arc;
    up = !old_up;
    flow = old_flow;
    x = old_parent;
  }
  const Twice by = on_start ? -change : change;
  if (twice_)
    shift_subtree<true>(top, by);
  else
    shift_subtree<false>(top, by);
}

template <bool kTwice>
void NetworkSimplex::shift_subtree(Node top, Twice by) {
  stack_.assign(1, top);
  while (!stack_.empty()) {
    const Node x = stack_.back();
    stack_.pop_back();
    if constexpr (kTwice) {
      const Twice moved = Twice{price_[x], low_[x]} + by;
      price_[x] = moved.high;
      low_[x] = moved.low;
    } else {
      price_[x] += by.high;
    }
    depth_[x] = depth_[parent_[x]] + 1;
    for (Node c = first_child_[x]; c >= 0; c = next_[c]) stack_.push_back(c);
  }
}

void NetworkSimplex::prices(std::span<Twice> u, std::span<Twice> v) {
  stack_.clear();
  for (Node c = first_child_[root_]; c >= 0; c = next_[c]) stack_.push_back(c);
  while (!stack_.empty()) {
    const Node x = stack_.back();
    stack_.pop_back();
    const Twice cost = arc_[x] < 0 ? artificial_[x] : Twice{cost_[static_cast<std::size_t>(arc_[x])]};
    if (twice_) {
      const Twice sum = price(parent_[x]) + (up_[x] ? -cost : cost);
      price_[x] = sum.high;
      low_[x] = sum.low;
    } else {
      price_[x] = price_[parent_[x]] + (up_[x] ? -cost.high : cost.high);
    }
    for (Node c = first_child_[x]; c >= 0; c = next_[c]) stack_.push_back(c);
  }
  for (std::size_t i = 0; i < u.size(); ++i) u[i] = -price(static_cast<Node>(i));
  for (std::size_t j = 0; j < v.size(); ++j) v[j] = price(static_cast<Node>(sources_ + j));
}

/// Only differences of prices matter. As the root has no other way to the rest than the artificial arcs, all prices lie
/// about their cost; about 0 they have more digits.
void NetworkSimplex::centre() {
  const auto [low, high] = std::minmax_element(price_.begin(), price_.begin() + static_cast<std::ptrdiff_t>(root_));
  price_[root_] -= *low + (*high - *low) / 2;
  if (twice_) low_[root_] = 0;
}

void NetworkSimplex::raise(double big) {
  for (std::size_t x = 0; x < root_; ++x) artificial_[x] = artificial_[x] + Twice{big - big_};
  big_ = big;
  prices({}, {});
}

std::vector<std::int64_t> NetworkSimplex::artificial() const {
  std::vector<std::int64_t> out(root_);
  for (std::size_t x = 0; x < root_; ++x) out[x] = arc_[x] < 0 ? flow_[x] : 0;
  return out;
}

std::int64_t NetworkSimplex::artificial_flow() const {
  const std::vector<std::int64_t> flows = artificial();
  return std::accumulate(flows.begin(), flows.end(), std::int64_t{0});
}

}  // namespace sanov
