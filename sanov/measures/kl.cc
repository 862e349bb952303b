#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "sanov/measures/kl.cc"
#include "hwy/foreach_target.h"
#include "sanov/measures/cells-inl.h"

HWY_BEFORE_NAMESPACE();
namespace sanov {
namespace HWY_NAMESPACE {

struct KlCell : Cell<2> {
  static constexpr bool kWindow = true;
  using Cell::Cell;
  HWY_INLINE void terms(V p, V q, V* t) const { t[0] = kl_term(p, q); }
  HWY_INLINE void terms_in_window(V p, V q, V* t) const { t[0] = kl_term_in_window(p, q); }
  HWY_INLINE void slopes(V p, V q, V* tp, V* tq) const {
    // Near equality from the difference, elsewhere from the logarithms; an empty cell has slope 0.
    const V d = p - q, excess = d / q;
    const V near = log1p(D(), hn::Max(excess, set(-0.75))), far = log(D(), p) - log(D(), q);
    const V slope = hn::IfThenElse(hn::Abs(excess) <= set(0.5), near, far);
    tp[0] = hn::IfThenElse(p == q, zero(), slope);
    tq[0] = hn::IfThenElse(p == q, zero(), hn::Neg(excess));
  }
};
const KernelTable* kl_kernels() { return kernel_table<KlCell>(); }

}  // namespace HWY_NAMESPACE
}  // namespace sanov
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include <cmath>

#include "sanov/measures/kernels-inl.h"
#include "sanov/measures/phi.h"

namespace sanov {
namespace {

SANOV_KERNELS(kl)

Outer kl_finish(const Sums& s, const Parameters&) {
  return {.value = s.term[0] / s.p - phi((s.q - s.p) / s.p), .by_term = {1}};
}

Outer generalized_kl_finish(const Sums& s, const Parameters&) { return {.value = s.term[0], .by_term = {1}}; }

double kl_generator(double t, const Parameters&) { return t == 0 ? 0 : t * std::log(t); }

constexpr unsigned kLaws = zero_at_equal | merging_contracts | additive | differentiable | order_free | padding_free;

constexpr Info kl_info{.name = "kl", .unit = Unit::nats, .laws = kLaws};
constexpr Info generalized_kl_info{
    .name = "generalized_kl", .domain = Domain::nonnegative, .unit = Unit::nats, .laws = kLaws};

}  // namespace

/// Kullback-Leibler divergence: what a sample drawn from P tells against Q, on average.
///   KL(P‖Q) = Σ pᵢ ln(pᵢ/qᵢ)
/// Unit: nats. Range [0, ∞]; 0 iff P = Q, ∞ iff some cell has q = 0 < p. Not symmetric. 0 ln 0 = 0.
/// Summed as Σ (pᵢ ln(pᵢ/qᵢ) − pᵢ + qᵢ), whose terms are never negative, so it cannot be negative and keeps its digits
/// near P = Q. Sums that miss 1 by rounding are those of the normalised pair. Each term is within 3 ULP. O(n), one pass.
/// The gradient is that of the sum of those terms: ln(p/q) by p, 1 − p/q by q.
/// Throws DomainError unless both are probabilities, InvalidArgument if the lengths differ.
/// Kullback and Leibler, On Information and Sufficiency, 1951.
constinit const Measure<Two> kl{kl_info, kl_table, kl_finish, kl_generator};

/// Generalised Kullback-Leibler divergence: the I-divergence of two arrays that need not sum to 1.
///   D(P‖Q) = Σ pᵢ ln(pᵢ/qᵢ) − pᵢ + qᵢ
/// Unit: nats, times the arrays' unit. Range [0, ∞]; 0 iff P = Q, ∞ iff some cell has q = 0 < p. Not symmetric.
/// Known as scipy.special.kl_div, summed. Each term is within 3 ULP. O(n), one pass.
/// Throws DomainError unless both are finite and not negative, InvalidArgument if the lengths differ.
/// Csiszár, Why Least Squares and Maximum Entropy?, 1991.
constinit const Measure<Two> generalized_kl{generalized_kl_info, kl_table, generalized_kl_finish};

}  // namespace sanov
#endif
