#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "sanov/measures/jeffreys.cc"
#include "hwy/foreach_target.h"
#include "sanov/measures/cells-inl.h"
#include "sanov/measures/ratio-inl.h"

HWY_BEFORE_NAMESPACE();
namespace sanov {
namespace HWY_NAMESPACE {

struct JeffreysCell : Cell<2> {
  static constexpr bool kWindow = true;
  using Cell::Cell;
  HWY_INLINE void terms_in_window(V p, V q, V* t) const { t[0] = (q - p) * log_ratio_in_window(p, q); }
  HWY_INLINE void terms(V p, V q, V* t) const { t[0] = hn::IfThenElse(p == q, zero(), (q - p) * log_ratio(p, q)); }
  HWY_INLINE void slopes(V p, V q, V* tp, V* tq) const {
    const V ratio = log_ratio(p, q), d = p - q;
    tp[0] = hn::IfThenElse(p == q, zero(), d / p - ratio);
    tq[0] = hn::IfThenElse(p == q, zero(), ratio - d / q);
  }
};
const KernelTable* jeffreys_kernels() { return kernel_table<JeffreysCell>(); }

}  // namespace HWY_NAMESPACE
}  // namespace sanov
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include <cmath>

#include "sanov/measures/kernels-inl.h"

namespace sanov {
namespace {

SANOV_KERNELS(jeffreys)

Outer jeffreys_finish(const Sums& s, const Parameters&) { return {.value = s.term[0], .by_term = {1}}; }

double jeffreys_generator(double t, const Parameters&) { return (t - 1) * std::log(t); }

constexpr unsigned kLaws =
    symmetric | zero_at_equal | merging_contracts | additive | differentiable | order_free | padding_free;

constexpr Info jeffreys_info{.name = "jeffreys", .unit = Unit::nats, .laws = kLaws};
constexpr Info psi_info{.name = "psi", .unit = Unit::nats, .laws = kLaws};

}  // namespace

/// Jeffreys divergence: Kullback-Leibler divergence in both directions, added.
///   J(P, Q) = KL(P‖Q) + KL(Q‖P) = Σ (pᵢ − qᵢ) ln(pᵢ/qᵢ)
/// Unit: nats. Range [0, ∞]; 0 iff P = Q, ∞ iff a cell is empty in one argument only. Symmetric. Empty cells count 0.
/// Each term within 4 ULP, near P = Q too. O(n), one pass.
/// Throws DomainError unless both are probabilities, InvalidArgument if the lengths differ.
/// Jeffreys, An Invariant Form for the Prior Probability in Estimation Problems, 1946.
constinit const Measure<Two> jeffreys{jeffreys_info, jeffreys_table, jeffreys_finish, jeffreys_generator};

/// Population stability index: how much the shares of a score's cells have moved; it is the Jeffreys divergence.
///   PSI(P, Q) = Σ (pᵢ − qᵢ) ln(pᵢ/qᵢ)
/// Unit: nats. Range [0, ∞]; 0 iff P = Q, ∞ iff a cell is empty in one argument only. Symmetric. Empty cells count 0.
/// By convention below 0.1 is stable and above 0.25 has shifted; but k cells of n and m rows that did not change at all
/// give about (k − 1)(1/n + 1/m). Each term within 4 ULP. O(n), one pass.
/// Throws DomainError unless both are probabilities, InvalidArgument if the lengths differ.
/// Yurdakul and Naranjo, Statistical Properties of the Population Stability Index, 2020.
constinit const Measure<Two> psi{psi_info, jeffreys_table, jeffreys_finish, jeffreys_generator};

}  // namespace sanov
#endif
