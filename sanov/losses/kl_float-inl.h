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

/// e^x·2^−reference.
struct ExpScaled {
  explicit ExpScaled(int reference)
      : shift(hn::Set(DI(), static_cast<int>(static_cast<unsigned>(-reference) << 23))),
        least(static_cast<float>((reference - 120) * kLn2Double)) {}
  /// 0 where x is so far below that it does not count. NaN stays NaN.
  HWY_INLINE VF operator()(VF x, MF& negligible) const {
    const VF lowest = set_float(least);
    negligible = x < lowest;
    const VF value = hn::IfThenZeroElse(negligible, of_near(hn::IfThenElse(negligible, lowest, x)));
    return hn::IfThenElse(hn::IsNaN(x), x, value);
  }
  /// For x that counts; meaningless for NaN.
  HWY_INLINE VF of_near(VF x) const {
    const DF d;
    const ExpParts<VF> parts = exp_parts(d, x);
    const VF mantissa = set_float(1) + hn::MulAdd(parts.r * parts.r, exp_tail(d, parts.r), parts.r);
    const VI power = hn::ShiftLeft<23>(hn::BitCast(DI(), parts.magic)) + shift;
    return hn::BitCast(d, hn::BitCast(DI(), mantissa) + power);
  }
  VI shift;
  float least;
};

/// Running sums of a pair of rows: Σe^t, Σe^s and Σe^t(t − s), each scaled by its reference.
struct SoftPair {
  Reference t, s;
  double sum_t = 0, sum_s = 0, weighted = 0;
};

/// The largest and the smallest logit of a block. NaN may count or not.
struct Ends {
  float top, bottom;
  HWY_INLINE Ends(const float* x, std::size_t n) {
    const VF infinity = set_float(std::numeric_limits<float>::infinity());
    VF high[kFloatVectors], low[kFloatVectors];
    for (std::size_t v = 0; v < kFloatVectors; ++v) {
      high[v] = hn::Neg(infinity);
      low[v] = infinity;
    }
    for (std::size_t i = 0; i < n; i += kFloatWidth)
      for (std::size_t v = 0; v < kFloatVectors; ++v) {
        const std::size_t at = i + v * kFloatLanes, left = n > at ? n - at : 0;
        const VF each = load_logits(x + at, left);  // −∞ in the padding, which therefore counts as far below
        high[v] = hn::Max(high[v], each);
        low[v] = hn::Min(low[v], each);
      }
    top = fold_top(high);
    for (VF& v : low) v = hn::Neg(v);
    bottom = -fold_top(low);
  }
};

/// Adds a block; its exps go to et and es where they are not null. kNear says that all its numbers count.
template <bool kNear>
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
        const std::size_t at = i + v * kFloatLanes, left = kNear ? kFloatLanes : to > at ? to - at : 0;
        // The next block, or the next row, arrives while this one is worked on.
        hwy::Prefetch(t + at + kSoftBlock);
        hwy::Prefetch(s + at + kSoftBlock);
        const VF x = load_logits(t + at, left) * of_t, y = load_logits(s + at, left) * of_s;
        VF p, q, apart = x - y;
        if constexpr (kNear) {
          p = exp_t.of_near(x);
          q = exp_s.of_near(y);
        } else {
          MF gone_t, gone_s;
          p = exp_t(x, gone_t);
          q = exp_s(y, gone_s);
          apart = hn::IfThenZeroElse(gone_t, apart);
        }
        sum_t[v] = sum_t[v] + p;
        sum_s[v] = sum_s[v] + q;
        weighted[v] = hn::MulAdd(p, apart, weighted[v]);
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

/// Writes kFloatLanes numbers, of which `count` are wanted; past the caches where `past` says so.
HWY_INLINE void put(VF x, float* to, std::size_t count, bool past) {
  if (HWY_UNLIKELY(count < kFloatLanes)) return hn::BlendedStore(x, hn::FirstN(DF(), count), DF(), to);
  if (past)
    hn::Stream(x, DF(), to);
  else
    hn::StoreU(x, DF(), to);
}

