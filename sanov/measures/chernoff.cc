#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "sanov/measures/chernoff.cc"
#include "hwy/foreach_target.h"
#include "sanov/measures/cells-inl.h"
#include "sanov/measures/power-inl.h"

HWY_BEFORE_NAMESPACE();
namespace sanov {
namespace HWY_NAMESPACE {

/// αp + (1−α)q − p^α q^(1−α) ≥ 0, and p^α q^(1−α), for a given α in [0, 1]; with the limit p^0 = 0 at p = 0.
struct ChernoffCell : Cell<2, 2> {
  explicit ChernoffCell(const Parameters& parameters) : alpha(parameters[0]), power(alpha, alpha - 1) {}
  HWY_INLINE void terms(V p, V q, V* t) const {
    t[1] = weighted_product(p, q, alpha);
    if (alpha == 0)
      t[0] = hn::IfThenElseZero(p == zero(), q);
    else if (alpha == 1)
      t[0] = hn::IfThenElseZero(q == zero(), p);
    else
      t[0] = power.term(p, q) * set(alpha * (1 - alpha));
  }
  HWY_INLINE void slopes(V p, V q, V* tp, V* tq) const {
    const TwoPart u = log_ratio_in_parts(q, p);
    tp[0] = weighted(-alpha, expm1(times(alpha - 1, u)));
    tq[0] = weighted(alpha - 1, expm1(times(alpha, u)));
    tp[1] = tq[1] = zero();
  }
  double alpha;
  Power power;
};

/// The first two derivatives by α of −p^α q^(1−α), but for the sign of the second, and p^α q^(1−α). The first may have
/// p − q added, which is nothing over probabilities: what is left is of second order near p = q. Where P and Q hardly
/// overlap, that sum would drown it.
struct ChernoffSlopeCell : Cell<2, 3> {
  explicit ChernoffSlopeCell(const Parameters& parameters) : alpha(parameters[0]), apart(parameters[1] != 0) {}
  HWY_INLINE void terms(V p, V q, V* t) const {
    const M lone = hn::Or(p == zero(), q == zero());
    const V u = hn::IfThenZeroElse(lone, log_ratio(q, p)), product = weighted_product(p, q, alpha);
    // p − q − u p^α q^(1−α), u = ln(p/q), near p = q as q(e^u − 1 − u) − u·q(e^αu − 1).
    const V near = kl_term(q, p) - u * q * expm1(D(), u * set(alpha));
    const M far = hn::Or(lone, hn::Abs(u) > set(1.0));
    t[0] = apart ? hn::Neg(u * product) : hn::IfThenElse(far, p - q - u * product, near);
    t[1] = u * u * product;
    t[2] = product;
  }
  double alpha;
  bool apart;
};

const KernelTable* chernoff_kernels() { return kernel_table<ChernoffCell>(); }
const KernelTable* chernoff_slope_kernels() { return kernel_table<ChernoffSlopeCell>(); }

}  // namespace HWY_NAMESPACE
}  // namespace sanov
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include <algorithm>
#include <cmath>

#include "sanov/measures/chernoff.h"
#include "sanov/measures/kernels-inl.h"

namespace sanov {
namespace {

SANOV_KERNELS(chernoff)
SANOV_KERNELS(chernoff_slope)

/// Where S(α) = Σ p^α q^(1−α), which is convex in α as its logarithm is, is smallest: Newton's method within a bracket,
/// on 1 − S, or on −ln S if S(½) < ½. Otherwise S ≥ ¼ for every α,
/// and what is added to it costs no digits.
class Search {
 public:
  Search(Cells p, Cells q) : p_(p), q_(q) { apart_ = sums_at(0.5).term[2] < 0.5; }

  double best() {
    double alpha = 0.5;
    for (int step = 0; step < 60; ++step) {
      const auto [slope, bend] = at(alpha);
      // Equal or disjoint distributions: any α is as good.
      if (slope == 0 || (bend == 0 && !apart_)) return alpha;
      (slope > 0 ? low_ : high_) = alpha;
      double next = alpha + slope / bend;
      if (next <= low_ && low_ == 0 && ends_at(0)) return 0;
      if (next >= high_ && high_ == 1 && ends_at(1)) return 1;
      if (!(next > low_ && next < high_)) next = 0.5 * (low_ + high_);
      if (std::fabs(next - alpha) <= 1e-15) return next;
      alpha = next;
    }
    return alpha;
  }

 private:
  struct Slopes {
    double first, second;  // the second with its sign changed
  };

  Sums sums_at(double alpha) const {
    return sum_cells(*chernoff_slope_table(), p_, &q_, {{alpha, apart_ ? 1.0 : 0.0}});
  }
  Slopes at(double alpha) const {
    const Sums s = sums_at(alpha);
    if (!apart_) return {s.term[0], s.term[1]};
    if (s.term[2] == 0) return {0, 0};
    const double slope = s.term[0] / s.term[2];
    return {slope, std::max(0.0, s.term[1] / s.term[2] - slope * slope)};
  }

  /// Whether the optimum is at an end, where one support is inside the other. Looked at once for either end.
  bool ends_at(int end) {
    if (seen_[end]) return false;
    seen_[end] = true;
    const double slope = at(end).first;
    return end == 0 ? slope <= 0 : slope >= 0;
  }

  Cells p_, q_;
  bool apart_ = false;
  double low_ = 0, high_ = 1;
  bool seen_[2] = {};
};

Parameters chernoff_prepare(const KernelTable&, Cells p, Cells q, const Parameters&) { return {{Search(p, q).best()}}; }

Outer chernoff_finish(const Sums& s, const Parameters&) {
  const double rest = s.term[0] < 0.5 ? 1 - s.term[0] : s.term[1];
  return {.value = s.term[0] < 0.5 ? -std::log1p(-s.term[0]) : -std::log(s.term[1]), .by_term = {1 / rest}};
}

constexpr Info chernoff_info{
    .name = "chernoff",
    .unit = Unit::nats,
    .laws = symmetric | zero_at_equal | merging_contracts | additive | differentiable | order_free | padding_free};

}  // namespace

/// Chernoff information: the rate at which n draws tell P from Q when both are equally likely beforehand.
///   C(P, Q) = −ln min over α in [0, 1] of Σ pᵢ^α qᵢ^(1−α)
/// Unit: nats a draw: the error falls as exp(−nC). Range [0, ∞]; 0 iff P = Q, ∞ iff the supports are disjoint.
/// Symmetric. Zeros are allowed. chernoff_alpha gives the α of the minimum. Summed from terms that are never negative
/// and lose no digits near P = Q: 6 ULP. O(n), some 5 to 11 passes: Newton's method.
/// Throws DomainError unless both are probabilities, InvalidArgument if the lengths differ.
/// Chernoff, A Measure of Asymptotic Efficiency for Tests of a Hypothesis Based on the Sum of Observations, 1952.
constinit const Measure<Two> chernoff{chernoff_info, chernoff_table, chernoff_finish, nullptr, chernoff_prepare};

double chernoff_alpha(Cells p, Cells q) { return chernoff.settled(p, q)[0]; }

}  // namespace sanov
#endif
