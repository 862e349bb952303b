// Included once per SIMD target: KL divergence of the softmaxes of two rows of floats, as fast as memory allows.
#if defined(SANOV_LOSSES_KL_FLOAT_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef SANOV_LOSSES_KL_FLOAT_INL_H_
#undef SANOV_LOSSES_KL_FLOAT_INL_H_
#else
#define SANOV_LOSSES_KL_FLOAT_INL_H_
#endif

#include "sanov/losses/softmax-inl.h"

HWY_BEFORE_NAMESPACE();
namespace sanov {
namespace HWY_NAMESPACE {

// 16 floats whatever the target, as simd-inl.h has 8 doubles.
inline constexpr std::size_t kFloatWidth = 16;
using DF = hn::CappedTag<float, kFloatWidth>;
using VF = hn::Vec<DF>;
using MF = hn::Mask<DF>;
using DI = hn::RebindToSigned<DF>;
using VI = hn::Vec<DI>;
inline constexpr std::size_t kFloatLanes = hn::MaxLanes(DF());
inline constexpr std::size_t kFloatVectors = kFloatWidth / kFloatLanes;

inline constexpr std::size_t kSoftBlock = 2048;  // numbers of a block: both rows' exps of one lie in the first cache
inline constexpr double kLn2Double = 0x1.62e42fefa39efp-1;
// Beyond this the integer part of x/ln 2 does not fit where exp_scaled keeps it.
inline constexpr float kLargestLogit = 0x1p20f;

HWY_INLINE VF set_float(float x) { return hn::Set(DF(), x); }

/// Lanes summed in double, in order.
HWY_INLINE double fold_floats(const VF* x) {
  HWY_ALIGN float a[kFloatWidth];
  for (std::size_t v = 0; v < kFloatVectors; ++v) hn::Store(x[v], DF(), a + v * kFloatLanes);
  double sum = 0;
  for (const float each : a) sum += static_cast<double>(each);
  return sum;
}
HWY_INLINE float fold_top(const VF* x) {
  HWY_ALIGN float a[kFloatWidth];
  for (std::size_t v = 0; v < kFloatVectors; ++v) hn::Store(x[v], DF(), a + v * kFloatLanes);
  return *std::max_element(a, a + kFloatWidth);
}

HWY_INLINE VF load_logits(const float* from, std::size_t count) {
  if (HWY_LIKELY(count >= kFloatLanes)) return hn::LoadU(DF(), from);
  const MF live = hn::FirstN(DF(), count);
  return hn::IfThenElse(live, hn::MaskedLoad(live, DF(), from), set_float(-std::numeric_limits<float>::infinity()));
}

/// A whole power of two by which exps are scaled down, so that a later and larger one only rescales, exactly.
struct Reference {
  int power = kUnset;
  static constexpr int kUnset = -(1 << 22);
  /// Takes the block's largest logit in; returns what earlier sums must be multiplied by.
  HWY_INLINE double raise(float top) {
    if (!(top > -kLargestLogit)) return 1;
    const int next = static_cast<int>(std::lrint(top * 0x1.715476p+0f));
    if (next <= power) return 1;
    const double factor = std::ldexp(1.0, std::max(power - next, -2000));
    power = next;
    return factor;
  }
  int used() const { return power == kUnset ? 0 : power; }
};

/// e^x·2^−reference; 0 where x is so far below that it does not count. NaN stays NaN.
struct ExpScaled {
  explicit ExpScaled(int reference)
      : shift(hn::Set(DI(), static_cast<int>(static_cast<unsigned>(-reference) << 23))),
        lowest(set_float(static_cast<float>((reference - 120) * kLn2Double))) {}
  HWY_INLINE VF operator()(VF x, MF& negligible) const {
    const DF d;
    negligible = x < lowest;
    const ExpParts<VF> parts = exp_parts(d, hn::IfThenElse(negligible, lowest, x));
    const VF mantissa = set_float(1) + hn::MulAdd(parts.r * parts.r, exp_tail(d, parts.r), parts.r);
    const VI power = hn::ShiftLeft<23>(hn::BitCast(DI(), parts.magic)) + shift;
    return hn::IfThenZeroElse(negligible, hn::BitCast(d, hn::BitCast(DI(), mantissa) + power));
  }
  VI shift;
  VF lowest;
};

/// Running sums of a pair of rows: Σe^t, Σe^s and Σe^t(t − s), each scaled by its reference.
struct SoftPair {
  Reference t, s;
  double sum_t = 0, sum_s = 0, weighted = 0;
};

/// The largest logits of a block.
HWY_INLINE void tops(const float* t, const float* s, std::size_t n, float& top_t, float& top_s) {
  VF a[kFloatVectors], b[kFloatVectors];
  for (std::size_t v = 0; v < kFloatVectors; ++v) a[v] = b[v] = set_float(-std::numeric_limits<float>::infinity());
  for (std::size_t i = 0; i < n; i += kFloatWidth) {
    hwy::Prefetch(t + i + 4096);
    hwy::Prefetch(s + i + 4096);
    for (std::size_t v = 0; v < kFloatVectors; ++v) {
      const std::size_t at = i + v * kFloatLanes, left = n > at ? n - at : 0;
      a[v] = hn::Max(a[v], load_logits(t + at, left));
      b[v] = hn::Max(b[v], load_logits(s + at, left));
    }
  }
  top_t = fold_top(a);
  top_s = fold_top(b);
}

/// Adds a block; its exps go to et and es where they are not null.
HWY_INLINE void add_block(SoftPair& pair, const float* t, const float* s, std::size_t n, float by, float* et,
                          float* es) {
  const ExpScaled exp_t(pair.t.used()), exp_s(pair.s.used());
  const VF factor = set_float(by);
  constexpr std::size_t kFlush = 512;  // lanes add so many numbers before they go over to double
  for (std::size_t from = 0; from < n; from += kFlush) {
    VF sum_t[kFloatVectors], sum_s[kFloatVectors], weighted[kFloatVectors];
    for (std::size_t v = 0; v < kFloatVectors; ++v) sum_t[v] = sum_s[v] = weighted[v] = hn::Zero(DF());
    const std::size_t to = std::min(n, from + kFlush);
    for (std::size_t i = from; i < to; i += kFloatWidth)
      for (std::size_t v = 0; v < kFloatVectors; ++v) {
        const std::size_t at = i + v * kFloatLanes, left = to > at ? to - at : 0;
        const VF x = load_logits(t + at, left) * factor, y = load_logits(s + at, left) * factor;
        MF gone_t, gone_s;
        const VF p = exp_t(x, gone_t), q = exp_s(y, gone_s);
        sum_t[v] = sum_t[v] + p;
        sum_s[v] = sum_s[v] + q;
        weighted[v] = hn::MulAdd(p, hn::IfThenZeroElse(gone_t, x - y), weighted[v]);
        if (et != nullptr) hn::Store(p, DF(), et + at);
        if (es != nullptr) hn::Store(q, DF(), es + at);
      }
    pair.sum_t += fold_floats(sum_t);
    pair.sum_s += fold_floats(sum_s);
    pair.weighted += fold_floats(weighted);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace sanov
HWY_AFTER_NAMESPACE();

#endif
