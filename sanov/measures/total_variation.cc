#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "sanov/measures/total_variation.cc"
#include "hwy/foreach_target.h"
#include "sanov/measures/cells-inl.h"

HWY_BEFORE_NAMESPACE();
namespace sanov {
namespace HWY_NAMESPACE {

struct TotalVariationCell : Cell<2> {
  using Cell::Cell;
  HWY_INLINE void terms(V p, V q, V* t) const { t[0] = hn::Abs(p - q); }
  HWY_INLINE void slopes(V p, V q, V* tp, V* tq) const {
    tp[0] = hn::IfThenElse(p == q, zero(), hn::CopySign(set(1.0), p - q));
    tq[0] = hn::Neg(tp[0]);
  }
};
const KernelTable* total_variation_kernels() { return kernel_table<TotalVariationCell>(); }

}  // namespace HWY_NAMESPACE
}  // namespace sanov
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include <cmath>

#include "sanov/measures/kernels-inl.h"

namespace sanov {
namespace {

SANOV_KERNELS(total_variation)

Outer total_variation_finish(const Sums& s, const Parameters&) { return {.value = 0.5 * s.term[0], .by_term = {0.5}}; }

double total_variation_generator(double t, const Parameters&) { return 0.5 * std::fabs(t - 1); }

constexpr Info total_variation_info{.name = "total_variation",
                                    .kind = Kind::distance,
                                    .upper = 1,
                                    .laws = symmetric | zero_at_equal | metric | merging_contracts | additive |
                                            differentiable | order_free | padding_free};

}  // namespace

/// Total variation: the largest difference between the probabilities that two distributions give to one event.
///   TV(P, Q) = ½ Σ |pᵢ − qᵢ|
/// Unit: none. Range [0, 1]; 0 iff P = Q, 1 iff the supports are disjoint. A metric. Zeros are allowed in either
/// argument. 1 ULP a term. O(n), one pass. The gradient is ±½ by the sign of p − q, and 0 in a cell where they are
/// equal.
/// Throws DomainError unless both are probabilities, InvalidArgument if the lengths differ.
/// Levin, Peres and Wilmer, Markov Chains and Mixing Times, 2009.
constinit const Measure<Two> total_variation{total_variation_info, total_variation_table, total_variation_finish,
                                             total_variation_generator};

}  // namespace sanov
#endif
