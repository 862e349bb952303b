#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "sanov/measures/itakura_saito.cc"
#include "hwy/foreach_target.h"
#include "sanov/measures/cells-inl.h"

HWY_BEFORE_NAMESPACE();
namespace sanov {
namespace HWY_NAMESPACE {

struct ItakuraSaitoCell : Cell<2> {
  using Cell::Cell;
  HWY_INLINE void terms(V p, V q, V* t) const {
    // φ(p/q − 1) is the term q·φ of KL(Q‖P) over q; both brought near 1 first, as a quotient of subnormals is coarse.
    const V lift = hn::IfThenElse(hn::Max(p, q) < set(0x1p-400), set(0x1p600),
                                  hn::IfThenElse(hn::Min(p, q) >= set(0x1p112), set(0x1p-600), set(1.0)));
    t[0] = hn::IfThenZeroElse(p == q, kl_term(q * lift, p * lift) / (q * lift));
  }
  HWY_INLINE void slopes(V p, V q, V* tp, V* tq) const {
    const V d = p - q;
    tp[0] = hn::IfThenZeroElse(d == zero(), d / q / p);
    tq[0] = hn::IfThenZeroElse(d == zero(), hn::Neg(d) / q / q);
  }
};
const KernelTable* itakura_saito_kernels() { return kernel_table<ItakuraSaitoCell>(); }

}  // namespace HWY_NAMESPACE
}  // namespace sanov
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include "sanov/measures/kernels-inl.h"

namespace sanov {
namespace {

SANOV_KERNELS(itakura_saito)

Outer itakura_saito_finish(const Sums& s, const Parameters&) { return {.value = s.term[0], .by_term = {1}}; }

constexpr Info itakura_saito_info{.name = "itakura_saito",
                                  .domain = Domain::positive,
                                  .laws = zero_at_equal | additive | differentiable | order_free};

}  // namespace

/// Itakura-Saito divergence: how badly one power spectrum fits another, by their ratio in each cell alone.
///   D(P‖Q) = Σ pᵢ/qᵢ − ln(pᵢ/qᵢ) − 1
/// Unit: none. Range [0, ∞]; 0 iff P = Q. Not symmetric. It does not change when both are multiplied by one number. The
/// cells must be positive; they need not sum to 1. Each term within 4 ULP, near P = Q too; ∞ where a ratio overflows.
/// O(n), two passes.
/// Throws DomainError unless both are finite and positive, InvalidArgument if the lengths differ.
/// Itakura and Saito, Analysis Synthesis Telephony Based on the Maximum Likelihood Method, 1968.
constinit const Measure<Two> itakura_saito{itakura_saito_info, itakura_saito_table, itakura_saito_finish};

}  // namespace sanov
#endif
