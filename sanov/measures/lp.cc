#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "sanov/measures/lp.cc"
#include "hwy/foreach_target.h"
#include "sanov/measures/cells-inl.h"
#include "sanov/measures/differences-inl.h"

HWY_BEFORE_NAMESPACE();
namespace sanov {
namespace HWY_NAMESPACE {

struct ManhattanCell : Cell<2> {
  using Cell::Cell;
  HWY_INLINE void terms(V p, V q, V* t) const { t[0] = hn::Abs(p - q); }
  HWY_INLINE void slopes(V p, V q, V* tp, V* tq) const {
    tp[0] = sign_of(p - q);
    tq[0] = sign_of(q - p);
  }
};
const KernelTable* manhattan_kernels() { return kernel_table<ManhattanCell>(); }

struct ChebyshevCell : Cell<2, 1, Join::max> {
  using Cell::Cell;
  HWY_INLINE void terms(V p, V q, V* t) const { t[0] = hn::Abs(p - q); }
};
const KernelTable* chebyshev_kernels() { return kernel_table<ChebyshevCell>(); }

/// The squares as they are, and of the differences scaled down and up: one of the three sums neither overflows nor
/// underflows.
struct EuclideanCell : Cell<2, 3> {
  using Cell::Cell;
  HWY_INLINE void terms(V p, V q, V* t) const {
    const V d = p - q, down = d * set(0x1p-600), up = d * set(0x1p600);
    t[0] = d * d;
    t[1] = down * down;
    t[2] = up * up;
  }
  HWY_INLINE void slopes(V p, V q, V* tp, V* tq) const {
    tp[0] = (p - q) * set(2.0);
    tq[0] = (q - p) * set(2.0);
  }
};
const KernelTable* euclidean_kernels() { return kernel_table<EuclideanCell>(); }

/// (|p − q|/largest)^power, where `largest` is the second parameter.
struct MinkowskiCell : Cell<2> {
  explicit MinkowskiCell(const Parameters& parameters)
      : power(parameters[0]), largest(parameters[1] > 0 ? parameters[1] : 1) {}
  HWY_INLINE V raised(V ratio, double exponent) const {
    // A power of 0 apart, where the ratio may have underflowed; 1 apart, where an infinite power of it would be 0 · ∞.
    if (exponent == 0) return set(1.0);
    return hn::IfThenElse(ratio == set(1.0), ratio, exp(D(), set(exponent) * log(D(), ratio)));
  }
  HWY_INLINE void terms(V p, V q, V* t) const { t[0] = raised(hn::Abs(p - q) / set(largest), power); }
  HWY_INLINE void slopes(V p, V q, V* tp, V* tq) const {
    const V d = p - q, size = hn::Abs(d) / set(largest);
    const V slope = hn::IfThenZeroElse(d == zero(), hn::CopySign(raised(size, power - 1), d));
    tp[0] = slope;
    tq[0] = hn::Neg(slope);
  }
  double power, largest;
};
const KernelTable* minkowski_kernels() { return kernel_table<MinkowskiCell>(); }

/// |p − q|, and whether it is the largest, which is the first parameter.
struct AvgCell : Cell<2, 2> {
  explicit AvgCell(const Parameters& parameters) : largest(parameters[0]) {}
  HWY_INLINE void terms(V p, V q, V* t) const {
    t[0] = hn::Abs(p - q);
    t[1] = hn::IfThenElseZero(t[0] == set(largest), set(1.0));
  }
  HWY_INLINE void slopes(V p, V q, V* tp, V* tq) const {
    const V d = p - q;
    tp[0] = sign_of(d);
    tp[1] = hn::IfThenElseZero(hn::Abs(d) == set(largest), tp[0]);
    tq[0] = hn::Neg(tp[0]);
    tq[1] = hn::Neg(tp[1]);
  }
  double largest;
};
const KernelTable* avg_kernels() { return kernel_table<AvgCell>(); }

struct LorentzianCell : Cell<2> {
  using Cell::Cell;
  HWY_INLINE void terms(V p, V q, V* t) const { t[0] = log1p(D(), hn::Abs(p - q)); }
  HWY_INLINE void slopes(V p, V q, V* tp, V* tq) const {
    tp[0] = sign_of(p - q) / (set(1.0) + hn::Abs(p - q));
    tq[0] = hn::Neg(tp[0]);
  }
};
const KernelTable* lorentzian_kernels() { return kernel_table<LorentzianCell>(); }

}  // namespace HWY_NAMESPACE
}  // namespace sanov
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include <cmath>

