#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "sanov/measures/relative.cc"
#include "hwy/foreach_target.h"
#include "sanov/measures/cells-inl.h"
#include "sanov/measures/differences-inl.h"

HWY_BEFORE_NAMESPACE();
namespace sanov {
namespace HWY_NAMESPACE {

/// Makes room for the sum of two large numbers; a ratio does not notice.
HWY_INLINE V headroom(V p, V q) {
  return hn::IfThenElse(hn::Max(hn::Abs(p), hn::Abs(q)) > set(0x1p1000), set(0x1p-100), set(1.0));
}

/// |p − q|/(|p| + |q|), and 0 in an empty cell.
struct CanberraCell : Cell<2> {
  using Cell::Cell;
  HWY_INLINE void terms(V p, V q, V* t) const {
    const V factor = headroom(p, q);
    p = p * factor;
    q = q * factor;
    t[0] = quotient(hn::Abs(p - q), hn::Abs(p) + hn::Abs(q));
  }
  HWY_INLINE void slopes(V p, V q, V* tp, V* tq) const {
    const V sum = hn::Abs(p) + hn::Abs(q), ratio = quotient(hn::Abs(p - q), sum);
    tp[0] = quotient(sign_of(p - q) - ratio * hn::CopySign(set(1.0), p), sum);
    tq[0] = quotient(sign_of(q - p) - ratio * hn::CopySign(set(1.0), q), sum);
  }
};
const KernelTable* canberra_kernels() { return kernel_table<CanberraCell>(); }

/// The square of it, for cells that are not negative.
struct SquaredRatioCell : Cell<2> {
  using Cell::Cell;
  HWY_INLINE void terms(V p, V q, V* t) const {
    const V factor = headroom(p, q);
    p = p * factor;
    q = q * factor;
    const V ratio = quotient(p - q, p + q);
    t[0] = ratio * ratio;
  }
  HWY_INLINE void slopes(V p, V q, V* tp, V* tq) const {
    // 2 ratio · ∂ratio/∂p, of which the latter is 2q/(p + q)²; infinite beside tiny cells, but 0 where they are equal.
    const V sum = p + q, ratio = quotient(p - q, sum), scaled = set(4.0) * ratio;
    tp[0] = hn::IfThenZeroElse(p == q, scaled * quotient(quotient(q, sum), sum));
    tq[0] = hn::IfThenZeroElse(p == q, hn::Neg(scaled * quotient(quotient(p, sum), sum)));
  }
};
const KernelTable* squared_ratio_kernels() { return kernel_table<SquaredRatioCell>(); }

/// |p − q|/max(p, q), and 0 in an empty cell.
struct WaveHedgesCell : Cell<2> {
  using Cell::Cell;
  HWY_INLINE void terms(V p, V q, V* t) const { t[0] = quotient(hn::Abs(p - q), hn::Max(p, q)); }
  HWY_INLINE void slopes(V p, V q, V* tp, V* tq) const {
    const V high = hn::Max(p, q), of_high = quotient(quotient(hn::Min(p, q), high), high);
    const V of_low = hn::Neg(quotient(set(1.0), high));
    tp[0] = hn::IfThenZeroElse(p == q, hn::IfThenElse(p > q, of_high, of_low));
    tq[0] = hn::IfThenZeroElse(p == q, hn::IfThenElse(p > q, of_low, of_high));
  }
};
const KernelTable* wave_hedges_kernels() { return kernel_table<WaveHedgesCell>(); }

}  // namespace HWY_NAMESPACE
}  // namespace sanov
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include <cmath>

#include "sanov/measures/kernels-inl.h"

