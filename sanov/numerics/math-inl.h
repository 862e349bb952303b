// Included once per SIMD target: elementary functions of a vector, for double and float.
//
// log, exp, log1p, expm1 and x log x, each within 1.5 ULP over every exponent, subnormals and special values included
// (math_test.cc prints the measured table). No tables, no branches, and only operations that AVX2 and AVX-512 round
// alike, so both give the same bits. Coefficients: reference/coefficients.py.
#if defined(SANOV_NUMERICS_MATH_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef SANOV_NUMERICS_MATH_INL_H_
#undef SANOV_NUMERICS_MATH_INL_H_
#else
#define SANOV_NUMERICS_MATH_INL_H_
#endif

#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>

#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace sanov {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

/// What the functions need to know about a lane's type.
template <class T>
struct Format;

template <>
struct Format<double> {
  using Bits = std::uint64_t;
  using SignedBits = std::int64_t;
  static constexpr int kMantissa = 52;
  static constexpr double kBias = 1023, kUlpsInOne = 0x1p52, kSmallestExponent = 1074;
  static constexpr Bits kOne = 0x3ff0000000000000, kInfinity = 0x7ff0000000000000, kSmallestNormal = 0x0010000000000000;
  static constexpr Bits kThreeQuarters = 0x3fe8000000000000, kUlpsInOneBits = 0x4330000000000000;
  // The high part of ln 2 has trailing zeros: its product with an exponent is exact.
  static constexpr double kLn2High = 0x1.62e42fefa38p-1, kLn2Low = 0x1.ef35793c7673p-45,
                          kInverseLn2 = 0x1.71547652b82fep+0;
  static constexpr double kExpLowest = -746, kExpHighest = 710, kExpm1Lowest = -40, kNegligible = 0x1p-54;
};

template <>
struct Format<float> {
  using Bits = std::uint32_t;
  using SignedBits = std::int32_t;
  static constexpr int kMantissa = 23;
  static constexpr float kBias = 127, kUlpsInOne = 0x1p23f, kSmallestExponent = 149;
  static constexpr Bits kOne = 0x3f800000, kInfinity = 0x7f800000, kSmallestNormal = 0x00800000;
  static constexpr Bits kThreeQuarters = 0x3f400000, kUlpsInOneBits = 0x4b000000;
  static constexpr float kLn2High = 0x1.62e4p-1f, kLn2Low = 0x1.7f7d1cp-20f, kInverseLn2 = 0x1.715476p+0f;
  static constexpr float kExpLowest = -104, kExpHighest = 89, kExpm1Lowest = -18, kNegligible = 0x1p-25f;
};

template <class D>
using FormatOf = Format<hn::TFromD<D>>;
template <class D>
inline constexpr bool kIsDouble = std::same_as<hn::TFromD<D>, double>;

/// 2A(t), where atanh(s) = s + s·t·A(t), t = s², for |s| ≤ 1/5.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V log_tail(D d, V t) {
  const auto c = [d](hn::TFromD<D> x) HWY_ATTR { return hn::Set(d, x); };
  if constexpr (kIsDouble<D>) {
    // Even and odd powers apart: two short chains instead of one long one.
    const V u = t * t;
    V even = hn::MulAdd(c(0x1.0e8af7d791ceap-3), u, c(0x1.745cabd235dd8p-3));
    V odd = hn::MulAdd(c(0x1.16a6bc9c311efp-3), u, c(0x1.3b29e206cef6fp-3));
    even = hn::MulAdd(even, u, c(0x1.24924923dd53p-2));
    odd = hn::MulAdd(odd, u, c(0x1.c71c72e0c9e5fp-3));
    even = hn::MulAdd(even, u, c(0x1.5555555555555p-1));
    odd = hn::MulAdd(odd, u, c(0x1.9999999999f21p-2));
    return hn::MulAdd(odd, t, even);
  } else {
    return hn::MulAdd(hn::MulAdd(c(0x1.32c296p-2f), t, c(0x1.99627cp-2f)), t, c(0x1.555566p-1f));
  }
}

