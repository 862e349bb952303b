#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "sanov/transport/arcs.h"

namespace sanov {

/// The network simplex for transport over a list of arcs that may grow. Masses are whole numbers, so flows are exact;
/// a strongly feasible tree keeps degenerate pivots from cycling.
///
/// It starts from a star of artificial arcs through a root, each of cost `big` above the given prices, so that prices
/// from a coarser problem are not lost. What still flows on them when nothing improves has no way through the arcs.
///
/// Prices are doubles, or, from refine() on, of twice their digits: a price is a sum of costs along a path, and one dear
/// arc in it swallows the digits of the others.
class NetworkSimplex {
 public:
  NetworkSimplex(std::span<const std::int64_t> supply, std::span<const std::int64_t> demand, std::span<const Twice> u,
                 std::span<const Twice> v, double big);

  void add(std::span<const Arc> arcs);
  void refine();

  /// Pivots until no arc's reduced cost is below −tolerance, or `pivots` are done. Whether the former.
  bool optimise(double tolerance, std::size_t pivots);
  std::size_t pivots() const noexcept { return done_; }

  /// Prices with cost ≥ u + v on every arc up to the tolerance, and equality on the tree; computed afresh from the tree.
  void prices(std::span<Twice> u, std::span<Twice> v);

  /// Moves all prices so that they lie about 0; prices() shows it.
  void centre();

  /// Gives the artificial arcs another cost above the prices that it started with.
  void raise(double big);

  /// What flows on each node's artificial arc, and all of it together: units out of a source and into a sink count two.
  std::vector<std::int64_t> artificial() const;
  std::int64_t artificial_flow() const;
  /// Every arc of the tree that carries mass: calls use(arc's number in order of add, units).
  template <class Use>
  void each_flow(const Use& use) const {
    for (std::size_t x = 0; x < root_; ++x)
      if (arc_[x] >= 0 && flow_[x] > 0) use(static_cast<std::size_t>(arc_[x]), flow_[x]);
  }
  Arc arc(std::size_t e) const { return {from_[e], to_[e] - sources_, cost_[e]}; }

 private:
  using Node = std::int32_t;
  void link(Node x, Node parent);
  void unlink(Node x);
  std::ptrdiff_t entering(double tolerance);
  template <bool kTwice>
  std::ptrdiff_t entering_of(double tolerance);
  template <bool kTwice>
  double reduced(std::size_t e) const;
  void pivot(std::size_t e);
  template <bool kTwice>
  void shift_subtree(Node top, Twice by);
  Twice price(Node x) const { return {price_[x], twice_ ? low_[x] : 0}; }

  std::uint32_t sources_;
  std::size_t root_;
  std::vector<std::uint32_t> from_, to_;
  std::vector<double> cost_;
  double big_;
  bool twice_ = false;
  // By node: its price, the arc to its parent (below 0: artificial, of cost artificial_), whether that points to the
  // parent, and what flows on it; then the tree.
  std::vector<double> price_, low_;
  std::vector<Twice> artificial_;
  std::vector<std::int64_t> flow_;
  std::vector<std::int32_t> arc_;
  std::vector<std::uint8_t> up_;
  std::vector<Node> parent_, first_child_, next_, before_;
  std::vector<std::int32_t> depth_;
  std::vector<Node> stack_;
  std::size_t at_ = 0, done_ = 0;
};

}  // namespace sanov
