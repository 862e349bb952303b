#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "sanov/base/cells.h"
#include "sanov/base/status.h"
#include "sanov/transport/cost.h"
#include "sanov/transport/transport.h"

/// Means of measures in the sense of transport: of two bumps, one bump between them. On the line quantile_barycentre() is
/// exact and immediate.
namespace sanov {

struct FixedBarycentreOptions {
  Cost cost = Cost::squared_euclidean;
  double power = 2;                  ///< of Cost::power
  double epsilon = 0;                ///< how much plans are blurred, in the unit of the cost; above 0, has no default
  std::optional<Cells> shares = {};  ///< of the measures, divided by their sum; without them all are equal
  bool debiased = false;             ///< whether to take the blur of the barycentre back
  double tolerance = 1e-9;           ///< of the marginals
  std::size_t iterations = 10000;    ///< before it stops with what it has; at least one
};

/// A measure on the cells of a fixed support.
struct FixedBarycentre {
  std::vector<double> masses;  ///< of sum 1
  /// Σₖ λₖ Σⱼ |what plan k brings to j − masses[j]|: how far the plans, which take up the given measures exactly, are from
  /// all leading to this one measure. Debiased, the same of its plan to itself is added.
  double marginal_error = 0;
  /// Of a debiased barycentre: no other masses have a divergence lower than its own by more, up to marginal_error and where
  /// e^{−c/ε} is positive definite, as for squared Euclidean. In the unit of the cost; else 0.
  double gap = 0;
  Status status = Status::converged;
  std::size_t iterations = 0;
};

/// The entropic barycentre of measures over common points: the masses on these points that are nearest to all of them.
///   min over b of Σₖ λₖ min ⟨Pₖ, C⟩ + ε Σ Pₖ (ln Pₖ − 1), Pₖ with the marginals measure k and b
/// Row k of `measures` has the masses of measure k on the points, in any unit: each row is divided by its sum.
/// The entropy blurs the answer: with squared Euclidean cost the barycentre of equal normals of variance σ² is a normal of
/// σ² + ε/2 in every direction. `debiased` takes this back, by minimising Σₖ λₖ W_ε(measure k, b) − ½ W_ε(b, b), twice
/// which is the Sinkhorn divergence up to what does not depend on b: the barycentre of a measure with itself is then the
/// measure, and of equal normals their own kind. Where there is no smooth answer it is a sharp one, with gaps.
/// By iterative Bregman projections in the logarithms of both sides, with ε falling to its value, and Anderson's
/// acceleration: any ε above 0 is taken and none gives NaN. The smaller ε is beside the costs, the slower it converges.
/// `converged` means that marginal_error is within the tolerance, and so is the gap as a share of the costs' range, or at
/// least within 10⁻⁶, which is what rounding far out in the tails allows; Status::no_progress that 1000 iterations brought
/// them no nearer, as rounding can, which is about 10⁻¹⁶·cost/ε. Debiased barycentres with gaps are slow: 10⁻⁵ comes soon,
/// 10⁻⁹ may not. Measures and support have at most 2²⁷ points.
/// Costs are never stored: O(K n) memory, 2 K n² exponentials an iteration, in parallel. The bits do not depend on the
/// threads.
/// Throws InvalidArgument if sizes do not fit, there are no measures or cells, or ε or the tolerance is not above 0 and
/// finite; DomainError for a mass or share that is negative or not finite, a measure without mass, a coordinate that is
/// not finite, costs that overflow, or, for cosine, a point at the origin.
/// Benamou, Carlier, Cuturi, Nenna and Peyré, Iterative Bregman projections for regularized transportation problems, SIAM
/// J. Sci. Comput. 37, 2015. Janati, Cuturi and Gramfort, Debiased Sinkhorn barycenters, ICML 2020.
FixedBarycentre fixed_support_barycentre(Rows measures, Rows support, const FixedBarycentreOptions& options);

/// The same for a matrix of costs: a row for each cell of the measures, a column for each of the barycentre's, which may be
/// others; +∞ where no mass may go. Throws also InvalidArgument if it is to be debiased and the matrix is not square, and
/// DomainError if it is then not symmetric, for a cost that is NaN or −∞, and if costs forbid so much that there is mass
/// with no place to go that all measures can reach.
FixedBarycentre fixed_support_barycentre(Rows measures, CostMatrix costs, const FixedBarycentreOptions& options);

/// A measure by its points.
struct WeightedPoints {
  Rows points;
  std::optional<Cells> weights = {};  ///< divided by their sum; without them all are equal
};

struct FreeBarycentreOptions {
  std::optional<Cells> shares = {};  ///< of the measures, divided by their sum; without them all are equal
  std::optional<Cells> masses = {};  ///< of the barycentre's points, divided by their sum; without them all are equal
  std::optional<Rows> start = {};    ///< where its points set out; without it they are drawn from the measures
  std::uint64_t seed = 0;            ///< of that draw
  double tolerance = 1e-9;           ///< it stops when a step lowers the objective by less than this share of it
  std::size_t iterations = 100;      ///< steps before it stops with what it has
};

/// A measure on points that were free to move.
struct FreeBarycentre {
  std::vector<double> points;      ///< in rows
  std::vector<double> masses;      ///< of sum 1
  double objective = 0;            ///< Σₖ λₖ W₂²(barycentre, measure k)
  std::vector<double> objectives;  ///< at the start and after each step; never rises
  Status status = Status::converged;
  std::size_t iterations = 0;
};

/// The measure of k points whose mean squared distance W₂² to the measures is least, found by going downhill.
///   min over z of Σₖ λₖ W₂²(z, measure k)
/// Each step finds the exact plans to all measures and moves every point to the mean of what it is sent to; no step makes it
/// worse. It ends where a step changes nothing: at a local minimum, which for one point, and on the line for equal masses,
/// is the global one; elsewhere another seed may find a lower. With a start it is deterministic without the seed.
/// `converged` means that the last step lowered the objective by less than the tolerance's share of it. Each step costs one
/// exact transport a measure. The bits do not depend on the threads.
/// Throws InvalidArgument if there are no measures, one has no points, dimensions or lengths differ, or k is 0; DomainError
/// for a coordinate that is not finite, a weight, share or mass that is negative or not finite, or where these are all 0.
/// Cuturi and Doucet, Fast computation of Wasserstein barycenters, ICML 2014, algorithm 2.
FreeBarycentre free_support_barycentre(std::span<const WeightedPoints> measures, std::size_t k,
                                       const FreeBarycentreOptions& options = {});

}  // namespace sanov