/// (e^r − 1 − r)/r² for |r| ≤ ½ ln 2.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V exp_tail(D d, V r) {
  const auto c = [d](hn::TFromD<D> x) HWY_ATTR { return hn::Set(d, x); };
  const V u = r * r;
  if constexpr (kIsDouble<D>) {
    V even = hn::MulAdd(c(0x1.1f731ea5352cap-29), u, c(0x1.27e4db57442fbp-22));
    V odd = hn::MulAdd(c(0x1.af4e196027428p-26), u, c(0x1.71de021a90822p-19));
    even = hn::MulAdd(even, u, c(0x1.a01a01a6dcaffp-16));
    odd = hn::MulAdd(odd, u, c(0x1.a01a01abef415p-13));
    even = hn::MulAdd(even, u, c(0x1.6c16c16c162ccp-10));
    odd = hn::MulAdd(odd, u, c(0x1.11111111100cep-7));
    even = hn::MulAdd(even, u, c(0x1.5555555555556p-5));
    odd = hn::MulAdd(odd, u, c(0x1.5555555555557p-3));
    even = hn::MulAdd(even, u, c(0x1p-1));
    return hn::MulAdd(odd, r, even);
  } else {
    V even = hn::MulAdd(c(0x1.6d4362p-10f), u, c(0x1.5554e8p-5f));
    V odd = hn::MulAdd(c(0x1.a12528p-13f), u, c(0x1.1110ep-7f));
    even = hn::MulAdd(even, u, c(0x1p-1f));
    odd = hn::MulAdd(odd, u, c(0x1.555556p-3f));
    return hn::MulAdd(odd, r, even);
  }
}

#if HWY_TARGET <= HWY_AVX3
/// Whether a vector fills a register, for which AVX-512 has instructions that Highway 1.0.3 does not offer.
template <class D>
inline constexpr bool kFillsRegister = hn::MaxLanes(D()) * sizeof(hn::TFromD<D>) == 64;
#else
template <class D>
inline constexpr bool kFillsRegister = false;
#endif

/// x = m·2^exponent with m in [¾, 1½).
template <class V>
struct Split {
  V m, exponent;
};

#if HWY_TARGET <= HWY_AVX3
HWY_INLINE Split<hn::Vec512<double>> split_register(hn::Vec512<double> x) {
  const __m512d m = _mm512_getmant_pd(x.raw, _MM_MANT_NORM_p75_1p5, _MM_MANT_SIGN_src);
  return {{m}, {_mm512_sub_pd(_mm512_getexp_pd(x.raw), _mm512_getexp_pd(m))}};
}
HWY_INLINE Split<hn::Vec512<float>> split_register(hn::Vec512<float> x) {
  const __m512 m = _mm512_getmant_ps(x.raw, _MM_MANT_NORM_p75_1p5, _MM_MANT_SIGN_src);
  return {{m}, {_mm512_sub_ps(_mm512_getexp_ps(x.raw), _mm512_getexp_ps(m))}};
}
#endif

/// The same by bits; `bias` is kUlpsInOne + kBias, and more where x was scaled up before.
template <class D, class V = hn::Vec<D>>
HWY_INLINE Split<V> split_bits(D d, V x, V bias) {
  using F = FormatOf<D>;
  const hn::RebindToUnsigned<D> du;
  const auto moved = hn::BitCast(du, x) + hn::Set(du, F::kOne - F::kThreeQuarters);
  const auto biased = hn::Or(hn::ShiftRight<F::kMantissa>(moved), hn::Set(du, F::kUlpsInOneBits));
  const auto mantissa = hn::And(moved, hn::Set(du, F::kSmallestNormal - 1)) + hn::Set(du, F::kThreeQuarters);
  return {hn::BitCast(d, mantissa), hn::BitCast(d, biased) - bias};
}

/// For x positive, finite and normal.
template <class D, class V = hn::Vec<D>>
HWY_INLINE Split<V> split_normal(D d, V x) {
  using F = FormatOf<D>;
  if constexpr (kFillsRegister<D>) {
    return split_register(x);
  } else {
    return split_bits(d, x, hn::Set(d, F::kUlpsInOne + F::kBias));
  }
}

