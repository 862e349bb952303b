// Included once per SIMD target: what losses of a logit are made of.
#if defined(SANOV_LOSSES_LOGISTIC_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef SANOV_LOSSES_LOGISTIC_INL_H_
#undef SANOV_LOSSES_LOGISTIC_INL_H_
#else
#define SANOV_LOSSES_LOGISTIC_INL_H_
#endif

#include "sanov/losses/pointwise-inl.h"

HWY_BEFORE_NAMESPACE();
namespace sanov {
namespace HWY_NAMESPACE {

/// softplus(x) = ln(1 + eˣ) and σ(x) = 1/(1 + e⁻ˣ), of x and of −x, each with relative accuracy.
struct Logistic {
  V tail;                ///< ln(1 + e^−|x|): both softplus are max(±x, 0) more
  V soft_up, soft_down;  ///< softplus(x), softplus(−x)
  V up, down;            ///< σ(x), σ(−x)
};

HWY_INLINE Logistic logistic(V x) {
  const V e = exp(D(), hn::Neg(hn::Abs(x)));
  const V large = set(1.0) / (set(1.0) + e), small = e * large;
  const M positive = x > zero();
  Logistic out;
  out.tail = log1p(D(), e);
  out.soft_up = hn::Max(x, zero()) + out.tail;
  out.soft_down = hn::Max(hn::Neg(x), zero()) + out.tail;
  out.up = hn::IfThenElse(positive, large, small);
  out.down = hn::IfThenElse(positive, small, large);
  return out;
}

}  // namespace HWY_NAMESPACE
}  // namespace sanov
HWY_AFTER_NAMESPACE();

#endif