/// Whether numbers from `to` on may be written past the caches: they are many, and begin at a cache line.
HWY_INLINE bool writes_past(const float* to, bool many) {
  return many && reinterpret_cast<std::uintptr_t>(to) % 64 == 0;
}

HWY_INLINE void write_student(const BlockSlopes& at, std::size_t n, float* out, bool many) {
  const VF p = set_float(at.to_p), q = set_float(at.to_q);
  const bool past = writes_past(out, many);
  for (std::size_t i = 0; i < n; i += kFloatLanes)
    put(hn::MulSub(hn::Load(DF(), at.es + i), q, hn::Load(DF(), at.et + i) * p), out + i, n - i, past);
}

/// p (ln p − ln q − KL), with ln p − ln q − KL = t·by_t − s·by_s − shift.
HWY_INLINE void write_teacher(const BlockSlopes& at, const float* t, const float* s, std::size_t n, float by_t,
                              float by_s, float shift, float* out, bool many) {
  const bool past = writes_past(out, many);
  const VF of_t = set_float(by_t), of_s = set_float(by_s), less = set_float(shift), to_p = set_float(at.to_p);
  for (std::size_t i = 0; i < n; i += kFloatLanes) {
    const VF p = hn::Load(DF(), at.et + i) * to_p;
    const VF ratio = load_logits(t + i, n - i) * of_t - load_logits(s + i, n - i) * of_s - less;
    put(hn::IfThenZeroElse(p == hn::Zero(DF()), p * ratio), out + i, n - i, past);
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
    const Ends of_t(row.t + from, size), of_s(row.s + from, size);
    const float top_t = of_t.top * by_t, top_s = of_s.top * by_s;
    if (!(top_t < kLargestLogit && top_s < kLargestLogit)) return exact_kl(row);
    const double more = pair.t.raise(top_t);
    pair.sum_t *= more;
    pair.weighted *= more;
    pair.sum_s *= pair.s.raise(top_s);
    power_t[b] = pair.t.used();
    power_s[b] = pair.s.used();
    const bool near =
        of_t.bottom * by_t >= ExpScaled(pair.t.used()).least && of_s.bottom * by_s >= ExpScaled(pair.s.used()).least;
    (near ? add_block<true> : add_block<false>)(pair, row.t + from, row.s + from, size, by_t, by_s,
                                                slopes ? et + from : nullptr, slopes ? es + from : nullptr);
  }
  // ln Σe^t − ln Σe^s.
  const double shift = std::log(pair.sum_t / pair.sum_s) + (pair.t.used() - pair.s.used()) * kLn2Double;
  const double kl = pair.weighted / pair.sum_t - shift;
  // Near equality digits cancel, and infinities and NaN need a closer look.
  if (!(kl > 0x1p-6 && kl < kInfinite)) return exact_kl(row);
  for (std::size_t b = 0; slopes && b < blocks; ++b) {
    const std::size_t from = b * kSoftBlock, size = std::min(kSoftBlock, n - from);
    const auto scaled = [&](double scale, double sum, int power, int last) {
      // A block without a number that counts has no reference, and exps of 0.
      return static_cast<float>(std::ldexp(scale / sum, std::clamp(power - last, -2000, 0)));
    };
    const auto at = [&](double scale) {
      return BlockSlopes{et + from, es + from, scaled(scale, pair.sum_t, power_t[b], pair.t.used()),
                         scaled(scale, pair.sum_s, power_s[b], pair.s.used())};
    };
    if (row.grad_s != nullptr) write_student(at(row.scale * row.by_s), size, row.grad_s + from, row.many);
    if (row.grad_t != nullptr)
      write_teacher(at(row.scale * row.by_t), row.t + from, row.s + from, size, by_t, by_s,
                    static_cast<float>(shift + kl), row.grad_t + from, row.many);
  }
  if (row.many) hwy::FlushStream();
  return kl;
}

/// Rows of floats in lanes of float, rows of doubles exactly.
HWY_INLINE double row_kl(const KlRow<float>& row, float* scratch) { return fast_kl(row, scratch); }
HWY_INLINE double row_kl(const KlRow<double>& row, double*) { return exact_kl(row); }

}  // namespace HWY_NAMESPACE
}  // namespace sanov
HWY_AFTER_NAMESPACE();

#endif
