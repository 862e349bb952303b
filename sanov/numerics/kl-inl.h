// Included once per SIMD target: the terms of Kullback-Leibler and Jensen-Shannon divergence, without cancellation.
#if defined(SANOV_NUMERICS_KL_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef SANOV_NUMERICS_KL_INL_H_
#undef SANOV_NUMERICS_KL_INL_H_
#else
#define SANOV_NUMERICS_KL_INL_H_
#endif

#include <limits>

#include "sanov/numerics/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace sanov {
namespace HWY_NAMESPACE {

inline constexpr double kLn2 = 0x1.62e42fefa39efp-1;
inline constexpr double kInfinity = std::numeric_limits<double>::infinity();
inline constexpr std::uint64_t kOneBits = 0x3ff0000000000000ull;
inline constexpr std::uint64_t kExponentBits = 0xfff0000000000000ull;

/// −2(atanh(√t)/√t − 1) for t in [0, 1/9]: what log1p's series adds past its first term. Relative error 2^-52.
/// Coefficients: reference/coefficients.py.
HWY_INLINE V atanh_tail(V t) {
  const V u = t * t;
  V even = hn::MulAdd(set(-0x1.687a6e7c95176p-4), u, set(-0x1.10ac75dc602b1p-3));
  V odd = hn::MulAdd(set(-0x1.4b0a26c5f2aefp-3), u, set(-0x1.eb905e8575054p-4));
  even = hn::MulAdd(even, u, set(-0x1.745cf0b0e03bdp-3));
  odd = hn::MulAdd(odd, u, set(-0x1.3b18b294bebf9p-3));
  even = hn::MulAdd(even, u, set(-0x1.24924923d44c6p-2));
  odd = hn::MulAdd(odd, u, set(-0x1.c71c727143318p-3));
  even = hn::MulAdd(even, u, set(-0x1.5555555555555p-1));
  odd = hn::MulAdd(odd, u, set(-0x1.999999999a3ddp-2));
  return hn::MulAdd(odd, u, even * t);
}

/// e for the bits of 2^e less those of 1: an exponent field, whole and signed, as a double.
HWY_INLINE V exponent_of(VU power) {
#if HWY_TARGET <= HWY_AVX3
  return V{_mm512_cvtepi64_pd(_mm512_srai_epi64(power.raw, 52))};
#else
  const VU magic = hn::Set(DU(), 0x4330000000000000ull);
  const VU biased = hn::ShiftRight<52>(power + hn::Set(DU(), kOneBits));
  return from_bits(hn::Or(biased, magic)) - set(0x1p52 + 1023);
#endif
}

/// The bits, less those of 1, of the power of two K that brings b/K within a factor of 2 of a, both in (½a, 2a):
/// bits(b) − bits(a) truncated towards zero to a whole exponent. `below` says where b < a, before any scaling.
HWY_INLINE VU power_between(V a, V b, M below) {
  VU difference = bits(b) - bits(a);
#if HWY_TARGET <= HWY_AVX3
  const __m512i rest = _mm512_set1_epi64((1ll << 52) - 1);
  difference = VU{_mm512_mask_add_epi64(difference.raw, below.raw, difference.raw, rest)};
#else
  const VU lanes_below = hn::VecFromMask(DU(), hn::RebindMask(DU(), below));
  difference = difference + hn::And(lanes_below, hn::Set(DU(), (1ull << 52) - 1));
#endif
  return hn::And(difference, hn::Set(DU(), kExponentBits));
}

/// 2^e of exponent bits as power_between returns them.
HWY_INLINE V from_power(VU power) { return from_bits(power + hn::Set(DU(), kOneBits)); }

/// x/2^e, by the exponent field alone: exact where neither is outside the normal range.
HWY_INLINE V divided(V x, VU power) { return from_bits(bits(x) - power); }

/// True for positive normal numbers in [2^-400, 2^112): there no intermediate of the terms below leaves the normal
/// range. `window_bits` of several values may be or-ed together and tested once. False for 0, −x, ∞ and NaN.
HWY_INLINE VU window_bits(V x) { return bits(x) - hn::Set(DU(), std::uint64_t{1023 - 400} << 52); }
HWY_INLINE bool in_window(VU collected) {
  return hn::AllTrue(DU(), hn::And(collected, hn::Set(DU(), 0xe000000000000000ull)) == hn::Zero(DU()));
}

/// p·φ((q−p)/p) = p ln(p/q) − p + q for p, q in the window. With q = K·q', K a power of two, d = q' − p (exact),
/// s = d/(q' + p): (q − q' − p ln K) + s(d + p·w(s²)), two summands of which neither is negative.
/// At most 3 ULP for q/p from 1 ± 1e-15 to 2^±500.
HWY_INLINE V kl_term_in_window(V p, V q) {
  const VU power = power_between(p, q, q < p);
  const V scaled = divided(q, power);
  const V d = scaled - p;
  const V around = scaled + p, s = d / around;
  // What the division's rounding left over goes in again: a rounding less where all others are near the result's size.
  const V inner = s * (d + hn::MulAdd(p, atanh_tail(s * s), hn::NegMulAdd(s, around, d)));
  // q − q' − p ln K, from q − q' = (K−1)q', which is exact or rounded once.
  return hn::NegMulAdd(exponent_of(power) * set(kLn2), p, q - scaled) + inner;
}

/// x and the power of two that brings it into [2^-488, 2^424): 2^600 below the window, 2^-600 above it, else 1.
struct Scaled {
  V value, exponent;
};
HWY_INLINE Scaled scaled_to_window(V x) {
  const M small = x < set(0x1p-400), large = x >= set(0x1p112);
  const V factor = hn::IfThenElse(small, set(0x1p600), hn::IfThenElse(large, set(0x1p-600), set(1.0)));
  const V exponent = hn::IfThenElse(small, set(600), hn::IfThenElse(large, set(-600), zero()));
  return {x * factor, exponent};
}

/// 2^e for whole e in [-1022, 1023].
HWY_INLINE V power_of_two(V e) {
  const VU biased = bits(e + set(0x1p52 + 1023));
  return from_bits(hn::ShiftLeft<52>(biased));
}

/// The same for any p, q ≥ 0: 0 ln 0 = 0, ∞ where q = 0 < p; subnormals and any ratio included.
HWY_INLINE V kl_term(V p, V q) {
  const M p_zero = p == zero(), q_zero = q == zero(), either = hn::Or(p_zero, q_zero);
  const Scaled a = scaled_to_window(hn::IfThenElse(either, set(1.0), p));
  const Scaled b = scaled_to_window(hn::IfThenElse(either, set(1.0), q));
  // Truncated by the order of p and q themselves: their scales may differ, and K = ½ for q just above p would cancel.
  const VU power = power_between(a.value, b.value, q < p);
  const V scaled = divided(b.value, power);
  const V d = scaled - a.value;
  const V around = scaled + a.value, s = d / around;
  const V inner = s * (d + hn::MulAdd(a.value, atanh_tail(s * s), hn::NegMulAdd(s, around, d)));
  // The true exponent of K; beyond 2^200 the term is q to the last bit, below 2^-1022 K counts as 0.
  const V e = exponent_of(power) + (a.exponent - b.exponent);
  const V clamped = hn::Max(hn::Min(e, set(1000.0)), set(-1022.0));
  const V k1 = power_of_two(clamped) - set(1.0);
  const V phi = hn::NegMulAdd(e, set(kLn2), k1);
  // 2^-600 twice in halves would round twice; the exponent is one of three, so one exact factor undoes it.
  const V back =
      hn::IfThenElse(a.exponent > zero(), set(0x1p-600), hn::IfThenElse(a.exponent < zero(), set(0x1p600), set(1.0)));
  V term = hn::MulAdd(a.value, phi, hn::MulAdd(k1, d, inner)) * back;
  term = hn::IfThenElse(e > set(200.0), q, term);
  term = hn::IfThenElse(q_zero, set(kInfinity), term);
  return hn::IfThenElse(p_zero, q, term);
}

/// 2(p ln(2p/(p+q)) + q ln(2q/(p+q))), four times the cell's part of the Jensen-Shannon divergence, for p, q in the
/// window. The higher of the two needs no exponent split, the lower is treated as in kl_term. At most 5 ULP.
HWY_INLINE V js_term_in_window(V p, V q) {
  const V high = hn::Max(p, q), low = hn::Min(p, q), sum = p + q, gap = high - low;
  const V high2 = high + high, low2 = low + low;
  // sum ≥ 2·low always, so truncation needs no correction for a smaller numerator.
  const VU power = hn::And(bits(sum) - bits(low2), hn::Set(DU(), kExponentBits));
  const V inverse = from_bits(hn::Set(DU(), kOneBits) - power);
  // d = sum/K − 2·low from the exact halves, never from a rounded sum.
  const V d = hn::MulAdd(high, inverse, hn::MulSub(low, inverse, low2));
  const V s_high = gap / (sum + high2), s_low = d / (divided(sum, power) + low2);
  const V t_high = s_high * hn::NegMulAdd(high2, atanh_tail(s_high * s_high), gap);
  const V t_low = hn::MulAdd(s_low, hn::MulAdd(low2, atanh_tail(s_low * s_low), d), t_high);
  const V k1 = from_power(power) - set(1.0);
  const V phi = hn::NegMulAdd(exponent_of(power), set(kLn2), k1);
  return hn::MulAdd(low2, phi, hn::MulAdd(k1, d, t_low));
}

/// The same for any p, q ≥ 0.
HWY_INLINE V js_term(V p, V q) {
  const V high = hn::Max(p, q), low = hn::Min(p, q);
  // Below 2^-200 of the higher one the lower adds nothing that a double could hold; zeros fall in here too.
  const M lone = low <= high * set(0x1p-200);
  const Scaled h = scaled_to_window(hn::IfThenElse(high == zero(), set(1.0), high));
  const V factor =
      hn::IfThenElse(h.exponent > zero(), set(0x1p600), hn::IfThenElse(h.exponent < zero(), set(0x1p-600), set(1.0)));
  const V back = set(1.0) / factor;
  const V l = hn::IfThenElse(lone, h.value, low * factor);
  const V term = js_term_in_window(h.value, l) * back;
  return hn::IfThenElse(lone, high * set(2 * kLn2), term);
}

}  // namespace HWY_NAMESPACE
}  // namespace sanov
HWY_AFTER_NAMESPACE();

#endif
