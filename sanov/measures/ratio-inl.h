// Included once per SIMD target: logarithms of ratios, and the terms that are built from them.
#if defined(SANOV_MEASURES_RATIO_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef SANOV_MEASURES_RATIO_INL_H_
#undef SANOV_MEASURES_RATIO_INL_H_
#else
#define SANOV_MEASURES_RATIO_INL_H_
#endif

#include "sanov/numerics/kl-inl.h"

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

/// The same for any p, q ≥ 0: −∞ where q = 0 < p, ∞ where p = 0 < q, 0 where both are 0.
HWY_INLINE V log_ratio(V p, V q) {
  const M p_zero = p == zero(), q_zero = q == zero(), either = hn::Or(p_zero, q_zero);
  const Scaled a = scaled_to_window(hn::IfThenElse(either, set(1.0), p));
  const Scaled b = scaled_to_window(hn::IfThenElse(either, set(1.0), q));
  const VU power = power_between(a.value, b.value, q < p);
  const V scaled = divided(b.value, power);
  const V s = (scaled - a.value) / (scaled + a.value);
  const V e = exponent_of(power) + (a.exponent - b.exponent);
  const V ratio = hn::MulAdd(e, set(kLn2), hn::NegMulAdd(s, atanh_tail(s * s), s + s));
  const V at_zero = hn::IfThenElse(p_zero, hn::IfThenElse(q_zero, zero(), set(kInfinity)), set(-kInfinity));
  return hn::IfThenElse(either, at_zero, ratio);
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