/// For x positive and finite.
template <class D, class V = hn::Vec<D>>
HWY_INLINE Split<V> split_positive(D d, V x) {
  if constexpr (kFillsRegister<D>) {
    return split_register(x);
  } else {
    using F = FormatOf<D>;
    const hn::RebindToUnsigned<D> du;
    const hn::RebindToSigned<D> di;
    // A subnormal is a whole number of the smallest ones: it is read as that number by its bits.
    const auto subnormal = hn::RebindMask(d, hn::BitCast(di, x) < hn::Set(di, F::kSmallestNormal));
    const auto whole = hn::Or(hn::BitCast(du, x), hn::Set(du, F::kUlpsInOneBits));
    const V ulps = hn::BitCast(d, whole) - hn::Set(d, F::kUlpsInOne);
    const V bias = hn::Set(d, F::kUlpsInOne + F::kBias),
            more = hn::Set(d, F::kUlpsInOne + F::kBias + F::kSmallestExponent);
    return split_bits(d, hn::IfThenElse(subnormal, ulps, x), hn::IfThenElse(subnormal, more, bias));
  }
}

/// ln x = exponent·ln 2 + f + low, with f exact and |low| ≤ 0.3|f|.
template <class V>
struct LogParts {
  V exponent, f, low;
};

/// With f = m − 1 and s = f/(m + 1): ln m = 2 atanh(s) = f − (f²/2 − s(f²/2 + 2A(s²)s²)).
template <class D, class V = hn::Vec<D>>
HWY_INLINE LogParts<V> log_parts(D d, const Split<V>& x) {
  const V one = hn::Set(d, 1), f = x.m - one;
  const V s = f / (x.m + one), t = s * s;
  const V half_square = f * f * hn::Set(d, 0.5);
  const V remainder = hn::MulAdd(t, log_tail(d, t), half_square);
  return {x.exponent, f, hn::MulSub(s, remainder, half_square)};
}

/// What log and x log x are where x is not positive and finite: x at ∞ and NaN, NaN for x < 0, and at ±0 −∞ or 0.
enum class AtZero { minus_infinity, zero };

#if HWY_TARGET <= HWY_AVX3
/// For each kind of x, by a nibble: leave the value, a quiet NaN of x, −∞, ∞, 0.
template <AtZero at_zero>
HWY_INLINE int fixup_table() {
  enum { keep = 0, nan_of_x = 2, indefinite = 3, minus_infinity = 4, infinity = 5, zero = 8 };
  constexpr int at_zeros = at_zero == AtZero::zero ? zero : minus_infinity;
  // From the lowest: quiet NaN, signalling NaN, zero, one, −∞, ∞, negative, positive.
  return nan_of_x | nan_of_x << 4 | at_zeros << 8 | keep << 12 | indefinite << 16 | infinity << 20 | indefinite << 24;
}
template <AtZero at_zero>
HWY_INLINE hn::Vec512<double> fixed_up(hn::Vec512<double> x, hn::Vec512<double> value) {
  return {_mm512_fixupimm_pd(value.raw, x.raw, _mm512_set1_epi64(fixup_table<at_zero>()), 0)};
}
template <AtZero at_zero>
HWY_INLINE hn::Vec512<float> fixed_up(hn::Vec512<float> x, hn::Vec512<float> value) {
  return {_mm512_fixupimm_ps(value.raw, x.raw, _mm512_set1_epi32(fixup_table<at_zero>()), 0)};
}
#endif

