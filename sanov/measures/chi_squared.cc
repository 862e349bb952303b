#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "sanov/measures/chi_squared.cc"
#include "hwy/foreach_target.h"
#include "sanov/measures/cells-inl.h"

HWY_BEFORE_NAMESPACE();
namespace sanov {
namespace HWY_NAMESPACE {

/// d²/x for any x ≥ 0: 0 where d = 0, ∞ where x = 0 only. The square alone could underflow, the ratio alone overflow.
HWY_INLINE V square_over(V d, V x) {
  const V lift = hn::IfThenElse(x < set(0x1p-400), set(0x1p500), set(1.0));
  const V ratio = d / (x * lift);
  const V value = hn::IfThenElse(hn::Abs(ratio) < set(1.0), ratio * lift * d, ratio * d * lift);
  return hn::IfThenZeroElse(d == zero(), value);
}

/// The derivatives of (p − q)²/q.
HWY_INLINE V pearson_slope_p(V p, V q) { return hn::IfThenElse(p == q, zero(), (p - q) / q * set(2.0)); }
HWY_INLINE V pearson_slope_q(V p, V q) { return hn::IfThenElse(p == q, zero(), (q - p) / q * ((p + q) / q)); }

struct PearsonCell : Cell<2> {
  static constexpr bool kWindow = true;
  using Cell::Cell;
  HWY_INLINE void terms_in_window(V p, V q, V* t) const { t[0] = (p - q) * (p - q) / q; }
  HWY_INLINE void terms(V p, V q, V* t) const { t[0] = square_over(p - q, q); }
  HWY_INLINE void slopes(V p, V q, V* tp, V* tq) const {
    tp[0] = pearson_slope_p(p, q);
    tq[0] = pearson_slope_q(p, q);
  }
};

struct NeymanCell : Cell<2> {
  static constexpr bool kWindow = true;
  using Cell::Cell;
  HWY_INLINE void terms_in_window(V p, V q, V* t) const { t[0] = (p - q) * (p - q) / p; }
  HWY_INLINE void terms(V p, V q, V* t) const { t[0] = square_over(p - q, p); }
  HWY_INLINE void slopes(V p, V q, V* tp, V* tq) const {
    tp[0] = pearson_slope_q(q, p);
    tq[0] = pearson_slope_p(q, p);
  }
};

struct AdditiveSymmetricCell : Cell<2> {
  static constexpr bool kWindow = true;
  using Cell::Cell;
  HWY_INLINE void terms_in_window(V p, V q, V* t) const {
    // In two factors, neither of which leaves the normal range: the cube (p − q)²(p + q) would.
    const V d = p - q;
    t[0] = d * (p + q) * (d / (p * q));
  }
  HWY_INLINE void terms(V p, V q, V* t) const { t[0] = square_over(p - q, p) + square_over(p - q, q); }
  HWY_INLINE void slopes(V p, V q, V* tp, V* tq) const {
    tp[0] = pearson_slope_p(p, q) + pearson_slope_q(q, p);
    tq[0] = pearson_slope_q(p, q) + pearson_slope_p(q, p);
  }
};

struct TriangularCell : Cell<2> {
  static constexpr bool kWindow = true;
  using Cell::Cell;
  HWY_INLINE static V ratio(V p, V q) { return (p - q) / hn::IfThenElse(p + q == zero(), set(1.0), p + q); }
  HWY_INLINE void terms_in_window(V p, V q, V* t) const { t[0] = (p - q) * (p - q) / (p + q); }
  HWY_INLINE void terms(V p, V q, V* t) const { t[0] = (p - q) * ratio(p, q); }
  HWY_INLINE void slopes(V p, V q, V* tp, V* tq) const {
    const V r = ratio(p, q);
    tp[0] = r * (set(2.0) - r);
    tq[0] = hn::Neg(r) * (set(2.0) + r);
  }
};

const KernelTable* pearson_kernels() { return kernel_table<PearsonCell>(); }
const KernelTable* neyman_kernels() { return kernel_table<NeymanCell>(); }
const KernelTable* additive_symmetric_kernels() { return kernel_table<AdditiveSymmetricCell>(); }
const KernelTable* triangular_kernels() { return kernel_table<TriangularCell>(); }

}  // namespace HWY_NAMESPACE
}  // namespace sanov
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include <cmath>

#include "sanov/measures/kernels-inl.h"

