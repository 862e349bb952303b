#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "sanov/base/cells.h"
#include "sanov/base/status.h"
#include "sanov/transport/cost.h"

namespace sanov {

/// How much of which point of the first measure goes to which of the second: n + m − 1 entries at most, by row.
struct Plan {
  std::vector<std::uint32_t> from, to;
  std::vector<double> mass;
  std::vector<double> cost;  ///< of a unit, on each
};

/// An optimal plan, and the prices that prove it.
struct Transport {
  /// Σ mass · cost over the plan, in units of mass times cost: W₂² for squared_euclidean, never W₂. Infinite, with its
  /// gap, where the plan of a solver that was stopped still uses forbidden pairs.
  double cost = 0;
  double gap = 0;  ///< ≥ 0: no plan costs less than cost − gap. Proved, rounding included
  Plan plan;
  /// Prices with u[i] + v[j] ≤ cost of every pair, equal where the plan moves mass, and Σ a u + Σ b v = cost − gap, all
  /// up to their own rounding: where they are large beside the cost the proof is made with twice their digits. They are
  /// the slopes of the cost in the weights, up to a constant: Σ a u = Σ b v is chosen.
  std::vector<double> u, v;
  double mass = 1;             ///< what was moved: the sum of the first weights
  double mass_difference = 0;  ///< the sum of the second weights less that; taken for rounding
  /// converged: the plan is optimal, with a gap of at most 1e-9 Σ mass · |cost|; iteration_limit: the pivots ran out;
  /// no_progress: costs span more orders of magnitude than twice a double's digits, and the gap says what that left.
  Status status = Status::converged;
  std::size_t pivots = 0;
};

struct TransportOptions {
  Cost cost = Cost::squared_euclidean;
  double power = 2;                     ///< of Cost::power
  std::optional<Cells> a = {}, b = {};  ///< weights of the points; without them all have the same, of sum 1
  std::size_t pivots = SIZE_MAX;        ///< of the simplex, at each scale, before it stops with the plan it has
};

/// Optimal transport between the points x and y (in rows), exactly: the cheapest way to move the mass of the one measure
/// to the other.
///   min Σᵢⱼ Pᵢⱼ c(xᵢ, yⱼ) over P ≥ 0, Σⱼ Pᵢⱼ = aᵢ, Σᵢ Pᵢⱼ = bⱼ
/// The costs are never stored: O(n + m) memory. Weights of a second sum that rounding explains are scaled to the first
/// (mass_difference says by how much); they are whole numbers inside, so the plan's marginals are those weights within
/// 2⁻⁶⁰ of the total, and points of no weight take no part but get their prices. Costs are within d + 3 ULP (Cost::power:
/// within 10⁻¹⁴·power; cosine: of points of length 1 within (d + 8)·2⁻⁵³ of one another). The gap is for the true costs
/// and the weights as given: all of this is added to it.
/// 10,000 points against as many in the plane take a fifth of a second and 50,000 a second or two on two cores; the time
/// grows with the dimension. A few dozen points against many thousands take less. On the line, where all costs but
/// cosine are a power of |x − y|, sorting does it, as in transport_1d: a million points take less than a second, and
/// there are no pivots. The bits do not depend on the threads.
/// Throws InvalidArgument if dimensions or lengths differ, a measure has no points or more than 2²⁷, or the power is
/// below 1; DomainError for a coordinate that is not finite, a weight that is negative or not finite, masses that differ
/// by more than rounding explains, costs of more than 1e280, mass times cost that overflows, or, for cosine, a point at
/// the origin. Points too far apart or too near for doubles to hold squares of their distances are scaled inside, by a
/// power of two; one without mass must not lie so far off that its costs then overflow.
/// A network simplex over few arcs, which are found at several scales of coarsening and proved enough by looking at all;
/// in twice a double's digits where costs are large beside what the plan pays.
Transport transport(Rows x, Rows y, const TransportOptions& options = {});

/// Costs given one by one: a row for each point of the first measure, a column for each of the second; +∞ where no mass
/// may go.
struct CostMatrix {
  Rows costs;
};

/// The same for a matrix of costs; of any sign. `options.cost` is not used. Memory beyond the matrix is O(n + m).
/// Throws DomainError for a cost that is NaN or −∞, and if the allowed pairs cannot carry all mass.
Transport transport(CostMatrix costs, const TransportOptions& options = {});

/// Costs of the pairs that may exchange mass, and of no others. Of a pair that comes twice the cheaper counts.
struct SparseCosts {
  std::size_t rows, columns;
  std::span<const std::uint32_t> from, to;
  Cells costs;
};

/// The same for a list of pairs. Throws InvalidArgument for an index out of range, or more than 2³⁰ pairs.
Transport transport(const SparseCosts& costs, const TransportOptions& options = {});

}  // namespace sanov
