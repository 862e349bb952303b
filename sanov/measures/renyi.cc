#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "sanov/measures/renyi.cc"
#include "hwy/foreach_target.h"
#include "sanov/measures/cells-inl.h"
#include "sanov/measures/power-inl.h"

HWY_BEFORE_NAMESPACE();
namespace sanov {
namespace HWY_NAMESPACE {

/// ln(p/q), for its maximum. Never below 0 where both sum to 1.
struct LogRatioCell : Cell<2, 1, Join::max> {
  using Cell::Cell;
  HWY_INLINE void terms(V p, V q, V* t) const { t[0] = log_ratio(q, p); }
};

/// α = 0: what Q gives to the cells that are empty in P, and to the others.
struct MissedCell : Cell<2, 2> {
  using Cell::Cell;
  static bool fits(const Parameters& parameters) { return parameters[0] == 0; }
  HWY_INLINE void terms(V p, V q, V* t) const {
    t[0] = hn::IfThenElseZero(p == zero(), q);
    t[1] = hn::IfThenZeroElse(p == zero(), q);
  }
  HWY_INLINE void slopes(V p, V, V* tp, V* tq) const {
    tp[0] = tp[1] = tq[1] = zero();
    tq[0] = hn::IfThenElseZero(p == zero(), set(1.0));
  }
};

/// The power divergence, and below α = 1 the sum of the definition.
struct PowerCell : Cell<2, 2> {
  static constexpr bool kWindow = true;
  static bool fits(const Parameters& parameters) { return parameters[1] == 0; }
  explicit PowerCell(const Parameters& parameters) : alpha(parameters[0]), power(alpha, alpha - 1) {}
  HWY_INLINE void terms_in_window(V p, V q, V* t) const {
    const Power::TermAndProduct both = power.in_window(p, q);
    t[0] = alpha == kInfinity ? zero() : both.term;
    t[1] = alpha < 1 ? both.product : zero();
  }
  HWY_INLINE void terms(V p, V q, V* t) const {
    t[0] = alpha == kInfinity ? hn::IfThenElseZero(hn::And(q == zero(), p > zero()), set(kInfinity)) : power.term(p, q);
    t[1] = alpha < 1 ? weighted_product(p, q, alpha) : zero();
  }
  HWY_INLINE void slopes(V p, V q, V* tp, V* tq) const {
    tp[0] = power.slope_p(p, q);
    tq[0] = power.slope_q(p, q);
    tp[1] = tq[1] = zero();
  }
  double alpha;
  Power power;
};

/// The powers whose terms need no exponential.
struct HalfCell : PowerCell {
  using PowerCell::PowerCell;
  static bool fits(const Parameters& parameters) { return parameters[0] == 0.5; }
  HWY_INLINE void terms_in_window(V p, V q, V* t) const {
    t[1] = hn::Sqrt(p * q);
    t[0] = power_term_at_half(p, q, t[1]);
  }
};
struct UnitCell : PowerCell {
  using PowerCell::PowerCell;
  static bool fits(const Parameters& parameters) { return parameters[0] == 1; }
  HWY_INLINE void terms_in_window(V p, V q, V* t) const {
    t[0] = power_term_at_one(p, q);
    t[1] = zero();
  }
};
struct SquareCell : PowerCell {
  using PowerCell::PowerCell;
  static bool fits(const Parameters& parameters) { return parameters[0] == 2 && parameters[1] == 0; }
  HWY_INLINE void terms_in_window(V p, V q, V* t) const {
    t[0] = power_term_at_two(p, q);
    t[1] = zero();
  }
};

/// Where that would overflow, parameter 1 being the largest ln(p/q): p times (p/q)^(α−1) over its largest; at α = ∞,
/// which cells have the largest.
struct LargestRatioCell : Cell<2, 2> {
  explicit LargestRatioCell(const Parameters& parameters) : order(parameters[0] - 1), largest(parameters[1]) {}
  HWY_INLINE V share(V p, V q) const {
    const V below = log_ratio(q, p) - set(largest);
    if (order == kInfinity) return hn::IfThenElseZero(below >= zero(), set(1.0));
    return exp(D(), below * set(order));
  }
  HWY_INLINE void terms(V p, V q, V* t) const {
    t[0] = order == kInfinity ? share(p, q) : p * share(p, q);
    t[1] = zero();
  }
  HWY_INLINE void slopes(V p, V q, V* tp, V* tq) const {
    const V part = share(p, q);
    if (order == kInfinity) {
      tp[0] = hn::IfThenZeroElse(part == zero(), part / p);
      tq[0] = hn::IfThenZeroElse(part == zero(), hn::Neg(part) / q);
    } else {
      tp[0] = part * set(order + 1);
      tq[0] = hn::IfThenZeroElse(hn::Or(part == zero(), q == zero()), hn::Neg(part) * set(order) * (p / q));
    }
    tp[1] = tq[1] = zero();
  }
  double order, largest;
};

const KernelTable* log_ratio_kernels() { return kernel_table<LogRatioCell>(); }
const KernelTable* renyi_kernels() {
  return kernel_table<MissedCell, HalfCell, UnitCell, SquareCell, PowerCell, LargestRatioCell>();
}

}  // namespace HWY_NAMESPACE
}  // namespace sanov
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include <cmath>
#include <limits>