namespace sanov {
namespace {

SANOV_KERNELS(pearson)
SANOV_KERNELS(neyman)
SANOV_KERNELS(additive_symmetric)
SANOV_KERNELS(triangular)

Outer sum(const Sums& s, const Parameters&) { return {.value = s.term[0], .by_term = {1}}; }

Outer twice(const Sums& s, const Parameters&) { return {.value = 2 * s.term[0], .by_term = {2}}; }

Outer root_of_half(const Sums& s, const Parameters&) {
  const double value = std::sqrt(0.5 * s.term[0]);
  return {.value = value, .by_term = {0.25 / value}};
}

double pearson_generator(double t, const Parameters&) { return (t - 1) * (t - 1); }
double neyman_generator(double t, const Parameters&) { return (t - 1) * (t - 1) / t; }
double additive_generator(double t, const Parameters&) { return (t - 1) * (t - 1) * (t + 1) / t; }
double triangular_generator(double t, const Parameters&) { return (t - 1) * (t - 1) / (t + 1); }
double symmetric_generator(double t, const Parameters&) { return 2 * (t - 1) * (t - 1) / (t + 1); }

constexpr unsigned kLaws = zero_at_equal | merging_contracts | additive | differentiable | order_free | padding_free;

constexpr Info pearson_info{.name = "pearson_chi2", .laws = kLaws};
constexpr Info neyman_info{.name = "neyman_chi2", .laws = kLaws};
constexpr Info additive_info{.name = "additive_symm", .laws = kLaws | symmetric};
constexpr Info triangular_info{.name = "triangular", .upper = 2, .laws = kLaws | symmetric};
constexpr Info squared_chi_info{.name = "squared_chi", .upper = 2, .laws = kLaws | symmetric};
constexpr Info prob_symm_info{.name = "prob_symm", .upper = 4, .laws = kLaws | symmetric};
constexpr Info le_cam_info{.name = "le_cam", .kind = Kind::distance, .upper = 1, .laws = kLaws | symmetric | metric};

}  // namespace

/// Pearson χ² divergence: the mean squared relative error of P's probabilities, as Q weighs it.
///   χ²(P‖Q) = Σ (pᵢ − qᵢ)²/qᵢ
/// Unit: none. Range [0, ∞]; 0 iff P = Q, ∞ iff some cell has q = 0 < p. Not symmetric. Empty cells count 0. n times
/// this, P being the frequencies of n observations, is Pearson's statistic. 3 ULP a term. O(n), one pass.
/// Throws DomainError unless both are probabilities, InvalidArgument if the lengths differ.
/// Pearson, On the Criterion that a Given System of Deviations…, 1900.
constinit const Measure<Two> pearson_chi2{pearson_info, pearson_table, sum, pearson_generator};

/// Neyman χ² divergence: Pearson's with the arguments exchanged, so that P weighs the squared error.
///   χ²(Q‖P) = Σ (pᵢ − qᵢ)²/pᵢ
/// Unit: none. Range [0, ∞]; 0 iff P = Q, ∞ iff some cell has p = 0 < q. Not symmetric. Empty cells count 0. 3 ULP a
/// term. O(n), one pass.
/// Throws DomainError unless both are probabilities, InvalidArgument if the lengths differ.
/// Neyman, Contribution to the Theory of the χ² Test, 1949.
constinit const Measure<Two> neyman_chi2{neyman_info, neyman_table, sum, neyman_generator};

/// Additive symmetric χ²: Pearson's and Neyman's χ² divergence added.
///   d(P, Q) = Σ (pᵢ − qᵢ)²(pᵢ + qᵢ)/(pᵢqᵢ)
/// Unit: none. Range [0, ∞]; 0 iff P = Q, ∞ iff a cell is empty in one argument only. Symmetric. 4 ULP a term. O(n),
/// one pass.
/// Throws DomainError unless both are probabilities, InvalidArgument if the lengths differ.
/// Cha, Comprehensive Survey on Distance/Similarity Measures between Probability Density Functions, 2007.
constinit const Measure<Two> additive_symm{additive_info, additive_symmetric_table, sum, additive_generator};

/// Triangular discrimination: a bounded, symmetric χ², which compares both distributions with their sum.
///   Δ(P, Q) = Σ (pᵢ − qᵢ)²/(pᵢ + qᵢ)
/// Unit: none. Range [0, 2]; 0 iff P = Q, 2 iff the supports are disjoint. Symmetric. Zeros are allowed. Its root is a
/// metric (le_cam). 3 ULP a term. O(n), one pass.
/// Throws DomainError unless both are probabilities, InvalidArgument if the lengths differ.
/// Topsøe, Some Inequalities for Information Divergence and Related Measures of Discrimination, 2000.
constinit const Measure<Two> triangular{triangular_info, triangular_table, sum, triangular_generator};

/// Squared χ²: the symmetric χ² of Cha's survey, the same number as the triangular discrimination.
///   d(P, Q) = Σ (pᵢ − qᵢ)²/(pᵢ + qᵢ)
/// Unit: none. Range [0, 2]; 0 iff P = Q, 2 iff the supports are disjoint. Symmetric. Zeros are allowed. 3 ULP a term.
/// O(n), one pass.
/// Throws DomainError unless both are probabilities, InvalidArgument if the lengths differ.
/// Cha, Comprehensive Survey on Distance/Similarity Measures between Probability Density Functions, 2007.
constinit const Measure<Two> squared_chi{squared_chi_info, triangular_table, sum, triangular_generator};

/// Probabilistic symmetric χ²: twice the triangular discrimination.
///   d(P, Q) = 2 Σ (pᵢ − qᵢ)²/(pᵢ + qᵢ)
/// Unit: none. Range [0, 4]; 0 iff P = Q, 4 iff the supports are disjoint. Symmetric. Zeros are allowed. 3 ULP a term.
/// O(n), one pass.
/// Throws DomainError unless both are probabilities, InvalidArgument if the lengths differ.
/// Cha, Comprehensive Survey on Distance/Similarity Measures between Probability Density Functions, 2007.
constinit const Measure<Two> prob_symm{prob_symm_info, triangular_table, twice, symmetric_generator};

/// Vincze-Le Cam distance: the root of half the triangular discrimination.
///   d(P, Q) = √( ½ Σ (pᵢ − qᵢ)²/(pᵢ + qᵢ) )
/// Unit: none. Range [0, 1]; 0 iff P = Q, 1 iff the supports are disjoint. A metric. Zeros are allowed. 3 ULP. O(n),
/// one pass. At P = Q, where a root has none, the gradient is 0.
/// Throws DomainError unless both are probabilities, InvalidArgument if the lengths differ.
/// Le Cam, Asymptotic Methods in Statistical Decision Theory, 1986.
constinit const Measure<Two> le_cam{le_cam_info, triangular_table, root_of_half};

}  // namespace sanov
#endif