template <AtZero at_zero, class D, class V = hn::Vec<D>>
HWY_INLINE V with_specials(D d, V x, V value) {
  if constexpr (kFillsRegister<D>) {
    return fixed_up<at_zero>(x, value);
  } else {
    using F = FormatOf<D>;
    using L = std::numeric_limits<hn::TFromD<D>>;
    const hn::RebindToSigned<D> di;
    const auto bits = hn::BitCast(di, x);
    const auto not_finite = hn::RebindMask(d, bits > hn::Set(di, F::kInfinity - 1));
    const auto not_positive = hn::RebindMask(d, bits < hn::Set(di, 1));
    const V at_zeros = hn::Set(d, at_zero == AtZero::zero ? 0 : -L::infinity());
    value = hn::IfThenElse(not_finite, x, value);
    return hn::IfThenElse(not_positive, hn::IfThenElse(x == hn::Zero(d), at_zeros, hn::Set(d, L::quiet_NaN())), value);
  }
}

/// exponent·ln 2 + f + low, rounded.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V sum_of(D d, const LogParts<V>& parts) {
  using F = FormatOf<D>;
  const V low = hn::MulAdd(parts.exponent, hn::Set(d, F::kLn2Low), parts.low);
  return hn::MulAdd(parts.exponent, hn::Set(d, F::kLn2High), parts.f + low);
}

/// ln x for x positive, finite and normal; meaningless for anything else.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V log_of_normal(D d, V x) {
  return sum_of(d, log_parts(d, split_normal(d, x)));
}

/// ln x. ln 0 = −∞, ln ∞ = ∞, NaN for x < 0.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V log(D d, V x) {
  return with_specials<AtZero::minus_infinity>(d, x, sum_of(d, log_parts(d, split_positive(d, x))));
}

/// x·y − product, where product is x·y rounded.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V product_error([[maybe_unused]] D d, V x, V y, V product) {
#if HWY_NATIVE_FMA
  return hn::MulSub(x, y, product);
#else
  using T = hn::TFromD<D>;
  T a[hn::MaxLanes(D())], b[hn::MaxLanes(D())], c[hn::MaxLanes(D())];
  hn::StoreU(x, d, a);
  hn::StoreU(y, d, b);
  hn::StoreU(product, d, c);
  for (std::size_t i = 0; i < hn::Lanes(d); ++i) c[i] = std::fma(a[i], b[i], -c[i]);
  return hn::LoadU(d, c);
#endif
}

/// x ln x, with 0 ln 0 = 0. ∞ at ∞, NaN for x < 0.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V x_log_x(D d, V x) {
  using F = FormatOf<D>;
  const LogParts<V> parts = log_parts(d, split_positive(d, x));
  // The logarithm in two parts, so that it is rounded once, with the product.
  const V whole = parts.exponent * hn::Set(d, F::kLn2High);
  const V high = whole + parts.f;
  const V lost = parts.f - (high - whole);
  const V low = hn::MulAdd(parts.exponent, hn::Set(d, F::kLn2Low), parts.low) + lost;
  const V product = x * high;
  V value = product + hn::MulAdd(x, low, product_error(d, x, high, product));
  value = hn::IfThenElse(product < hn::Set(d, std::numeric_limits<hn::TFromD<D>>::infinity()), value, product);
  return with_specials<AtZero::zero>(d, x, value);
}

/// ln(1 + x), with relative accuracy near 0. −∞ at −1, ∞ at ∞, NaN for x < −1; −0 stays −0.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V log1p(D d, V x) {
  const V one = hn::Set(d, 1);
  // 1 + x = u + c exactly, and ln(u + c) = ln u + c/u to the last bit.
  const V u = one + x, back = u - one;
  const V c = (one - (u - back)) + (x - back);
  LogParts<V> parts = log_parts(d, split_normal(d, u));
  parts.low = parts.low + c / u;
  const V value = with_specials<AtZero::minus_infinity>(d, u, sum_of(d, parts));
  return hn::IfThenElse(x == hn::Zero(d), x, value);
}

/// x = k·ln 2 + r + r_low with k whole and |r| ≤ ½ ln 2; `magic` holds k in its lowest bits.
template <class V>
struct ExpParts {
  V magic, k, r, r_low;
};

