#pragma once

#include <cstddef>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "sanov/base/cells.h"
#include "sanov/base/status.h"
#include "sanov/transport/cost.h"
#include "sanov/transport/transport.h"

namespace sanov {

struct SinkhornOptions {
  Cost cost = Cost::squared_euclidean;
  double power = 2;    ///< of Cost::power
  double epsilon = 0;  ///< how much the plan is blurred, in the unit of the cost; above 0, has no default
  std::optional<Cells> a = {}, b = {};  ///< weights of the points; without them all have the same, of sum 1
  /// How firmly each side's marginal is held, in the unit of the cost: a plan with the marginal r instead of a pays
  /// reach_a·KL(r‖a). Infinite: the marginal is a. Both infinite: the masses must be equal.
  double reach_a = std::numeric_limits<double>::infinity(), reach_b = std::numeric_limits<double>::infinity();
  double tolerance = 1e-9;         ///< of the marginals, as a share of the mass
  std::size_t iterations = 10000;  ///< passes over all pairs before it stops with what it has; at least 3
  std::size_t memory =
      std::size_t{1} << 28;      ///< bytes in which parts of the plan are kept from pass to pass; 0 is allowed
  bool position_slopes = false;  ///< whether to compute slopes in the positions of the points
};

/// An entropic plan P, by its potentials: Pᵢⱼ = aᵢ bⱼ exp((fᵢ + gⱼ − cᵢⱼ)/ε), and that divided by the mass where both
/// marginals are held.
struct Sinkhorn {
  double transport_cost = 0;  ///< ⟨P, C⟩, in units of mass times cost
  double objective = 0;       ///< what P minimises, of this P
  /// What the potentials prove: no plan has a lower objective. It is lowered by what rounding may have done to it, the
  /// costs' own included, and else differs from `objective` by what the marginals of P are off.
  double dual = 0;
  std::vector<double> f, g;  ///< the potentials; with Σ a f = Σ b g where both marginals are held
  /// Slopes of the objective in the weights; where both marginals are held they are f and g, up to a constant. Points of
  /// no weight have them too.
  std::vector<double> a_slopes, b_slopes;
  std::vector<double> x_slopes, y_slopes;         ///< in the points' coordinates, in rows, where asked for
  std::vector<double> row_masses, column_masses;  ///< the marginals of P
  /// Σ |marginals of P − those that the potentials want|, as a share of the mass of b. (Those of the rows are right.)
  double marginal_error = 0;
  double mass = 1;             ///< of P
  double mass_difference = 0;  ///< where both marginals are held: Σ b − Σ a, taken for rounding
  Status status = Status::converged;
  std::size_t iterations = 0;  ///< passes over all pairs of points; those of coarser points are not counted
};

/// Entropic optimal transport between the points x and y (in rows): the cheapest way to move the mass of the one measure
/// to the other, blurred.
///   min Σᵢⱼ Pᵢⱼ c(xᵢ, yⱼ) + ε KL(P‖a⊗b/mass) over P ≥ 0, Σⱼ Pᵢⱼ = aᵢ, Σᵢ Pᵢⱼ = bⱼ
/// Unit: that of the mass times that of the cost. transport_cost tends to the exact cost as ε falls, and is above it by at
/// most ε·mass·min(H(a), H(b)), the entropies of the weights divided by their sum. The objective is not 0 between a
/// measure and itself: sinkhorn_divergence() is.
/// ε has the unit of the cost. Any above 0 and up to 2¹⁰⁰⁰ is taken, and none gives NaN; where it is far above the costs,
/// which then are what counts, none of their digits is lost (as ε grows, P tends to a⊗b and the objective to ⟨a⊗b, C⟩).
/// Where rounding the potentials alone moves the marginals by more than the tolerance (about 10⁻¹⁶·cost/ε) the status
/// is no_progress, and where `iterations` do not suffice iteration_limit, as can be with ε far below what neighbouring
/// points cost: marginal_error is then that of the potentials returned, and `dual` as good a bound as ever.
/// Unbalanced: with a finite reach ρ the marginal is free at a price, and masses may differ:
///   min Σᵢⱼ Pᵢⱼ c(xᵢ, yⱼ) + ε KL(P‖a⊗b) + ρ_a KL(Σⱼ P‖a) + ρ_b KL(Σᵢ P‖b),  KL(p‖q) = Σ p log(p/q) − p + q
/// Mass that would travel further than about ρ_a + ρ_b is left where it is. One reach may be infinite.
/// Points of weight 0 take no part, however far off they are. A side has at most 2²⁷ points. Weights of a second sum
/// that rounding explains are scaled to the first.
/// Accuracy: the values are those of the potentials returned within 10⁻¹⁴·(cost + ε)·mass, without the ε where that is
/// more than eight times the range of the costs; entries of P below e⁻⁶⁴ of their row's largest are 0. Memory: O(n +
/// m), and at most `memory` bytes beside; no matrix is formed. 2,000 points against as many in the plane at a hundredth
/// of their squared distances take a tenth of a second on two cores, 50,000 at 10⁻⁴ five. Between grids, such as the pixels
/// of images, whose costs add up over the axes (squared Euclidean, cityblock), with ε no less than a step along an axis costs,
/// a pass takes n^(1 + 1/d) instead of n² multiplications. The bits do not depend on the threads.
/// Throws InvalidArgument if dimensions or lengths differ, a measure has no points, ε or the tolerance is not above 0
/// and finite, ε is above 2¹⁰⁰⁰, a reach is not above 0, or the power is below 1; DomainError for a coordinate that is
/// not finite, costs that overflow, a weight that is negative or not finite, masses that differ by more than rounding
/// explains where both marginals are held, or, for cosine, a point at the origin.
/// ε falls from the size of the costs in steps, on points put together four by four while ε is above what that changes.
/// At each, Newton's method on the concave dual in g, with f eliminated: conjugate gradients with a coarse problem, or
/// Sinkhorn's iteration where the dual does not rise as it should.
/// Cuturi, Sinkhorn distances, NIPS 2013. Schmitzer, Stabilized sparse scaling algorithms for entropy regularized
/// transport problems, SIAM J. Sci. Comput. 41, 2019. Brauer, Clason, Lorenz and Wirth, A Sinkhorn–Newton method for
/// entropic optimal transport, 2017. Séjourné, Feydy, Vialard, Trouvé and Peyré, Sinkhorn divergences for unbalanced
/// optimal transport, 2019.
Sinkhorn sinkhorn(Rows x, Rows y, const SinkhornOptions& options);

/// The same for a matrix of costs; of any sign, +∞ where no mass may go. `options.cost` and `position_slopes` are not
/// used; the slope in each cost is the plan. Costs that stand for "never", 2²⁰ times as high as the others, take no digits
/// from these where both marginals can be held without them.
/// Throws DomainError for a cost that is NaN or −∞, and where marginals are held that pairs of finite cost cannot carry.
Sinkhorn sinkhorn(CostMatrix costs, const SinkhornOptions& options);

/// The plan of an answer, row by row, computed when it is asked for. The matrix of costs must outlive it; points are
/// copied. `options` are those that the answer came from.
class SinkhornPlan {
 public:
  SinkhornPlan(Rows x, Rows y, const SinkhornOptions& options, const Sinkhorn& answer);
  SinkhornPlan(CostMatrix costs, const SinkhornOptions& options, const Sinkhorn& answer);
  ~SinkhornPlan();
  SinkhornPlan(SinkhornPlan&&) noexcept;
  SinkhornPlan& operator=(SinkhornPlan&&) noexcept;

  std::size_t rows() const noexcept;
  std::size_t columns() const noexcept;
  /// What point i of the first measure sends to each of the second: columns() numbers. O(m).
  /// Throws InvalidArgument if there is no such row.
  std::vector<double> row(std::size_t i) const;
  /// The whole plan in rows: rows()·columns() numbers.
  std::vector<double> dense() const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace sanov
