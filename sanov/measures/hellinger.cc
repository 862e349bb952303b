#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "sanov/measures/hellinger.cc"
#include "hwy/foreach_target.h"
#include "sanov/measures/cells-inl.h"

HWY_BEFORE_NAMESPACE();
namespace sanov {
namespace HWY_NAMESPACE {

/// (√p − √q)² from the difference p − q, which is exact near p = q.
struct RootsCell : Cell<2> {
  static constexpr bool kWindow = true;
  using Cell::Cell;
  HWY_INLINE void terms_in_window(V p, V q, V* t) const {
    const V d = p - q, root = hn::Sqrt(p * q);
    t[0] = d * d / (p + q + (root + root));
  }
  HWY_INLINE void terms(V p, V q, V* t) const {
    const V roots = hn::Sqrt(p) + hn::Sqrt(q);
    const V gap = (p - q) / hn::IfThenElse(roots == zero(), set(1.0), roots);
    t[0] = gap * gap;
  }
  HWY_INLINE void slopes(V p, V q, V* tp, V* tq) const {
    const V a = hn::Sqrt(p), b = hn::Sqrt(q);
    const V gap = (p - q) / hn::IfThenElse(a + b == zero(), set(1.0), a + b);
    tp[0] = hn::IfThenElse(gap == zero(), zero(), gap / a);
    tq[0] = hn::IfThenElse(gap == zero(), zero(), hn::Neg(gap) / b);
  }
};
const KernelTable* roots_kernels() { return kernel_table<RootsCell>(); }

}  // namespace HWY_NAMESPACE
}  // namespace sanov
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include <algorithm>
#include <cmath>

#include "sanov/measures/kernels-inl.h"

namespace sanov {
namespace {

SANOV_KERNELS(roots)

Outer hellinger_finish(const Sums& s, const Parameters&) {
  const double value = std::sqrt(0.5 * s.term[0]);
  return {.value = value, .by_term = {0.25 / value}};
}

Outer matusita_finish(const Sums& s, const Parameters&) {
  const double value = std::sqrt(s.term[0]);
  return {.value = value, .by_term = {0.5 / value}};
}

Outer squared_chord_finish(const Sums& s, const Parameters&) { return {.value = s.term[0], .by_term = {1}}; }

/// 1 − BC = ½Σ = 2 sin²(θ/4), so θ = 4 asin(½√Σ).
Outer fisher_rao_finish(const Sums& s, const Parameters&) {
  const double sine = std::min(0.5 * std::sqrt(s.term[0]), std::sqrt(0.5));
  return {.value = 4 * std::asin(sine), .by_term = {0.5 / (sine * std::sqrt(1 - sine * sine))}};
}

double squared_chord_generator(double t, const Parameters&) { return (std::sqrt(t) - 1) * (std::sqrt(t) - 1); }

constexpr double kPi = 0x1.921fb54442d18p+1, kRoot2 = 0x1.6a09e667f3bcdp+0;
constexpr unsigned kLaws =
    symmetric | zero_at_equal | merging_contracts | additive | differentiable | order_free | padding_free;

constexpr Info hellinger_info{.name = "hellinger", .kind = Kind::distance, .upper = 1, .laws = kLaws | metric};
constexpr Info matusita_info{.name = "matusita", .kind = Kind::distance, .upper = kRoot2, .laws = kLaws | metric};
constexpr Info squared_chord_info{.name = "squared_chord", .upper = 2, .laws = kLaws};
constexpr Info fisher_rao_info{.name = "fisher_rao", .kind = Kind::distance, .upper = kPi, .laws = kLaws | metric};

}  // namespace

/// Hellinger distance: the chord between the square roots of two distributions.
///   H(P, Q) = √( ½ Σ (√pᵢ − √qᵢ)² )
/// Unit: none. Range [0, 1]; 0 iff P = Q, 1 iff the supports are disjoint. A metric. Zeros are allowed in either
/// argument. This is √(1 − BC), BC being fidelity; some authors leave out the ½ (matusita). Summed from the
/// differences, not from 1 − BC, so that near distributions keep relative accuracy: 4 ULP. O(n), one pass. At P = Q the
/// gradient is 0.
/// Throws DomainError unless both are probabilities, InvalidArgument if the lengths differ.
/// Le Cam and Yang, Asymptotics in Statistics, 2000.
constinit const Measure<Two> hellinger{hellinger_info, roots_table, hellinger_finish};

/// Matusita distance: the Euclidean distance between the square roots, √2 times the Hellinger distance.
///   M(P, Q) = √( Σ (√pᵢ − √qᵢ)² )
/// Unit: none. Range [0, √2]; 0 iff P = Q, √2 iff the supports are disjoint. A metric. Zeros are allowed. Summed from
/// the differences: 4 ULP. O(n), one pass. At P = Q the gradient is 0.
/// Throws DomainError unless both are probabilities, InvalidArgument if the lengths differ.
/// Matusita, Decision Rules Based on the Distance for Problems of Fit, Two Samples and Estimation, 1955.
constinit const Measure<Two> matusita{matusita_info, roots_table, matusita_finish};

/// Squared chord: the squared Euclidean distance between the square roots, twice the squared Hellinger distance.
///   d(P, Q) = Σ (√pᵢ − √qᵢ)²
/// Unit: none. Range [0, 2]; 0 iff P = Q, 2 iff the supports are disjoint. Symmetric. Zeros are allowed. Summed from
/// the differences: 4 ULP. O(n), one pass.
/// Throws DomainError unless both are probabilities, InvalidArgument if the lengths differ.
/// Cha, Comprehensive Survey on Distance/Similarity Measures between Probability Density Functions, 2007.
constinit const Measure<Two> squared_chord{squared_chord_info, roots_table, squared_chord_finish,
                                           squared_chord_generator};

/// Fisher-Rao distance: the length of the shortest path between two distributions when steps are measured by Fisher
/// information.
///   d(P, Q) = 2 arccos Σ √(pᵢqᵢ)
/// Unit: none, an angle. Range [0, π]; 0 iff P = Q, π iff the supports are disjoint. A metric. Zeros are allowed.
/// Computed as 4 arcsin(H/√2), H the Hellinger distance, which keeps its digits near P = Q: 5 ULP. O(n), one pass. At P
/// = Q the gradient is 0.
/// Throws DomainError unless both are probabilities, InvalidArgument if the lengths differ.
/// Rao, Information and the Accuracy Attainable in the Estimation of Statistical Parameters, 1945.
constinit const Measure<Two> fisher_rao{fisher_rao_info, roots_table, fisher_rao_finish};

}  // namespace sanov
#endif
