#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "sanov/measures/inner_product.cc"
#include "hwy/foreach_target.h"
#include "sanov/measures/cells-inl.h"
#include "sanov/measures/differences-inl.h"

HWY_BEFORE_NAMESPACE();
namespace sanov {
namespace HWY_NAMESPACE {

struct ProductCell : Cell<2> {
  using Cell::Cell;
  HWY_INLINE void terms(V p, V q, V* t) const { t[0] = p * q; }
  HWY_INLINE void slopes(V p, V q, V* tp, V* tq) const {
    tp[0] = q;
    tq[0] = p;
  }
};
const KernelTable* product_kernels() { return kernel_table<ProductCell>(); }

/// The product and both squares.
struct CosineCell : Cell<2, 3> {
  using Cell::Cell;
  HWY_INLINE void terms(V p, V q, V* t) const {
    t[0] = p * q;
    t[1] = p * p;
    t[2] = q * q;
  }
  HWY_INLINE void slopes(V p, V q, V* tp, V* tq) const {
    tp[0] = q;
    tp[1] = p + p;
    tq[0] = p;
    tq[2] = q + q;
  }
};
const KernelTable* cosine_kernels() { return kernel_table<CosineCell>(); }

/// The squared difference, the product, and the size, which tells zeros from what is too small to square.
struct SquaresCell : Cell<2, 3> {
  using Cell::Cell;
  HWY_INLINE void terms(V p, V q, V* t) const {
    const V d = p - q;
    t[0] = d * d;
    t[1] = p * q;
    t[2] = hn::Max(hn::Abs(p), hn::Abs(q));
  }
  HWY_INLINE void slopes(V p, V q, V* tp, V* tq) const {
    const V d = p - q;
    tp[0] = d + d;
    tp[1] = q;
    tq[0] = hn::Neg(d + d);
    tq[1] = p;
  }
};
const KernelTable* squares_kernels() { return kernel_table<SquaresCell>(); }

/// pq/(p + q), and 0 in an empty cell.
struct HarmonicCell : Cell<2> {
  using Cell::Cell;
  HWY_INLINE void terms(V p, V q, V* t) const {
    const V low = hn::Min(p, q);
    t[0] = low / (set(1.0) + quotient(low, hn::Max(p, q)));
  }
  HWY_INLINE void slopes(V p, V q, V* tp, V* tq) const {
    const V of_p = quotient(q, p + q), of_q = quotient(p, p + q);
    tp[0] = of_p * of_p;
    tq[0] = of_q * of_q;
  }
};
const KernelTable* harmonic_kernels() { return kernel_table<HarmonicCell>(); }

}  // namespace HWY_NAMESPACE
}  // namespace sanov
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include <cmath>
#include <limits>

#include "sanov/base/error.h"
#include "sanov/measures/kernels-inl.h"

