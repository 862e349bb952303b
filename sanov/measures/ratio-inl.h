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

/// ln(q/p) in two parts, within 2^-57 of the truth, and q − p − p ln(q/p), from one division, for p and q in the window.
struct LogRatio {
  TwoPart u;
  V kl;
};

/// e ln 2 + 2 atanh(d/(scaled + p)), where d = scaled − p is exact and s is the quotient, nearly. What the sum and the
/// division lose is known, and goes in again.
HWY_INLINE TwoPart log_from_parts(V e, V d, V p, V scaled, V s, V inverse) {
  const V around = scaled + p, around_low = hn::Min(p, scaled) - (around - hn::Max(p, scaled));
  const V s_low = hn::NegMulAdd(s, around_low, hn::NegMulAdd(s, around, d)) * inverse;
  const V rest = hn::MulAdd(set(2.0), s_low, hn::Neg(s) * atanh_tail(s * s));
  // The high part of ln 2 has trailing zeros: its product with e is exact.
  const V twice = s + s, whole = e * set(Format<double>::kLn2High), first = whole + twice;
  const V more = hn::MulAdd(e, set(Format<double>::kLn2Low), rest + (twice - (first - whole)));
  const V high = first + more;
  return {high, more - (high - first)};
}

HWY_INLINE LogRatio log_ratio_and_kl(V p, V q) {
  const VU power = power_between(p, q, q < p);
  const V scaled = divided(q, power), e = exponent_of(power), d = scaled - p, around = scaled + p;
  const V inverse = set(1.0) / around, s = d * inverse;
  const V inner = s * (d + hn::MulAdd(p, atanh_tail(s * s), hn::NegMulAdd(s, around, d)));
  return {log_from_parts(e, d, p, scaled, s, inverse), hn::NegMulAdd(e * set(kLn2), p, q - scaled) + inner};
}

/// ln(q/p) for any p, q ≥ 0: −∞ where q = 0 < p, ∞ where p = 0 < q, 0 where both are 0.
HWY_INLINE TwoPart log_ratio_in_parts(V p, V q) {
  const M p_zero = p == zero(), q_zero = q == zero(), either = hn::Or(p_zero, q_zero);
  const Scaled a = scaled_to_window(hn::IfThenElse(either, set(1.0), p));
  const Scaled b = scaled_to_window(hn::IfThenElse(either, set(1.0), q));
  const VU power = power_between(a.value, b.value, q < p);
  const V scaled = divided(b.value, power);
  const V e = exponent_of(power) + (a.exponent - b.exponent);
  const V d = scaled - a.value, around = scaled + a.value, s = d / around;
  const TwoPart u = log_from_parts(e, d, a.value, scaled, s, set(1.0) / around);
  const V high = u.high, low = u.low;
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
