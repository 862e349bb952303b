#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "sanov/measures/combinations.cc"
#include "hwy/foreach_target.h"
#include "sanov/measures/cells-inl.h"
#include "sanov/measures/differences-inl.h"
#include "sanov/measures/ratio-inl.h"

HWY_BEFORE_NAMESPACE();
namespace sanov {
namespace HWY_NAMESPACE {

/// Twice the term: the KL terms of the mean m from p and from q, in which −m + p and −m + q cancel.
struct TanejaCell : Cell<2> {
  using Cell::Cell;
  HWY_INLINE void terms(V p, V q, V* t) const {
    const V lift = lifting(p, q);
    p = p * lift;
    q = q * lift;
    const V mean = p * set(0.5) + q * set(0.5), step = (p - q) * set(0.5);
    const V near = kl_term_of_step(mean, step) + kl_term_of_step(mean, hn::Neg(step));
    const V far = kl_term(mean, p) + kl_term(mean, q);
    t[0] = hn::IfThenElse(hn::Abs(step) <= set(0.5) * mean, near, far) / lift;
  }
  HWY_INLINE void slopes(V p, V q, V* tp, V* tq) const {
    const V lift = lifting(p, q);
    p = p * lift;
    q = q * lift;
    const V mean = p * set(0.5) + q * set(0.5);
    const V logs = set(0.5) * (log_ratio(p, mean) + log_ratio(q, mean));
    tp[0] = slope(p, q, logs);
    tq[0] = slope(q, p, logs);
  }

 private:
  /// ln(m/√(xy)) + (x − y)/2x; −∞ where x = 0 < y.
  static HWY_INLINE V slope(V x, V y, V logs) {
    const V value = logs + set(0.5) * (x - y) / hn::IfThenElse(x == zero(), set(1.0), x);
    return hn::IfThenElse(x == y, zero(), hn::IfThenElse(x == zero(), set(-kInfinity), value));
  }
};
const KernelTable* taneja_kernels() { return kernel_table<TanejaCell>(); }

/// With x = low/high: high·((1 − x)(1 + x))² / (2 x√x).
struct KumarJohnsonCell : Cell<2> {
  using Cell::Cell;
  HWY_INLINE void terms(V p, V q, V* t) const {
    const V high = hn::Max(p, q), low = hn::Min(p, q);
    const M empty = high == zero();
    const V x = low / hn::IfThenElse(empty, set(1.0), high);
    const V excess = quotient(high - low, high) * (set(1.0) + x);
    const V term = set(0.5) * (excess * excess) * ((high / x) / hn::Sqrt(x));
    t[0] = hn::IfThenZeroElse(empty, term);
  }
  HWY_INLINE void slopes(V p, V q, V* tp, V* tq) const {
    const V high = hn::Max(p, q);
    const M empty = high == zero();
    const V scale = hn::IfThenElse(empty, set(1.0), high);
    const V x = p / scale, y = q / scale;
    const V difference = ((p - q) / scale) * (x + y), product = x * y;
    const V common = difference / (product * hn::Sqrt(product));
    tp[0] = hn::IfThenZeroElse(p == q, slope(common, x, y));
    tq[0] = hn::IfThenZeroElse(p == q, slope(hn::Neg(common), y, x));
  }

 private:
  static HWY_INLINE V slope(V common, V x, V y) {
    return common * (hn::MulAdd(set(1.25) * x, x, set(0.75) * y * y) / x);
  }
};
const KernelTable* kumar_johnson_kernels() { return kernel_table<KumarJohnsonCell>(); }

}  // namespace HWY_NAMESPACE
}  // namespace sanov
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include <cmath>

#include "sanov/measures/kernels-inl.h"

namespace sanov {
namespace {

SANOV_KERNELS(taneja)
SANOV_KERNELS(kumar_johnson)

Outer taneja_finish(const Sums& s, const Parameters&) { return {.value = 0.5 * s.term[0], .by_term = {0.5}}; }

Outer kumar_johnson_finish(const Sums& s, const Parameters&) { return {.value = s.term[0], .by_term = {1}}; }

double taneja_generator(double t, const Parameters&) { return 0.5 * (1 + t) * std::log((1 + t) / (2 * std::sqrt(t))); }

double kumar_johnson_generator(double t, const Parameters&) {
  const double square = (t * t - 1) * (t * t - 1);
  return square / (2 * t * std::sqrt(t));
}

constexpr unsigned kLaws =
    symmetric | zero_at_equal | merging_contracts | additive | differentiable | order_free | padding_free;

constexpr Info taneja_info{.name = "taneja", .domain = Domain::nonnegative, .unit = Unit::nats, .laws = kLaws};
constexpr Info kumar_johnson_info{.name = "kumar_johnson", .domain = Domain::nonnegative, .laws = kLaws};

}  // namespace

/// Taneja divergence: the logarithm of the arithmetic by the geometric mean of two cells, weighted by the former.
///   T(P, Q) = Σ (pᵢ + qᵢ)/2 · ln( (pᵢ + qᵢ) / (2 √(pᵢ qᵢ)) )
/// Unit: nats. Range [0, ∞]; 0 iff P = Q, ∞ iff some cell is empty in one only. Symmetric. It is the mean of KL(M‖P)
/// and KL(M‖Q), where M is the mean of P and Q. Cells that are empty in both count 0.
/// Summed from the cells' differences, without cancellation, within 5 ULP a term. O(n), one pass.
/// Throws DomainError unless both are finite and not negative, InvalidArgument if the lengths differ.
/// Taneja, New Developments in Generalized Information Measures, 1995.
constinit const Measure<Two> taneja{taneja_info, taneja_table, taneja_finish, taneja_generator};

/// Kumar-Johnson divergence: a symmetric χ² that weighs rare cells most.
///   KJ(P, Q) = Σ (pᵢ² − qᵢ²)² / (2 (pᵢ qᵢ)^(3/2))
/// Unit: none. Range [0, ∞]; 0 iff P = Q, ∞ iff some cell is empty in one only. Symmetric. Cells that are empty in
/// both count 0.
/// Summed from the cells' differences, within 6 ULP a term. O(n), one pass.
/// Throws DomainError unless both are finite and not negative, InvalidArgument if the lengths differ.
/// Kumar and Johnson, On a Symmetric Divergence Measure and Information Inequalities, 2005.
constinit const Measure<Two> kumar_johnson{kumar_johnson_info, kumar_johnson_table, kumar_johnson_finish,
                                           kumar_johnson_generator};

}  // namespace sanov
#endif