namespace sanov {
namespace {

SANOV_KERNELS(product)
SANOV_KERNELS(cosine)
SANOV_KERNELS(squares)
SANOV_KERNELS(harmonic)

constexpr double kInfinity = std::numeric_limits<double>::infinity();
/// Sums of squares below this have lost digits to underflow.
constexpr double kLeastSquares = 0x1p-960;

Outer product_finish(const Sums& s, const Parameters&) { return {.value = s.term[0], .by_term = {1}}; }

Outer harmonic_finish(const Sums& s, const Parameters&) { return {.value = 2 * s.term[0], .by_term = {2}}; }

double length(double squares, const char* argument) {
  if (!(squares < kLeastSquares)) return std::sqrt(squares);
  fail_domain("cosine", argument, "is zero, or too small to be squared; an angle needs a direction");
}

Outer cosine_finish(const Sums& s, const Parameters&) {
  const double p = length(s.term[1], "p"), q = length(s.term[2], "q");
  if (p == kInfinity || q == kInfinity) return {.value = std::nan("")};
  const double value = s.term[0] / p / q;
  return {.value = value, .by_term = {1 / p / q, -0.5 * value / p / p, -0.5 * value / q / q}};
}

/// part/whole, both sums of squares; `at_zero` where all cells are 0, NaN (an error) where squares overflowed.
double share(const char* function, double part, double whole, double size, double at_zero) {
  if (size == 0) return at_zero;
  if (whole == kInfinity) return std::nan("");
  if (whole < kLeastSquares) fail_domain(function, "p and q", "are too small to be squared; scale both of them up");
  return part / whole;
}

/// Σpq / (Σp² + Σq² − Σpq), whose denominator is Σ(p − q)² + Σpq.
Outer kumar_hassebrook_finish(const Sums& s, const Parameters&) {
  const double whole = s.term[0] + s.term[1], value = share("kumar_hassebrook", s.term[1], whole, s.term[2], 1);
  return {.value = value, .by_term = {-value / whole, (1 - value) / whole}};
}

Outer jaccard_finish(const Sums& s, const Parameters&) {
  const double whole = s.term[0] + s.term[1], value = share("jaccard", s.term[0], whole, s.term[2], 0);
  return {.value = value, .by_term = {(1 - value) / whole, -value / whole}};
}

/// Σ(p − q)² / (Σp² + Σq²), whose denominator is Σ(p − q)² + 2Σpq.
Outer dice_finish(const Sums& s, const Parameters&) {
  const double whole = s.term[0] + 2 * s.term[1], value = share("dice", s.term[0], whole, s.term[2], 0);
  return {.value = value, .by_term = {(1 - value) / whole, -2 * value / whole}};
}

constexpr unsigned kLaws = symmetric | differentiable | order_free | padding_free;

constexpr Info inner_product_info{
    .name = "inner_product", .kind = Kind::similarity, .domain = Domain::real, .lower = -kInfinity, .laws = kLaws};
constexpr Info harmonic_mean_info{
    .name = "harmonic_mean", .kind = Kind::similarity, .domain = Domain::nonnegative, .laws = kLaws | additive};
constexpr Info cosine_info{
    .name = "cosine", .kind = Kind::similarity, .domain = Domain::real, .lower = -1, .upper = 1, .laws = kLaws};
constexpr Info kumar_hassebrook_info{.name = "kumar_hassebrook",
                                     .kind = Kind::similarity,
                                     .domain = Domain::real,
                                     .lower = -1.0 / 3,
                                     .upper = 1,
                                     .laws = kLaws};
constexpr Info jaccard_info{.name = "jaccard", .domain = Domain::real, .upper = 4.0 / 3, .laws = kLaws | zero_at_equal};
constexpr Info dice_info{.name = "dice", .domain = Domain::real, .upper = 2, .laws = kLaws | zero_at_equal};

}  // namespace

/// Inner product: how far two arrays point the same way, times their lengths.
///   s(P, Q) = Σ pᵢ qᵢ
/// Unit: the product of the arrays'. Any value; of probabilities [0, 1], 0 iff the supports are disjoint. A
/// similarity, for which equal arrays are not the most similar ones. Any finite numbers; ∞ where a product overflows.
/// Each term is within 0.5 ULP. O(n), one pass.
/// Throws DomainError if a number is not finite, InvalidArgument if the lengths differ.
/// Cha, Comprehensive Survey on Distance/Similarity Measures between Probability Density Functions, 2007.
constinit const Measure<Two> inner_product{inner_product_info, product_table, product_finish};

/// Harmonic mean similarity: the sum of the harmonic means of the cells.
///   s(P, Q) = 2 Σ pᵢ qᵢ / (pᵢ + qᵢ)
/// Unit: the arrays'. Range [0, ∞), of probabilities [0, 1] with 1 iff P = Q; 0 iff the supports are disjoint. Cells
/// that are empty in both count 0. 1 less half of `squared_chi`, of probabilities.
/// Each term is within 2 ULP. O(n), one pass.
/// Throws DomainError unless both are finite and not negative, InvalidArgument if the lengths differ.
/// Cha, Comprehensive Survey on Distance/Similarity Measures between Probability Density Functions, 2007.
constinit const Measure<Two> harmonic_mean{harmonic_mean_info, harmonic_table, harmonic_finish};

/// Cosine similarity: the cosine of the angle between two arrays, whatever their lengths.
///   s(P, Q) = Σ pᵢ qᵢ / √(Σ pᵢ² Σ qᵢ²)
/// Unit: none. Range [−1, 1], of probabilities [0, 1]; 1 iff one is a positive multiple of the other.
/// Within 4 ULP of 1. O(n), one pass.
/// Throws DomainError if a number is not finite or one array is zero, InvalidArgument if the lengths differ.
/// Cha, Comprehensive Survey on Distance/Similarity Measures between Probability Density Functions, 2007.
constinit const Measure<Two> cosine{cosine_info, cosine_table, cosine_finish};

/// Kumar-Hassebrook similarity: the peak-to-correlation energy ratio, Tanimoto's coefficient of real arrays.
///   s(P, Q) = Σ pᵢ qᵢ / (Σ pᵢ² + Σ qᵢ² − Σ pᵢ qᵢ)
/// Unit: none. Range [−1/3, 1], of nonnegative arrays [0, 1]; 1 iff P = Q. Two arrays of zeros are at 1.
/// Within 4 ULP of 1. O(n), one pass.
/// Throws DomainError if a number is not finite, InvalidArgument if the lengths differ.
/// Kumar and Hassebrook, Performance Measures for Correlation Filters, 1990.
constinit const Measure<Two> kumar_hassebrook{kumar_hassebrook_info, squares_table, kumar_hassebrook_finish};

/// Jaccard divergence of real arrays: 1 less the Kumar-Hassebrook similarity.
///   d(P, Q) = Σ (pᵢ − qᵢ)² / (Σ pᵢ² + Σ qᵢ² − Σ pᵢ qᵢ)
/// Unit: none. Range [0, 4/3], of nonnegative arrays [0, 1]; 0 iff P = Q. Two arrays of zeros are at 0.
/// Within 4 ULP, near P = Q too. O(n), one pass.
/// Throws DomainError if a number is not finite, InvalidArgument if the lengths differ.
/// Cha, Comprehensive Survey on Distance/Similarity Measures between Probability Density Functions, 2007.
constinit const Measure<Two> jaccard{jaccard_info, squares_table, jaccard_finish};

/// Dice divergence of real arrays: the squared differences as a share of all squares.
///   d(P, Q) = Σ (pᵢ − qᵢ)² / (Σ pᵢ² + Σ qᵢ²)
/// Unit: none. Range [0, 2], of nonnegative arrays [0, 1]; 0 iff P = Q. Two arrays of zeros are at 0.
/// Within 4 ULP, near P = Q too. O(n), one pass.
/// Throws DomainError if a number is not finite, InvalidArgument if the lengths differ.
/// Cha, Comprehensive Survey on Distance/Similarity Measures between Probability Density Functions, 2007.
constinit const Measure<Two> dice{dice_info, squares_table, dice_finish};

}  // namespace sanov
#endif