template <class D, class V = hn::Vec<D>>
HWY_INLINE ExpParts<V> exp_parts(D d, V x) {
  using F = FormatOf<D>;
  const V shifter = hn::Set(d, F::kUlpsInOne + F::kUlpsInOne / 2);
  const V magic = hn::MulAdd(x, hn::Set(d, F::kInverseLn2), shifter);
  const V k = magic - shifter;
  const V coarse = hn::NegMulAdd(k, hn::Set(d, F::kLn2High), x);
  const V r = hn::NegMulAdd(k, hn::Set(d, F::kLn2Low), coarse);
  return {magic, k, r, hn::NegMulAdd(k, hn::Set(d, F::kLn2Low), coarse - r)};
}

/// 2^(k + offset) from a number that holds k in its lowest bits; normal powers only.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V power_of_two(D d, V magic, int offset = 0) {
  using F = FormatOf<D>;
  const hn::RebindToUnsigned<D> du;
  const auto one = hn::Set(du, F::kOne + (static_cast<typename F::Bits>(offset) << F::kMantissa));
  return hn::BitCast(d, hn::ShiftLeft<F::kMantissa>(hn::BitCast(du, magic)) + one);
}

#if HWY_TARGET <= HWY_AVX3
HWY_INLINE hn::Vec512<double> scaled_register(hn::Vec512<double> value, hn::Vec512<double> k) {
  return {_mm512_scalef_pd(value.raw, k.raw)};
}
HWY_INLINE hn::Vec512<float> scaled_register(hn::Vec512<float> value, hn::Vec512<float> k) {
  return {_mm512_scalef_ps(value.raw, k.raw)};
}
#endif

/// value·2^k rounded once, for value in [½, 2) and any k that exp_parts gives.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V scale(D d, V value, V k) {
  if constexpr (kFillsRegister<D>) {
    return scaled_register(value, k);
  } else {
    // In two steps, of which the first is exact.
    using F = FormatOf<D>;
    const V shifter = hn::Set(d, F::kUlpsInOne + F::kUlpsInOne / 2);
    const V half = hn::MulAdd(k, hn::Set(d, 0.5), shifter);
    const V rest = (k - (half - shifter)) + shifter;
    return value * power_of_two(d, half) * power_of_two(d, rest);
  }
}

/// e^x. 0 at −∞ and ∞ from ln(largest) on; results below the normal range are rounded once.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V exp(D d, V x) {
  using F = FormatOf<D>;
  const V lowest = hn::Set(d, F::kExpLowest), highest = hn::Set(d, F::kExpHighest);
  // Comparisons with NaN are false, so NaN passes through.
  x = hn::IfThenElse(x < lowest, lowest, hn::IfThenElse(x > highest, highest, x));
  const ExpParts<V> parts = exp_parts(d, x);
  const V tail = hn::MulAdd(parts.r * parts.r, exp_tail(d, parts.r), parts.r);
  return scale(d, hn::Set(d, 1) + tail, parts.k);
}

/// e^x − 1, with relative accuracy near 0. −1 at −∞, ∞ from ln(largest) on; −0 stays −0.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V expm1(D d, V argument) {
  using F = FormatOf<D>;
  const V lowest = hn::Set(d, F::kExpm1Lowest), highest = hn::Set(d, F::kExpHighest);
  const V x = hn::IfThenElse(argument < lowest, lowest, hn::IfThenElse(argument > highest, highest, argument));
  const ExpParts<V> parts = exp_parts(d, x);
  const V tail = hn::MulAdd(parts.r * parts.r, exp_tail(d, parts.r), parts.r_low);
  // Half of everything, as 2^1024 is no number: ½(2^k − 1) + ½ 2^k (r + tail), the first sum kept in two parts.
  const V half_power = power_of_two(d, parts.magic, -1);
  const V first = half_power - hn::Set(d, 0.5), second = half_power * parts.r;
  const V high = first + second;
  const V low = hn::MulAdd(half_power, tail, second - (high - first));
  const V value = (high + low) * hn::Set(d, 2);
  return hn::IfThenElse(hn::Abs(argument) < hn::Set(d, F::kNegligible), argument, value);
}

}  // namespace HWY_NAMESPACE
}  // namespace sanov
HWY_AFTER_NAMESPACE();

#endif
