// Included once per SIMD target: cross entropy of one row of floats, as fast as memory allows.
#if defined(SANOV_LOSSES_CROSS_ENTROPY_FLOAT_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef SANOV_LOSSES_CROSS_ENTROPY_FLOAT_INL_H_
#undef SANOV_LOSSES_CROSS_ENTROPY_FLOAT_INL_H_
#else
#define SANOV_LOSSES_CROSS_ENTROPY_FLOAT_INL_H_
#endif

#include "sanov/losses/cross_entropy-inl.h"
#include "sanov/losses/kl_float-inl.h"

HWY_BEFORE_NAMESPACE();
namespace sanov {
namespace HWY_NAMESPACE {

/// Sums over a row in lanes of float, x being how far a logit is below the reference: Σe^x, and with targets or smoothing
/// Σ w t, Σ w t x, Σ w, Σ w x, Σ t. A label that has all of the target is apart: its exp is left out of Σe^x.
struct FloatSums {
  Reference top;
  double exps = 0, mass = 0, mean = 0, weights = 0, plain = 0, given = 0;
  bool negative = false;

  HWY_INLINE void raise(float to) {
    const double moved = top.raise(to);
    if (moved == 0) return;
    exps *= std::exp(-moved);
    mean -= moved * mass;
    plain -= moved * weights;
  }
};

HWY_INLINE VF load_floats(const float* from, std::size_t count) {
  return HWY_LIKELY(count >= kFloatLanes) ? hn::LoadU(DF(), from) : hn::MaskedLoad(hn::FirstN(DF(), count), DF(), from);
}

/// Adds [from, to) of a row, `to` at most kFlush on; the exps go to `e`.
template <bool kSoft, bool kSpread>
HWY_INLINE void add_floats(FloatSums& sums, const Aim<float>& aim, std::size_t from, std::size_t to, float* e) {
  VF exps[kFloatVectors], mass[kFloatVectors], mean[kFloatVectors], plain[kFloatVectors], given[kFloatVectors],
      weights[kFloatVectors];
  for (std::size_t v = 0; v < kFloatVectors; ++v)
    exps[v] = mass[v] = mean[v] = plain[v] = given[v] = weights[v] = hn::Zero(DF());
  MF negative = hn::FirstN(DF(), 0);
  const VF zero = hn::Zero(DF()), top = set_float(sums.top.used());
  const bool weighted = aim.row.weight != nullptr;
  const std::size_t apart = aim.apart();
  for (std::size_t i = from; i < to; i += kFloatWidth)
    for (std::size_t v = 0; v < kFloatVectors; ++v) {
      const std::size_t at = i + v * kFloatLanes, left = to > at ? to - at : 0;
      hwy::Prefetch(aim.x + at + kSoftBlock);
      const VF x = load_logits(aim.x + at, left) - top;
      MF gone;
      VF each = exp_below(x, gone);
      if (!kSoft && HWY_UNLIKELY(apart - at < kFloatLanes)) {
        const MF before = hn::FirstN(DF(), apart - at), with = hn::FirstN(DF(), apart - at + 1);
        each = hn::IfThenZeroElse(hn::AndNot(before, with), each);
      }
      exps[v] = exps[v] + each;
      hn::Store(each, DF(), e + at);
      if constexpr (!kSoft && !kSpread) continue;
      VF w = hn::IfThenElseZero(hn::FirstN(DF(), std::min(left, kFloatLanes)), set_float(1));
      if (weighted && left > 0) w = load_floats(aim.row.weight + at, left);
      if constexpr (kSpread) {
        weights[v] = weights[v] + w;
        plain[v] = plain[v] + hn::IfThenZeroElse(w == zero, w * x);
      }
      if constexpr (!kSoft) continue;
      hwy::Prefetch(aim.t + at + kSoftBlock);
      const VF t = load_floats(aim.t + at, left), wt = w * t;
      given[v] = given[v] + t;
      mass[v] = mass[v] + wt;
      mean[v] = mean[v] + hn::IfThenZeroElse(wt == zero, wt * x);
      negative = hn::Or(negative, t < zero);
    }
  sums.exps += fold_floats(exps);
  if constexpr (kSpread) {
    sums.weights += fold_floats(weights);
    sums.plain += fold_floats(plain);
  }
  if constexpr (!kSoft) return;
  sums.mass += fold_floats(mass);
  sums.mean += fold_floats(mean);
  sums.given += fold_floats(given);
  sums.negative = sums.negative || !hn::AllFalse(DF(), negative);
}

/// The gradients of a block whose exps lie in e.
HWY_INLINE void write_slopes(const Aim<float>& aim, const float* e, float to_q, double log_sum, float top,
                             std::size_t from, std::size_t to) {
  const double scale = aim.row.scale;
  const VF q = set_float(to_q), kept = set_float(static_cast<float>(aim.kept * scale)),
           spread = set_float(static_cast<float>(aim.spread * scale)), log = set_float(static_cast<float>(log_sum)),
           start = set_float(top), zero = hn::Zero(DF());
  // Blocks begin at a cache line where the rows do.
  const bool past[] = {writes_past(aim.row.gradient[0], aim.row.many), writes_past(aim.row.gradient[1], aim.row.many)};
  const bool plain = !aim.soft() && aim.spread == 0;
  for (std::size_t i = from; i < to; i += kFloatLanes) {
    const std::size_t left = to - i;
    if (plain) {
      put(hn::Load(DF(), e + i) * q, aim.row.gradient[0] + i, left, past[0]);
      continue;
    }
    const VF w = aim.row.weight != nullptr ? load_floats(aim.row.weight + i, left) : set_float(1);
    const VF t = aim.soft() ? load_floats(aim.t + i, left) : zero;
    if (aim.row.gradient[0] != nullptr)
      put(hn::NegMulAdd(w, hn::MulAdd(t, kept, spread), hn::Load(DF(), e + i) * q), aim.row.gradient[0] + i, left,
          past[0]);
    if (aim.row.gradient[1] == nullptr) continue;
    const VF share = w * kept;  // 0 silences an infinite surprise
    const VF slope = hn::IfThenZeroElse(share == zero, share * (log - (load_logits(aim.x + i, left) - start)));
    put(slope, aim.row.gradient[1] + i, left, past[1]);
  }
}

/// What a row comes to once its sums are had: its value, Σ of what its classes are given, and ln and Σ of all exps.
struct FloatRow {
  double value, mass, all, log_sum;
};

HWY_INLINE FloatRow finished(const FloatSums& sums, const Aim<float>& aim) {
  if (aim.single()) {
    // −ln q = ln(1 + the others' share), which is exact near certainty.
    const double given = aim.kept * aim.weight_of(aim.label);
    const double x = static_cast<double>(aim.x[aim.label]) - static_cast<double>(sums.top.used());
    const double own = std::exp(x), all = sums.exps + own, log_sum = std::log(all);
    const double surprise = x > -600 ? std::log1p(sums.exps / own) : log_sum - x;
    return {given == 0 ? 0 : given * surprise, given, all, log_sum};
  }
  const double log_sum = std::log(sums.exps);
  double mass = aim.kept * sums.mass + aim.spread * sums.weights;
  double mean = aim.kept * sums.mean + aim.spread * sums.plain;
  if (!aim.soft())
    aim.for_each_label([&](std::int64_t c, double given) {
      mass += given;
      if (given != 0) mean += given * (static_cast<double>(aim.x[c]) - static_cast<double>(sums.top.used()));
    });
  return {log_sum * mass - mean, mass, sums.exps, log_sum};
}

/// Whether lanes of float were enough: near certainty digits cancel, and infinities and NaN need a closer look.
HWY_INLINE bool is_enough(const FloatSums& sums, const FloatRow& row, const Aim<float>& aim) {
  if (!(row.value < kInfinite)) return false;
  return aim.single() ? sums.exps > 0 : row.value > kLeastFast * row.mass;
}

/// The same as exact_cross_entropy, in lanes of float.
RowResult fast_cross_entropy(const Aim<float>& aim) {
  const std::size_t n = aim.n, blocks = (n + kSoftBlock - 1) / kSoftBlock;
  if (blocks > kMostBlocks) return exact_cross_entropy(aim);
  const auto add = aim.soft()        ? aim.spread != 0 ? add_floats<true, true> : add_floats<true, false>
                          : aim.spread != 0 ? add_floats<false, true>
                                     : add_floats<false, false>;
  float tops[kMostBlocks];
  float* e = aim.row.scratch;
  FloatSums sums;
  for (std::size_t b = 0; b < blocks; ++b) {
    const std::size_t from = b * kSoftBlock, size = std::min(kSoftBlock, n - from);
    const float top = Ends(aim.x + from, size).top;
    if (!(top < kInfinite)) return exact_cross_entropy(aim);
    sums.raise(top);
    tops[b] = sums.top.used();
    for (std::size_t i = from; i < from + size; i += kFlush) add(sums, aim, i, std::min(from + size, i + kFlush), e);
  }
  if (aim.soft() && !aim.good_target(sums.given, sums.negative)) return {0, RowStatus::bad};
  const FloatRow row = finished(sums, aim);
  if (!is_enough(sums, row, aim)) return exact_cross_entropy(aim);
  if (aim.row.gradient[0] == nullptr && aim.row.gradient[1] == nullptr) return {row.value, RowStatus::good};
  const float last = sums.top.used();
  for (std::size_t b = 0; b < blocks; ++b) {
    const std::size_t from = b * kSoftBlock, to = std::min(n, from + kSoftBlock);
    write_slopes(aim, e, to_last(row.mass * aim.row.scale / row.all, tops[b], last, 1), row.log_sum, last, from, to);
  }
  if (aim.row.many) hwy::FlushStream();
  if (aim.soft() || aim.row.gradient[0] == nullptr) return {row.value, RowStatus::good};
  if (aim.single())
    aim.row.gradient[0][aim.label] = static_cast<float>(-row.mass * aim.row.scale * (sums.exps / row.all));
  else
    aim.for_each_label(
        [&](std::int64_t c, double given) { aim.row.gradient[0][c] -= static_cast<float>(given * aim.row.scale); });
  return {row.value, RowStatus::good};
}

}  // namespace HWY_NAMESPACE
}  // namespace sanov
HWY_AFTER_NAMESPACE();

#endif
