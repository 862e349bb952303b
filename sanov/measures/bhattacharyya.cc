#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "sanov/measures/bhattacharyya.cc"
#include "hwy/foreach_target.h"
#include "sanov/measures/cells-inl.h"

HWY_BEFORE_NAMESPACE();
namespace sanov {
namespace HWY_NAMESPACE {

/// √(pq), of roots whose product cannot underflow.
struct FidelityCell : Cell<2> {
  using Cell::Cell;
  HWY_INLINE void terms(V p, V q, V* t) const { t[0] = hn::Sqrt(p) * hn::Sqrt(q); }
  HWY_INLINE void slopes(V p, V q, V* tp, V* tq) const {
    const V a = hn::Sqrt(p), b = hn::Sqrt(q);
    tp[0] = hn::IfThenZeroElse(q == zero(), b / (a + a));
    tq[0] = hn::IfThenZeroElse(p == zero(), a / (b + b));
  }
};

/// (√p − √q)²/2 from the difference, and √(pq).
struct BhattacharyyaCell : Cell<2, 2> {
  using Cell::Cell;
  HWY_INLINE static V gap(V p, V q, V a, V b) { return (p - q) / hn::IfThenElse(a + b == zero(), set(1.0), a + b); }
  HWY_INLINE void terms(V p, V q, V* t) const {
    const V a = hn::Sqrt(p), b = hn::Sqrt(q), d = gap(p, q, a, b);
    t[0] = set(0.5) * d * d;
    t[1] = a * b;
  }
  HWY_INLINE void slopes(V p, V q, V* tp, V* tq) const {
    const V a = hn::Sqrt(p), b = hn::Sqrt(q), d = gap(p, q, a, b) * set(0.5);
    tp[0] = hn::IfThenZeroElse(d == zero(), d / a);
    tq[0] = hn::IfThenZeroElse(d == zero(), hn::Neg(d) / b);
    tp[1] = tq[1] = zero();
  }
};

const KernelTable* fidelity_kernels() { return kernel_table<FidelityCell>(); }
const KernelTable* bhattacharyya_kernels() { return kernel_table<BhattacharyyaCell>(); }

}  // namespace HWY_NAMESPACE
}  // namespace sanov
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include <cmath>

#include "sanov/measures/kernels-inl.h"

namespace sanov {
namespace {

SANOV_KERNELS(fidelity)
SANOV_KERNELS(bhattacharyya)

Outer fidelity_finish(const Sums& s, const Parameters&) { return {.value = s.term[0], .by_term = {1}}; }

/// BC = 1 − H²: from H² where they are near, from BC where they are far.
Outer bhattacharyya_finish(const Sums& s, const Parameters&) {
  const bool near = s.term[0] < 0.5;
  return {.value = near ? -std::log1p(-s.term[0]) : -std::log(s.term[1]),
          .by_term = {1 / (near ? 1 - s.term[0] : s.term[1])}};
}

constexpr unsigned kLaws = symmetric | additive | differentiable | order_free | padding_free;

constexpr Info fidelity_info{.name = "fidelity", .kind = Kind::similarity, .upper = 1, .laws = kLaws};
constexpr Info bhattacharyya_info{
    .name = "bhattacharyya", .unit = Unit::nats, .laws = kLaws | zero_at_equal | merging_contracts};

}  // namespace

/// Fidelity: the Bhattacharyya coefficient, the cosine of the angle between the square roots of two distributions.
///   BC(P, Q) = Σ √(pᵢqᵢ)
/// Unit: none. A similarity. Range [0, 1]; 1 iff P = Q, 0 iff the supports are disjoint. Symmetric. Zeros are allowed.
/// 2 ULP a term; but 1 − BC has no more digits than 1 has: near P = Q use hellinger. O(n), one pass.
/// Throws DomainError unless both are probabilities, InvalidArgument if the lengths differ.
/// Bhattacharyya, On a Measure of Divergence between Two Statistical Populations, 1943.
constinit const Measure<Two> fidelity{fidelity_info, fidelity_table, fidelity_finish};

/// Bhattacharyya distance: minus the logarithm of the overlap of two distributions. A divergence, not a metric.
///   B(P, Q) = −ln Σ √(pᵢqᵢ)
/// Unit: nats. Range [0, ∞]; 0 iff P = Q, ∞ iff the supports are disjoint. Symmetric. Zeros are allowed. Computed as
/// −ln(1 − H²) from the differences of the roots, so that near distributions keep their digits: 5 ULP. O(n), one pass.
/// Throws DomainError unless both are probabilities, InvalidArgument if the lengths differ.
/// Bhattacharyya, On a Measure of Divergence between Two Statistical Populations, 1943.
constinit const Measure<Two> bhattacharyya{bhattacharyya_info, bhattacharyya_table, bhattacharyya_finish};

}  // namespace sanov
#endif