#include "sanov/measures/kernels-inl.h"

namespace sanov {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

SANOV_KERNELS(log_ratio)
SANOV_KERNELS(renyi)

/// The largest ln(p/q) where α asks for it: at ∞, and where (p/q)^(α−1) would overflow. An infinite one makes the sum
/// infinite, which needs no help.
Parameters renyi_prepare(const KernelTable&, Cells p, Cells q, const Parameters& given) {
  const double alpha = given[0];
  if (alpha <= 1) return {{alpha, 0}};
  const double largest = sum_cells(*log_ratio_table(), p, &q, {}).term[0];
  const bool needed = largest < kInfinity && (alpha - 1) * largest > 600;
  return {{alpha, needed ? largest : 0}};
}

Outer renyi_finish(const Sums& s, const Parameters& parameters) {
  const double alpha = parameters[0], largest = parameters[1], sum = s.term[0];
  if (largest > 0) {
    if (alpha == kInfinity) return {.value = largest, .by_term = {1 / sum}};
    return {.value = largest + std::log(sum) / (alpha - 1), .by_term = {1 / ((alpha - 1) * sum)}};
  }
  // Equal distributions, or an infinite ratio.
  if (alpha == kInfinity) return {.value = sum, .by_term = {0}};
  if (alpha == 1) return {.value = sum, .by_term = {1}};
  // Σp^α q^(1−α) is 1 + change: from the change where it is small, from the sum itself where it is near −1.
  const double scale = alpha == 0 ? 1 : alpha, change = scale * (alpha - 1) * sum;
  const double whole = change < -0.5 ? s.term[1] : 1 + change;
  return {.value = (change < -0.5 ? std::log(whole) : std::log1p(change)) / (alpha - 1), .by_term = {scale / whole}};
}

Outer tsallis_finish(const Sums& s, const Parameters& parameters) {
  const double scale = parameters[0] == 0 ? 1 : parameters[0];
  return {.value = scale * s.term[0], .by_term = {scale}};
}

double tsallis_generator(double t, const Parameters& parameters) {
  const double alpha = parameters[0];
  if (alpha == 1) return t == 0 ? 0 : t * std::log(t);
  // (t^α − t)/(α − 1), which differs by a multiple of t − 1 and does not cancel near α = 1.
  return t == 0 ? 0 : t * std::expm1((alpha - 1) * std::log(t)) / (alpha - 1);
}

constexpr unsigned kLaws = zero_at_equal | merging_contracts | additive | differentiable | order_free | padding_free;

constexpr Parameter renyi_parameters[] = {{"alpha", 0.5, 0, kInfinity}};
constexpr Info renyi_info{.name = "renyi", .unit = Unit::nats, .laws = kLaws, .parameters = renyi_parameters};

constexpr Parameter tsallis_parameters[] = {{"alpha", 0.5, 0, 100}};
constexpr Info tsallis_info{.name = "tsallis", .laws = kLaws, .parameters = tsallis_parameters};

}  // namespace

/// Rényi divergence: Kullback-Leibler divergence with a dial for how much the largest ratios of the two count.
///   D_α(P‖Q) = ln(Σ pᵢ^α qᵢ^(1−α)) / (α − 1)
/// Unit: nats. Range [0, ∞]; 0 iff P = Q, for α > 0. `alpha` is ½ unless given, where it is symmetric (twice the
/// Bhattacharyya distance). Its limits are exact: 0 is −ln Q(p > 0), 1 is KL, ∞ is ln max p/q. ∞ iff the supports are
/// disjoint or, from α = 1 on, some cell has q = 0 < p. It grows with α. Summed from terms of the power divergence,
/// which are never negative and lose no digits near P = Q or near α = 1: 7 + 0.1α ULP. Sums that miss 1 by
/// rounding are, to first order, those of the normalised pair. O(n), one pass; two above α = 1.
/// Throws DomainError unless both are probabilities or if alpha is negative, InvalidArgument if the lengths differ.
/// Van Erven and Harremoës, Rényi Divergence and Kullback-Leibler Divergence, 2014.
constinit const Measure<Two> renyi{renyi_info, renyi_table, renyi_finish, nullptr, renyi_prepare};

/// Tsallis divergence: relative entropy of order α without the logarithm, which makes it a sum over the cells.
///   D_α(P‖Q) = (Σ pᵢ^α qᵢ^(1−α) − 1)/(α − 1)
/// Unit: none; at α = 1 it is KL, in nats. Range [0, ∞], below α = 1 [0, 1/(1−α)]; 0 iff P = Q, for α > 0. `alpha` is ½
/// unless given, where it is the squared chord, and at most 100. At 0 it is Q(p = 0), at 2 Pearson's χ². Summed from
/// terms that are never negative and lose no digits near P = Q or near α = 1: 5 + 0.1α ULP a term. O(n), one pass.
/// Throws DomainError unless both are probabilities or if alpha leaves [0, 100], InvalidArgument if the lengths differ.
/// Tsallis, Generalized Entropy-Based Criterion for Consistent Testing, 1998.
constinit const Measure<Two> tsallis{tsallis_info, renyi_table, tsallis_finish, tsallis_generator};

}  // namespace sanov
#endif
