#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "sanov/measures/cross_entropy.cc"
#include "hwy/foreach_target.h"
#include "sanov/measures/cells-inl.h"

HWY_BEFORE_NAMESPACE();
namespace sanov {
namespace HWY_NAMESPACE {

struct CrossEntropyCell : Cell<2> {
  using Cell::Cell;
  HWY_INLINE void terms(V p, V q, V* t) const { t[0] = hn::IfThenElse(p == zero(), zero(), hn::Neg(p) * log(D(), q)); }
  HWY_INLINE void slopes(V p, V q, V* tp, V* tq) const {
    const M empty = hn::And(p == zero(), q == zero());
    tp[0] = hn::IfThenElse(empty, zero(), hn::Neg(log(D(), q)));
    tq[0] = hn::IfThenElse(p == zero(), zero(), hn::Neg(p) / q);
  }
};
const KernelTable* cross_entropy_kernels() { return kernel_table<CrossEntropyCell>(); }

}  // namespace HWY_NAMESPACE
}  // namespace sanov
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include "sanov/measures/kernels-inl.h"

namespace sanov {
namespace {

SANOV_KERNELS(cross_entropy)

Outer cross_entropy_finish(const Sums& s, const Parameters&) { return {.value = s.term[0], .by_term = {1}}; }

constexpr Info cross_entropy_info{.name = "cross_entropy",
                                  .kind = Kind::information,
                                  .unit = Unit::nats,
                                  .laws = additive | differentiable | order_free | padding_free};

}  // namespace

/// Cross entropy: the mean length of a message drawn from P in the code that is best for Q.
///   H(P, Q) = −Σ pᵢ ln qᵢ = H(P) + KL(P‖Q)
/// Unit: nats. Range [0, ∞]; ∞ iff some cell has q = 0 < p. Not symmetric, and H(P, P) is the entropy of P, not 0. Each
/// term within 2 ULP. O(n), one pass.
/// Throws DomainError unless both are probabilities, InvalidArgument if the lengths differ.
/// Cover and Thomas, Elements of Information Theory, 2006.
constinit const Measure<Two> cross_entropy{cross_entropy_info, cross_entropy_table, cross_entropy_finish};

}  // namespace sanov
#endif