namespace sanov {
namespace {

SANOV_KERNELS(canberra)
SANOV_KERNELS(squared_ratio)
SANOV_KERNELS(wave_hedges)

Outer sum_finish(const Sums& s, const Parameters&) { return {.value = s.term[0], .by_term = {1}}; }

Outer twice_finish(const Sums& s, const Parameters&) { return {.value = 2 * s.term[0], .by_term = {2}}; }

Outer root_finish(const Sums& s, const Parameters&) {
  const double root = std::sqrt(s.term[0]);
  return {.value = root, .by_term = {0.5 / root}};
}

constexpr unsigned kLaws = symmetric | zero_at_equal | additive | differentiable | order_free | padding_free;

constexpr Info canberra_info{
    .name = "canberra", .kind = Kind::distance, .domain = Domain::real, .laws = kLaws | metric};
constexpr Info wave_hedges_info{
    .name = "wave_hedges", .kind = Kind::distance, .domain = Domain::nonnegative, .laws = kLaws | metric};
constexpr Info clark_info{
    .name = "clark", .kind = Kind::distance, .domain = Domain::nonnegative, .laws = kLaws | metric};
constexpr Info divergence_info{.name = "divergence", .domain = Domain::nonnegative, .laws = kLaws};

}  // namespace

/// Canberra distance: the sum of the differences, each relative to the size of its two cells.
///   canberra(P, Q) = Σ |pᵢ − qᵢ| / (|pᵢ| + |qᵢ|)
/// Unit: none. Range [0, n]; 0 iff P = Q. A metric, but most sensitive where cells are near 0. Cells that are empty
/// in both count 0. Any finite numbers.
/// Each term is within 2 ULP. O(n), one pass.
/// The gradient takes 0 for the slope where two cells are equal.
/// Throws DomainError if a number is not finite, InvalidArgument if the lengths differ.
/// Lance and Williams, Computer Programs for Hierarchical Polythetic Classification, 1966.
constinit const Measure<Two> canberra{canberra_info, canberra_table, sum_finish};

/// Wave-Hedges distance: the sum of the differences, each relative to the larger of its two cells.
///   WH(P, Q) = Σ |pᵢ − qᵢ| / max(pᵢ, qᵢ)
/// Unit: none. Range [0, n]; 0 iff P = Q. A metric. Cells that are empty in both count 0.
/// Each term is within 1.5 ULP. O(n), one pass.
/// The gradient takes 0 for the slope where two cells are equal.
/// Throws DomainError unless both are finite and not negative, InvalidArgument if the lengths differ.
/// Hedges, An Empirical Modification to Linear Wave Theory, 1976; Cha, Comprehensive Survey, 2007.
constinit const Measure<Two> wave_hedges{wave_hedges_info, wave_hedges_table, sum_finish};

/// Clark distance: the Euclidean length of the relative differences, also known as coefficient of divergence.
///   clark(P, Q) = √Σ ( |pᵢ − qᵢ| / (pᵢ + qᵢ) )²
/// Unit: none. Range [0, √n]; 0 iff P = Q. A metric. Cells that are empty in both count 0.
/// Within 4 ULP. O(n), one pass.
/// The gradient at P = Q, where there is none, is 0.
/// Throws DomainError unless both are finite and not negative, InvalidArgument if the lengths differ.
/// Clark, An Extension of the Coefficient of Divergence for Use with Multiple Characters, 1952.
constinit const Measure<Two> clark{clark_info, squared_ratio_table, root_finish};

/// Divergence of Cha's survey: twice the sum of the squared relative differences.
///   D(P, Q) = 2 Σ (pᵢ − qᵢ)² / (pᵢ + qᵢ)²
/// Unit: none. Range [0, 2n]; 0 iff P = Q. Twice the square of `clark`. Cells that are empty in both count 0.
/// Each term is within 3 ULP. O(n), one pass.
/// Throws DomainError unless both are finite and not negative, InvalidArgument if the lengths differ.
/// Cha, Comprehensive Survey on Distance/Similarity Measures between Probability Density Functions, 2007.
constinit const Measure<Two> divergence{divergence_info, squared_ratio_table, twice_finish};

}  // namespace sanov
#endif
