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
HWY_INLINE void add_block(SoftPair& pair, const float* t, const float* s, std::size_t n, float by_t, float by_s,
                          float* et, float* es) {
  const ExpScaled exp_t(pair.t.used()), exp_s(pair.s.used());
  const VF of_t = set_float(by_t), of_s = set_float(by_s);
  constexpr std::size_t kFlush = 512;  // lanes add so many numbers before they go over to double
  for (std::size_t from = 0; from < n; from += kFlush) {
    VF sum_t[kFloatVectors], sum_s[kFloatVectors], weighted[kFloatVectors];
    for (std::size_t v = 0; v < kFloatVectors; ++v) sum_t[v] = sum_s[v] = weighted[v] = hn::Zero(DF());
    const std::size_t to = std::min(n, from + kFlush);
    for (std::size_t i = from; i < to; i += kFloatWidth)
      for (std::size_t v = 0; v < kFloatVectors; ++v) {
        const std::size_t at = i + v * kFloatLanes, left = to > at ? to - at : 0;
        const VF x = load_logits(t + at, left) * of_t, y = load_logits(s + at, left) * of_s;
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

/// What the gradients of a block need: e^t and e^s as they lie, and what makes probabilities of them.
struct BlockSlopes {
  const float *et, *es;
  float to_p, to_q;  // the gradients' scale is in them
};

HWY_INLINE void write_student(const BlockSlopes& at, std::size_t n, float* out) {
  const VF p = set_float(at.to_p), q = set_float(at.to_q);
  for (std::size_t i = 0; i < n; i += kFloatLanes) {
    const VF slope = hn::MulSub(hn::Load(DF(), at.es + i), q, hn::Load(DF(), at.et + i) * p);
    if (HWY_LIKELY(n - i >= kFloatLanes))
      hn::StoreU(slope, DF(), out + i);
    else
      hn::BlendedStore(slope, hn::FirstN(DF(), n - i), DF(), out + i);
  }
}

/// p (ln p − ln q − KL), with ln p − ln q − KL = t·by_t − s·by_s − shift.
HWY_INLINE void write_teacher(const BlockSlopes& at, const float* t, const float* s, std::size_t n, float by_t,
                              float by_s, float shift, float* out) {
  const VF of_t = set_float(by_t), of_s = set_float(by_s), less = set_float(shift), to_p = set_float(at.to_p);
  for (std::size_t i = 0; i < n; i += kFloatLanes) {
    const VF p = hn::Load(DF(), at.et + i) * to_p;
    const VF ratio = load_logits(t + i, n - i) * of_t - load_logits(s + i, n - i) * of_s - less;
    const VF slope = hn::IfThenZeroElse(p == hn::Zero(DF()), p * ratio);
    if (HWY_LIKELY(n - i >= kFloatLanes))
      hn::StoreU(slope, DF(), out + i);
    else
      hn::BlendedStore(slope, hn::FirstN(DF(), n - i), DF(), out + i);
  }
}

inline constexpr std::size_t kMostBlocks = 4096;

/// The same as exact_kl, in lanes of float: relative error 1e-6. `scratch` is what RowOf has.
HWY_INLINE double fast_kl(const KlRow<float>& row, float* scratch) {
  const std::size_t n = row.n, blocks = (n + kSoftBlock - 1) / kSoftBlock;
  if (blocks > kMostBlocks) return exact_kl(row);
  const bool slopes = row.grad_t != nullptr || row.grad_s != nullptr;
  const auto by_t = static_cast<float>(row.by_t), by_s = static_cast<float>(row.by_s);
  float *et = scratch, *es = scratch + (n + kFloatWidth) / kFloatWidth * kFloatWidth;
  int power_t[kMostBlocks], power_s[kMostBlocks];
  SoftPair pair;
  for (std::size_t b = 0; b < blocks; ++b) {
    const std::size_t from = b * kSoftBlock, size = std::min(kSoftBlock, n - from);
    float top_t, top_s;
    tops(row.t + from, row.s + from, size, top_t, top_s);
    if (!(top_t * by_t < kLargestLogit && top_s * by_s < kLargestLogit)) return exact_kl(row);
    const double more = pair.t.raise(top_t * by_t);
    pair.sum_t *= more;
    pair.weighted *= more;
    pair.sum_s *= pair.s.raise(top_s * by_s);
    power_t[b] = pair.t.used();
    power_s[b] = pair.s.used();
    add_block(pair, row.t + from, row.s + from, size, by_t, by_s, slopes ? et + from : nullptr,
              slopes ? es + from : nullptr);
  }
  // ln Σe^t − ln Σe^s.
  const double shift = std::log(pair.sum_t / pair.sum_s) + (pair.t.used() - pair.s.used()) * kLn2Double;
  const double kl = pair.weighted / pair.sum_t - shift;
  // Near equality digits cancel, and infinities and NaN need a closer look.
  if (!(kl > 0x1p-6 && kl < kInfinite)) return exact_kl(row);
  for (std::size_t b = 0; slopes && b < blocks; ++b) {
    const std::size_t from = b * kSoftBlock, size = std::min(kSoftBlock, n - from);
    const auto scaled = [&](double scale, double sum, int power, int last) {
      return static_cast<float>(std::ldexp(scale / sum, std::max(power - last, -2000)));
    };
    const auto at = [&](double scale) {
      return BlockSlopes{et + from, es + from, scaled(scale, pair.sum_t, power_t[b], pair.t.used()),
                         scaled(scale, pair.sum_s, power_s[b], pair.s.used())};
    };
    if (row.grad_s != nullptr) write_student(at(row.scale * row.by_s), size, row.grad_s + from);
    if (row.grad_t != nullptr)
      write_teacher(at(row.scale * row.by_t), row.t + from, row.s + from, size, by_t, by_s,
                    static_cast<float>(shift + kl), row.grad_t + from);
  }
  return kl;
}

}  // namespace HWY_NAMESPACE
}  // namespace sanov
HWY_AFTER_NAMESPACE();

#endif
