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
inline constexpr std::size_t kFlush = 512;       // numbers that lanes add before they go over to double
inline constexpr float kNegligible = -83;        // of e to this power not even the least bit of a sum is left
// Factors of logits outside of this have no float that is as good.
inline constexpr double kLeastFactor = 0x1p-100, kLargestFactor = 0x1p100;

HWY_INLINE VF set_float(float x) { return hn::Set(DF(), x); }

/// Lanes summed in double, in a fixed tree.
HWY_INLINE double fold_floats(const VF* x) {
  HWY_ALIGN float a[kFloatWidth];
  for (std::size_t v = 0; v < kFloatVectors; ++v) hn::Store(x[v], DF(), a + v * kFloatLanes);
  V sums[kVectors];
  for (std::size_t v = 0; v < kVectors; ++v) sums[v] = load(a + v * kLanes) + load(a + kWidth + v * kLanes);
  return fold(sums);
}
HWY_INLINE float fold_top(const VF* x) {
  VF top = x[0];
  for (std::size_t v = 1; v < kFloatVectors; ++v) top = hn::Max(top, x[v]);
  return hn::GetLane(hn::MaxOfLanes(DF(), top));
}

HWY_INLINE VF load_logits(const float* from, std::size_t count) {
  if (HWY_LIKELY(count >= kFloatLanes)) return hn::LoadU(DF(), from);
  const MF live = hn::FirstN(DF(), count);
  return hn::IfThenElse(live, hn::MaskedLoad(live, DF(), from), set_float(-std::numeric_limits<float>::infinity()));
}

/// The largest logit so far: exps are taken of what others are below it, in which no digit is lost however far off all
/// of them are.
class Reference {
 public:
  /// Takes a block's largest logit in; returns how far it moved up.
  HWY_INLINE double raise(float top) {
    if (!(top > top_)) return 0;
    const double moved = top_ == kUnset ? 0 : static_cast<double>(top) - static_cast<double>(top_);
    top_ = top;
    return moved;
  }
  /// 0 where all are −∞ so far.
  float used() const { return top_ == kUnset ? 0 : top_; }

 private:
  static constexpr float kUnset = -std::numeric_limits<float>::infinity();
  float top_ = kUnset;
};

/// e^d for d from kNegligible to 0; meaningless for NaN.
HWY_INLINE VF exp_near(VF d) {
  const ExpParts<VF> parts = exp_parts(DF(), d);
  const VF mantissa = set_float(1) + hn::MulAdd(parts.r * parts.r, exp_tail(DF(), parts.r), parts.r);
  return hn::BitCast(DF(), hn::BitCast(DI(), mantissa) + hn::ShiftLeft<23>(hn::BitCast(DI(), parts.magic)));
}
/// e^d, 0 where d is below kNegligible. NaN stays NaN.
HWY_INLINE VF exp_below(VF d, MF& negligible) {
  const VF lowest = set_float(kNegligible);
  negligible = d < lowest;
  const VF value = hn::IfThenZeroElse(negligible, exp_near(hn::IfThenElse(negligible, lowest, d)));
  return hn::IfThenElse(hn::IsNaN(d), d, value);
}

/// Σe^d, Σe^c and Σe^d(d − c) of a pair of rows, d and c being how far t·by_t and s·by_s are below their references.
struct SoftPair {
  Reference t, s;
  double sum_t = 0, sum_s = 0, weighted = 0;

