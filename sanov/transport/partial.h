#pragma once

#include <cstddef>
#include <vector>

#include "sanov/transport/transport.h"

namespace sanov {

/// The cheapest part of a transport, and the prices that prove it.
struct PartialTransport {
  double cost = 0;  ///< Σ mass · cost over the plan
  double gap = 0;   ///< ≥ 0: no such plan costs less than cost − gap. Proved, for the costs as computed
  Plan plan;
  /// u[i] ≤ 0, v[j] ≤ 0 and u[i] + v[j] + price ≤ cost of every pair, up to their rounding: the slopes of the cost in
  /// the weights.
  std::vector<double> u, v;
  double price = 0;  ///< the slope of the cost in the mass that is moved: what the dearest unit moved costs
  double mass = 0;   ///< what was moved
  Status status = Status::converged;
  std::size_t pivots = 0;
};

/// Partial optimal transport: the cheapest way to move a share of the mass of x to y, each point giving and taking at most
/// its weight; the rest stays where it is.
///   min Σᵢⱼ Pᵢⱼ c(xᵢ, yⱼ) over P ≥ 0, Σⱼ Pᵢⱼ ≤ aᵢ, Σᵢ Pᵢⱼ ≤ bⱼ, ΣP = share · min(Σ a, Σ b)
/// Unit: mass times cost. The masses may differ; with equal masses and a share of 1 it is transport(). Exact, with the
/// same certificate: it is transport() with one more point on each side, to which what is not moved goes for nothing.
/// The matrix of all costs is formed: 8 (n + 1)(m + 1) bytes. For more points than that allows see the reaches of
/// sinkhorn().
/// Throws InvalidArgument if the share is not in (0, 1], before anything is computed if that matrix is more than the
/// machine's memory, and for what transport() refuses; DomainError as transport() does, but for masses that differ.
/// Caffarelli and McCann, Free boundaries in optimal transport and Monge-Ampère obstacle problems, Annals of Mathematics
/// 171, 2010. Chapel, Alaya and Gasso, Partial optimal transport with applications on positive-unlabeled learning,
/// NeurIPS 2020.
PartialTransport partial_transport(Rows x, Rows y, double share, const TransportOptions& options = {});

/// The same for a matrix of costs; of any sign, +∞ where no mass may go. `options.cost` is not used.
PartialTransport partial_transport(CostMatrix costs, double share, const TransportOptions& options = {});

}  // namespace sanov
