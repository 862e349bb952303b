// Included once per SIMD target: what the measures of absolute differences share.
#if defined(SANOV_MEASURES_DIFFERENCES_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef SANOV_MEASURES_DIFFERENCES_INL_H_
#undef SANOV_MEASURES_DIFFERENCES_INL_H_
#else
#define SANOV_MEASURES_DIFFERENCES_INL_H_
#endif

#include "sanov/numerics/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace sanov {
namespace HWY_NAMESPACE {

/// −1, 0 or 1: the slope of |x|, and its subgradient at 0.
HWY_INLINE V sign_of(V x) { return hn::IfThenZeroElse(x == zero(), hn::CopySign(set(1.0), x)); }

/// ∂min(p, q)/∂p: 1 where p is the smaller, ½ where they are equal.
HWY_INLINE V slope_of_min(V p, V q) { return set(0.5) * (set(1.0) - sign_of(p - q)); }

/// a/b, and 0 where b is 0.
HWY_INLINE V quotient(V a, V b) {
  const M none = b == zero();
  return hn::IfThenZeroElse(none, a / hn::IfThenElse(none, set(1.0), b));
}

}  // namespace HWY_NAMESPACE
}  // namespace sanov
HWY_AFTER_NAMESPACE();

#endif
