// Included once per SIMD target: logarithms of ratios, and the terms that are built from them.
#if defined(SANOV_MEASURES_RATIO_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef SANOV_MEASURES_RATIO_INL_H_
#undef SANOV_MEASURES_RATIO_INL_H_
#else
#define SANOV_MEASURES_RATIO_INL_H_
#endif

#include "sanov/numerics/kl-inl.h"
#include "sanov/numerics/math-inl.h"

HWY_BEFORE_NAMESPACE();
namespace sanov {
namespace HWY_NAMESPACE {

/// ln(q/p) for p, q in the window, from kl_term's split: q = K·q' with K a power of two, and ln K and ln(q'/p) of one
/// sign, so nothing cancels. At most 3 ULP for any ratio, 1 ± 1e-16 included; 0 at p = q, exactly.
HWY_INLINE V log_ratio_in_window(V p, V q) {
  const VU power = power_between(p, q, q < p);
  const V scaled = divided(q, power);
  const V s = (scaled - p) / (scaled + p);
  return hn::MulAdd(exponent_of(power), set(kLn2), hn::NegMulAdd(s, atanh_tail(s * s), s + s));
}

/// A logarithm in two parts, so that a large multiple of it has an exponential without error to speak of: the sum of
/// both is within 2^-53 of the truth, absolutely, where the logarithm is large.
struct TwoPart {
  V high, low;
};

/// ln(q/p) for any p, q ≥ 0: −∞ where q = 0 < p, ∞ where p = 0 < q, 0 where both are 0.
HWY_INLINE TwoPart log_ratio_in_parts(V p, V q) {
  const M p_zero = p == zero(), q_zero = q == zero(), either = hn::Or(p_zero, q_zero);
  const Scaled a = scaled_to_window(hn::IfThenElse(either, set(1.0), p));
  const Scaled b = scaled_to_window(hn::IfThenElse(either, set(1.0), q));
  const VU power = power_between(a.value, b.value, q < p);
  const V scaled = divided(b.value, power);
  const V s = (scaled - a.value) / (scaled + a.value);
  const V e = exponent_of(power) + (a.exponent - b.exponent);
  const V rest = hn::NegMulAdd(s, atanh_tail(s * s), s + s);
  // The high part of ln 2 has trailing zeros: its product with e is exact.
  const V whole = e * set(Format<double>::kLn2High), high = whole + rest;
  const V low = hn::MulAdd(e, set(Format<double>::kLn2Low), rest - (high - whole));
  const V at_zero = hn::IfThenElse(p_zero, hn::IfThenElse(q_zero, zero(), set(kInfinity)), set(-kInfinity));
  return {hn::IfThenElse(either, at_zero, high), hn::IfThenZeroElse(either, low)};
}

HWY_INLINE V log_ratio(V p, V q) {
  const TwoPart parts = log_ratio_in_parts(p, q);
  return parts.high + parts.low;
}

/// a·x, in two parts again; a may be 0 beside an infinity.
HWY_INLINE TwoPart times(double a, TwoPart x) {
  const V product = x.high * set(a);
  const V rest = hn::MulAdd(x.low, set(a), hn::MulSub(x.high, set(a), product));
  const V high = product + rest, low = rest - (high - product);
  // Infinite ones have no second part.
  const M finite = hn::Abs(high) < set(kInfinity);
  const V infinite = a == 0 ? zero() : product;
  return {hn::IfThenElse(finite, high, infinite), hn::IfThenElseZero(finite, low)};
}

/// weight·e^x and e^x − 1 of two parts; the former where e^x alone would leave the range, too.
HWY_INLINE V weighted_exp(V weight, TwoPart x) {
  const V half = exp(D(), x.high * set(0.5));
  const V value = weight * half * half;
  const V corrected = hn::IfThenElse(value < set(kInfinity), hn::MulAdd(value, x.low, value), value);
  return hn::IfThenZeroElse(weight == zero(), corrected);
}
HWY_INLINE V expm1(TwoPart x) {
  const V value = expm1(D(), x.high);
  return hn::IfThenElse(value < set(kInfinity), hn::MulAdd(value + set(1.0), x.low, value), value);
}

/// p·φ(step/p) = step − p ln(1 + step/p), for |step| ≤ p/2 where the step is known better than p + step is. 0 at p = 0.
HWY_INLINE V kl_term_of_step(V p, V step) {
  const V s = step / (p + p + step);
  const V term = s * hn::MulAdd(p, atanh_tail(s * s), step);
  return hn::IfThenElse(p == zero(), zero(), term);
}

/// A power of two that takes a cell of very small numbers away from the subnormals, for terms that are homogeneous.
HWY_INLINE V lifting(V p, V q) { return hn::IfThenElse(hn::Max(p, q) < set(0x1p-400), set(0x1p600), set(1.0)); }

}  // namespace HWY_NAMESPACE
}  // namespace sanov
HWY_AFTER_NAMESPACE();

#endif