#include "sanov/measures/kernels-inl.h"

namespace sanov {
namespace {

SANOV_KERNELS(manhattan)
SANOV_KERNELS(chebyshev)
SANOV_KERNELS(euclidean)
SANOV_KERNELS(minkowski)
SANOV_KERNELS(avg)
SANOV_KERNELS(lorentzian)

constexpr double kInfinity = std::numeric_limits<double>::infinity();

double largest_difference(Cells p, Cells q) { return sum_cells(*chebyshev_table(), p, &q, {}).term[0]; }

Outer manhattan_finish(const Sums& s, const Parameters&) { return {.value = s.term[0], .by_term = {1}}; }

Outer gower_finish(const Sums& s, const Parameters&) {
  const double share = 1 / static_cast<double>(s.cells);
  return {.value = s.term[0] * share, .by_term = {share}};
}

Outer non_intersection_finish(const Sums& s, const Parameters&) { return {.value = 0.5 * s.term[0], .by_term = {0.5}}; }

Outer squared_euclidean_finish(const Sums& s, const Parameters&) { return {.value = s.term[0], .by_term = {1}}; }

Outer lorentzian_finish(const Sums& s, const Parameters&) { return {.value = s.term[0], .by_term = {1}}; }

Outer chebyshev_finish(const Sums& s, const Parameters&) { return {.value = s.term[0]}; }

Outer euclidean_finish(const Sums& s, const Parameters&) {
  double root = std::sqrt(s.term[0]);
  if (s.term[0] == kInfinity) root = std::sqrt(s.term[1]) * 0x1p600;
  if (s.term[0] < 0x1p-900) root = std::sqrt(s.term[2]) * 0x1p-600;
  return {.value = root, .by_term = {0.5 / root}};
}

Parameters minkowski_prepare(const KernelTable&, Cells p, Cells q, const Parameters& parameters) {
  return {{parameters[0], largest_difference(p, q)}};
}

Outer minkowski_finish(const Sums& s, const Parameters& parameters) {
  const double power = parameters[0], largest = parameters[1];
  if (largest == 0) return {};
  const double root = std::pow(s.term[0], 1 / power);
  return {.value = largest * root, .by_term = {root / s.term[0]}};
}

Parameters avg_prepare(const KernelTable&, Cells p, Cells q, const Parameters&) { return {{largest_difference(p, q)}}; }

Outer avg_finish(const Sums& s, const Parameters& parameters) {
  return {.value = 0.5 * (s.term[0] + parameters[0]), .by_term = {0.5, 0.5 / s.term[1]}};
}

constexpr unsigned kMetric = symmetric | zero_at_equal | metric | order_free | padding_free;

constexpr Info manhattan_info{.name = "manhattan",
                              .kind = Kind::distance,
                              .domain = Domain::real,
                              .laws = kMetric | merging_contracts | additive | differentiable};
constexpr Info chebyshev_info{.name = "chebyshev", .kind = Kind::distance, .domain = Domain::real, .laws = kMetric};
constexpr Info euclidean_info{
    .name = "euclidean", .kind = Kind::distance, .domain = Domain::real, .laws = kMetric | additive | differentiable};
constexpr Parameter minkowski_parameters[]{{"power", 3, 1, kInfinity}};
constexpr Info minkowski_info{.name = "minkowski",
                              .kind = Kind::distance,
                              .domain = Domain::real,
                              .laws = kMetric | additive | differentiable,
                              .parameters = minkowski_parameters};
constexpr Info avg_info{
    .name = "avg", .kind = Kind::distance, .domain = Domain::real, .laws = kMetric | differentiable};

constexpr Info gower_info{.name = "gower",
                          .kind = Kind::distance,
                          .domain = Domain::real,
                          .laws = symmetric | zero_at_equal | metric | additive | differentiable | order_free};
constexpr Info non_intersection_info{.name = "non_intersection",
                                     .kind = Kind::distance,
                                     .upper = 1,
                                     .laws = kMetric | merging_contracts | additive | differentiable};
constexpr Info lorentzian_info{
    .name = "lorentzian", .kind = Kind::distance, .domain = Domain::real, .laws = kMetric | additive | differentiable};
constexpr Info squared_euclidean_info{
    .name = "squared_euclidean",
    .kind = Kind::divergence,
    .domain = Domain::real,
    .laws = symmetric | zero_at_equal | additive | differentiable | order_free | padding_free};

}  // namespace

/// Manhattan distance: the sum of the absolute differences, also known as L1 or city block.
///   L₁(P, Q) = Σ |pᵢ − qᵢ|
/// Unit: the arrays'. Range [0, ∞), of probabilities [0, 2]; 0 iff P = Q. A metric. Any finite numbers.
/// Each term is within 0.5 ULP. O(n), one pass.
/// The gradient takes 0 for the slope where two cells are equal.
/// Throws DomainError if a number is not finite, InvalidArgument if the lengths differ.
/// Cha, Comprehensive Survey on Distance/Similarity Measures between Probability Density Functions, 2007.
constinit const Measure<Two> manhattan{manhattan_info, manhattan_table, manhattan_finish};

/// Chebyshev distance: the largest absolute difference, also known as L∞.
///   L∞(P, Q) = max |pᵢ − qᵢ|
/// Unit: the arrays'. Range [0, ∞), of probabilities [0, 1]; 0 iff P = Q. A metric. Any finite numbers.
/// Within 0.5 ULP. O(n), one pass.
/// Throws DomainError if a number is not finite, InvalidArgument if the lengths differ.
/// Cha, Comprehensive Survey on Distance/Similarity Measures between Probability Density Functions, 2007.
constinit const Measure<Two> chebyshev{chebyshev_info, chebyshev_table, chebyshev_finish};

/// Euclidean distance: the length of the straight line between two points, also known as L2.
///   L₂(P, Q) = √Σ (pᵢ − qᵢ)²
/// Unit: the arrays'. Range [0, ∞), of probabilities [0, √2]; 0 iff P = Q. A metric. Any finite numbers.
/// Neither overflows nor underflows unless the distance itself does; its terms do where squares do.
/// Within 3 ULP for 10⁶ cells. O(n), one pass.
/// The gradient at P = Q, where there is none, is 0.
/// Throws DomainError if a number is not finite, InvalidArgument if the lengths differ.
/// Cha, Comprehensive Survey on Distance/Similarity Measures between Probability Density Functions, 2007.
constinit const Measure<Two> euclidean{euclidean_info, euclidean_table, euclidean_finish};

/// Minkowski distance: the distance of order `power`, between Manhattan (1), Euclidean (2) and Chebyshev (∞).
///   L_r(P, Q) = (Σ |pᵢ − qᵢ|^r)^(1/r)
/// Unit: the arrays'. Range [0, ∞); 0 iff P = Q. A metric. Any finite numbers. `power` is in [1, ∞], 3 unless given.
/// The differences are divided by the largest first, so that no power overflows: within 3 ULP. O(n), two passes.
/// The gradient takes 0 for the slope where two cells are equal.
/// Throws DomainError if a number is not finite or the power is below 1, InvalidArgument if the lengths differ.
/// Cha, Comprehensive Survey on Distance/Similarity Measures between Probability Density Functions, 2007.
constinit const Measure<Two> minkowski{minkowski_info, minkowski_table, minkowski_finish, nullptr, minkowski_prepare};

/// Average of L1 and L∞: half of the Manhattan and half of the Chebyshev distance.
///   avg(P, Q) = ½ (Σ |pᵢ − qᵢ| + max |pᵢ − qᵢ|)
/// Unit: the arrays'. Range [0, ∞), of probabilities [0, 3/2]; 0 iff P = Q. A metric. Any finite numbers.
/// Each term is within 0.5 ULP. O(n), two passes.
/// The gradient takes 0 for the slope where two cells are equal, and shares that of the maximum among all cells that
/// reach it.
/// Throws DomainError if a number is not finite, InvalidArgument if the lengths differ.
/// Cha, Comprehensive Survey on Distance/Similarity Measures between Probability Density Functions, 2007.
constinit const Measure<Two> avg{avg_info, avg_table, avg_finish, nullptr, avg_prepare};

/// Gower distance: the mean absolute difference of a cell.
///   gower(P, Q) = (1/n) Σ |pᵢ − qᵢ|
/// Unit: the arrays'. Range [0, ∞), of probabilities [0, 2/n]; 0 iff P = Q. A metric. Cells that are empty in both
/// count.
/// Each term is within 0.5 ULP. O(n), one pass.
/// The gradient takes 0 for the slope where two cells are equal.
/// Throws DomainError if a number is not finite, InvalidArgument if the lengths differ.
/// Cha, Comprehensive Survey on Distance/Similarity Measures between Probability Density Functions, 2007.
constinit const Measure<Two> gower{gower_info, manhattan_table, gower_finish};

/// Non-intersection: the mass that two distributions do not share, known as total variation too.
///   1 − Σ min(pᵢ, qᵢ) = ½ Σ |pᵢ − qᵢ|
/// Unit: none. Range [0, 1]; 0 iff P = Q, 1 iff the supports are disjoint. A metric. Zeros are allowed.
/// Summed from the differences, which keep their digits near P = Q: within 0.5 ULP a term. O(n), one pass.
/// Throws DomainError unless both are probabilities, InvalidArgument if the lengths differ.
/// Cha, Comprehensive Survey on Distance/Similarity Measures between Probability Density Functions, 2007.
constinit const Measure<Two> non_intersection{non_intersection_info, manhattan_table, non_intersection_finish};

/// Lorentzian distance: the sum of the logarithms of 1 plus the absolute differences, which tames large ones.
///   lorentzian(P, Q) = Σ ln(1 + |pᵢ − qᵢ|)
/// Unit: none; it presumes that 1 is a telling difference. Range [0, ∞); 0 iff P = Q. A metric. Any finite numbers.
/// Each term is within 2 ULP. O(n), one pass.
/// The gradient takes 0 for the slope where two cells are equal.
/// Throws DomainError if a number is not finite, InvalidArgument if the lengths differ.
/// Cha, Comprehensive Survey on Distance/Similarity Measures between Probability Density Functions, 2007.
constinit const Measure<Two> lorentzian{lorentzian_info, lorentzian_table, lorentzian_finish};

/// Squared Euclidean distance: the sum of the squared differences.
///   d(P, Q) = Σ (pᵢ − qᵢ)²
/// Unit: the arrays', squared. Range [0, ∞), of probabilities [0, 2]; 0 iff P = Q. Not a metric: its root,
/// `euclidean`, is. Any finite numbers; ∞ where a square overflows.
/// Each term is within 1.5 ULP. O(n), one pass.
/// Throws DomainError if a number is not finite, InvalidArgument if the lengths differ.
/// Cha, Comprehensive Survey on Distance/Similarity Measures between Probability Density Functions, 2007.
constinit const Measure<Two> squared_euclidean{squared_euclidean_info, euclidean_table, squared_euclidean_finish};

}  // namespace sanov
#endif
