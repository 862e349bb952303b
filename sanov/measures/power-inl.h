// Included once per SIMD target: the power divergence of one cell, from which Rényi's, Tsallis', Cressie and Read's and
// Chernoff's are made.
#if defined(SANOV_MEASURES_POWER_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef SANOV_MEASURES_POWER_INL_H_
#undef SANOV_MEASURES_POWER_INL_H_
#else
#define SANOV_MEASURES_POWER_INL_H_
#endif

#include <utility>

#include "sanov/measures/ratio-inl.h"

HWY_BEFORE_NAMESPACE();
namespace sanov {
namespace HWY_NAMESPACE {

/// weight·(e^x − 1 − x) ≥ 0 for weight ≥ 0, with relative accuracy near x = 0 and where e^x alone would overflow.
/// 0 for a weight of 0.
HWY_INLINE V weighted_exp_excess(V weight, TwoPart parts) {
  const V x = parts.high;
  // Near 0 from the half: e^2y − 1 − 2y = y² + 2E(1 + y) + E², where E = e^y − 1 − y.
  const V y = x * set(0.5), square = y * y, half = square * exp_tail(D(), y);
  const V near = hn::MulAdd(half, hn::MulAdd(set(2.0), y, set(2.0)) + half, square);
  const V far = weight * (expm1(parts) - x);
  const V value = hn::IfThenElse(hn::Abs(x) <= set(0.69), weight * near, far);
  return hn::IfThenZeroElse(weight == zero(), hn::IfThenElse(x > set(100.0), weighted_exp(weight, parts), value));
}

/// p^α q^(1−α) for α in (0, 1).
HWY_INLINE V weighted_product(V p, V q, double alpha) {
  const M lone = hn::Or(p == zero(), q == zero());
  return hn::IfThenZeroElse(lone, weighted_exp(q, times(alpha, log_ratio_in_parts(q, p))));
}

/// The term below, in the window, at the powers that need no exponential: 2(√p − √q)², p ln(p/q) − p + q, (p − q)²/2q.
HWY_INLINE V power_term_at_half(V p, V q, V root) {
  const V d = p - q, twice = d * d;
  return (twice + twice) / (p + q + (root + root));
}
HWY_INLINE V power_term_at_one(V p, V q) { return kl_term_in_window(p, q); }
HWY_INLINE V power_term_at_two(V p, V q) { return (p - q) * (p - q) / (q + q); }

/// One cell of Σ (p^α q^(1−α) − αp − (1−α)q)/(α(α − 1)), no term of which is negative; p ln(p/q) − p + q at α = 1, its
/// mirror image at α = 0. The term with p and q exchanged is the one of 1 − α, so only α ≤ ½ need be computed.
class Power {
 public:
  /// `order` is α − 1, which the caller may know better than the difference does.
  Power(double alpha, double order)
      : alpha_(alpha),
        order_(order),
        mirrored_(alpha > 0.5),
        a_(mirrored_ ? -order : alpha),
        by_a_(1 / a_),
        by_rest_(1 / (1 - a_)),
        by_both_(1 / (a_ * (1 - a_))) {}

  /// The term, and p^α q^(1−α).
  struct TermAndProduct {
    V term, product;
  };

  /// At most 5 + 0.1|α| ULP.
  HWY_INLINE V term(V p, V q) const {
    if (mirrored_) std::swap(p, q);
    const V kl = kl_term(q, p);  // q(e^u − 1 − u), u = ln(p/q)
    if (a_ == 0) return kl;
    const TwoPart u = log_ratio_in_parts(q, p), au = times(a_, u);
    const V near = (kl - weighted_exp_excess(q, au) / set(a_)) / set(1 - a_);
    if (a_ < 0) return near;
    // Where p is far below q those two would cancel: q − p^a q^(1−a) − a(q − p).
    const V far = (hn::Neg(q) * expm1(au) - set(a_) * (q - p)) / set(a_ * (1 - a_));
    return hn::IfThenElse(u.high < set(-2.0), far, near);
  }
  /// For p and q in the window: one division, one logarithm, one exponential for both.
  HWY_INLINE TermAndProduct in_window(V p, V q) const {
    if (mirrored_) std::swap(p, q);
    const LogRatio ratio = log_ratio_and_kl(q, p);
    const TwoPart x = times(a_, ratio.u);
    // With m = e^y − 1 and E = m − y at y = x/2, e^x − 1 − x = m² + 2E: no digits are lost near 0.
    const V half = set(0.5), y = x.high * half, y_low = x.low * half;
    const ExpParts<V> parts = exp_parts(D(), y);
    const M near_zero = parts.k == zero();
    const V tail = parts.r * parts.r * exp_tail(D(), parts.r);
    const V low = parts.r_low + y_low, near = parts.r + tail;
    const V rest = parts.r + hn::MulAdd(low, near + set(1.0), tail), power = power_of_two(D(), parts.magic);
    const V m = hn::IfThenElse(near_zero, rest, hn::MulAdd(power, rest, power - set(1.0)));
    const V excess_of_half = hn::IfThenElse(near_zero, hn::MulAdd(y_low, parts.r, tail), m - y);
    const V excess = hn::MulAdd(m, m, excess_of_half + excess_of_half);
    V term = hn::NegMulAdd(q * excess, set(by_a_), ratio.kl) * set(by_rest_);
    if (a_ > 0) {
      const V far = hn::NegMulSub(q * m, m + set(2.0), set(a_) * (q - p)) * set(by_both_);
      term = hn::IfThenElse(ratio.u.high < set(-2.0), far, term);
    }
    const V root = hn::MulAdd(power, rest, power);
    const V product = q * root * root;
    const M ordinary = hn::Abs(x.high) < set(600.0);
    if (HWY_LIKELY(hn::AllTrue(D(), ordinary))) return {term, product};
    if (mirrored_) std::swap(p, q);
    return {hn::IfThenElse(ordinary, term, this->term(p, q)),
            hn::IfThenElse(ordinary, product, weighted_product(p, q, alpha_))};
  }
  /// ((p/q)^(α−1) − 1)/(α − 1) and (1 − (p/q)^α)/α.
  HWY_INLINE V slope_p(V p, V q) const {
    const TwoPart u = log_ratio_in_parts(q, p);
    return order_ == 0 ? u.high + u.low : expm1(times(order_, u)) / set(order_);
  }
  HWY_INLINE V slope_q(V p, V q) const {
    const TwoPart u = log_ratio_in_parts(q, p);
    return alpha_ == 0 ? hn::Neg(u.high + u.low) : expm1(times(alpha_, u)) / set(-alpha_);
  }

 private:
  double alpha_, order_;
  bool mirrored_;
  double a_, by_a_, by_rest_, by_both_;
};

}  // namespace HWY_NAMESPACE
}  // namespace sanov
HWY_AFTER_NAMESPACE();

#endif