  HWY_INLINE void raise_t(float top, double by) {
    const double moved = t.raise(top) * by;
    if (moved == 0) return;
    const double factor = std::exp(-moved);
    weighted = factor * (weighted - moved * sum_t);
    sum_t *= factor;
  }
  HWY_INLINE void raise_s(float top, double by) {
    const double moved = s.raise(top) * by;
    if (moved == 0) return;
    weighted += moved * sum_t;
    sum_s *= std::exp(-moved);
  }
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
  const VF top_t = set_float(pair.t.used()), top_s = set_float(pair.s.used());
  const VF of_t = set_float(by_t), of_s = set_float(by_s);
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
        const VF x = (load_logits(t + at, left) - top_t) * of_t, y = (load_logits(s + at, left) - top_s) * of_s;
        VF p, q, apart = x - y;
        if constexpr (kNear) {
          p = exp_near(x);
          q = exp_near(y);
        } else {
          MF gone_t, gone_s;
          p = exp_below(x, gone_t);
          q = exp_below(y, gone_s);
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

/// A row's logits as its softmax has them: (x − top)·by.
struct Below {
  const float* x;
  float top, by;
  HWY_INLINE VF operator()(std::size_t i, std::size_t count) const {
    return (load_logits(x + i, count) - set_float(top)) * set_float(by);
  }
};

/// p (ln p − ln q − KL), with ln p − ln q − KL = d − c − shift.
HWY_INLINE void write_teacher(const BlockSlopes& at, const Below& t, const Below& s, std::size_t n, float shift,
                              float* out, bool many) {
  const bool past = writes_past(out, many);
  const VF less = set_float(shift), to_p = set_float(at.to_p);
  for (std::size_t i = 0; i < n; i += kFloatLanes) {
    const VF p = hn::Load(DF(), at.et + i) * to_p;
    put(hn::IfThenZeroElse(p == hn::Zero(DF()), p * (t(i, n - i) - s(i, n - i) - less)), out + i, n - i, past);
  }
}

inline constexpr std::size_t kMostBlocks = 4096;
inline constexpr double kLeastFast = 0x1p-6;  // smaller divergences are computed in double

/// What makes a block's exps, taken below `then`, those below `last` times `scale`. Where all was −∞ until then, they are
/// 0 and it does not matter.
HWY_INLINE float to_last(double scale, float then, float last, double by) {
  const double moved = static_cast<double>(last) - static_cast<double>(then);
  return static_cast<float>(moved > 0 ? scale * std::exp(-moved * by) : scale);
}

HWY_INLINE bool is_fast(double factor) { return factor > kLeastFactor && factor < kLargestFactor; }

/// The same as exact_kl, in lanes of float. `scratch` is what RowOf has.
HWY_INLINE double fast_kl(const KlRow<float>& row, float* scratch) {
  const std::size_t n = row.n, blocks = (n + kSoftBlock - 1) / kSoftBlock;
  if (blocks > kMostBlocks || !is_fast(row.by_t) || !is_fast(row.by_s)) return exact_kl(row);
  const bool slopes = row.grad_t != nullptr || row.grad_s != nullptr;
  const auto by_t = static_cast<float>(row.by_t), by_s = static_cast<float>(row.by_s);
  float *et = scratch, *es = scratch + (n + kFloatWidth) / kFloatWidth * kFloatWidth;
  float top_t[kMostBlocks], top_s[kMostBlocks];
  SoftPair pair;
  for (std::size_t b = 0; b < blocks; ++b) {
    const std::size_t from = b * kSoftBlock, size = std::min(kSoftBlock, n - from);
    const Ends of_t(row.t + from, size), of_s(row.s + from, size);
    if (!(of_t.top < kInfinite && of_s.top < kInfinite)) return exact_kl(row);
    pair.raise_t(of_t.top, row.by_t);
    pair.raise_s(of_s.top, row.by_s);
    top_t[b] = pair.t.used();
    top_s[b] = pair.s.used();
    const bool near = (of_t.bottom - top_t[b]) * by_t >= kNegligible && (of_s.bottom - top_s[b]) * by_s >= kNegligible;
    (near ? add_block<true> : add_block<false>)(pair, row.t + from, row.s + from, size, by_t, by_s,
                                                slopes ? et + from : nullptr, slopes ? es + from : nullptr);
  }
  const double shift = std::log(pair.sum_t / pair.sum_s), kl = pair.weighted / pair.sum_t - shift;
  // Near equality digits cancel, and infinities and NaN need a closer look.
  if (!(kl > kLeastFast && kl < kInfinite)) return exact_kl(row);
  const float last_t = pair.t.used(), last_s = pair.s.used();
  for (std::size_t b = 0; slopes && b < blocks; ++b) {
    const std::size_t from = b * kSoftBlock, size = std::min(kSoftBlock, n - from);
    const auto at = [&](double scale) {
      return BlockSlopes{et + from, es + from, to_last(scale / pair.sum_t, top_t[b], last_t, row.by_t),
                         to_last(scale / pair.sum_s, top_s[b], last_s, row.by_s)};
    };
    if (row.grad_s != nullptr) write_student(at(row.scale * row.by_s), size, row.grad_s + from, row.many);
    if (row.grad_t != nullptr)
      write_teacher(at(row.scale * row.by_t), {row.t + from, last_t, by_t}, {row.s + from, last_s, by_s}, size,
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
