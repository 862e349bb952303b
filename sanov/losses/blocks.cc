#include "sanov/losses/blocks.h"

#include <algorithm>
#include <cstdint>
#include <cstring>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "sanov/losses/blocks.cc"
#include "hwy/foreach_target.h"
#include "sanov/numerics/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace sanov {
namespace HWY_NAMESPACE {

using losses::BFloat16;
using losses::Dtype;
using losses::Output;
using losses::Tensor;

// A bfloat16 is the upper half of a float.
template <class DFloat>
HWY_INLINE hn::Vec<DFloat> load_halves(DFloat d, const BFloat16* from) {
  const hn::Rebind<std::uint16_t, DFloat> half;
  const hn::RebindToUnsigned<DFloat> whole;
  const auto bits = hn::LoadU(half, reinterpret_cast<const std::uint16_t*>(from));
  return hn::BitCast(d, hn::ShiftLeft<16>(hn::PromoteTo(whole, bits)));
}

/// Rounded as to_bfloat16 does, in whole numbers: to the nearest, ties to even; NaN stays one.
template <class DFloat>
HWY_INLINE void store_halves(DFloat, hn::Vec<DFloat> x, BFloat16* to) {
  const hn::Rebind<std::uint16_t, DFloat> half;
  const hn::RebindToUnsigned<DFloat> whole;
  const hn::RebindToSigned<DFloat> whole_signed;
  const auto bits = hn::BitCast(whole, x), upper = hn::ShiftRight<16>(bits);
  const auto odd = hn::And(upper, hn::Set(whole, 1));
  const auto rounded = hn::ShiftRight<16>(hn::Add(hn::Add(bits, hn::Set(whole, 0x7fff)), odd));
  const auto chosen = hn::IfThenElse(hn::RebindMask(whole, hn::IsNaN(x)), hn::Or(upper, hn::Set(whole, 0x40)), rounded);
  hn::StoreU(hn::DemoteTo(half, hn::BitCast(whole_signed, chosen)), half, reinterpret_cast<std::uint16_t*>(to));
}

using NarrowD = hn::Rebind<float, D>;

HWY_INLINE V load(const BFloat16* from) { return hn::PromoteTo(D(), load_halves(NarrowD(), from)); }

template <class T>
void widen_all(const T* from, std::size_t n, double* to) {
  std::size_t i = 0;
  for (; i + kLanes <= n; i += kLanes) store(load(from + i), to + i);
  if (i < n) {
    T rest[kLanes];
    for (std::size_t j = 0; j < kLanes; ++j) rest[j] = from[std::min(i + j, n - 1)];
    HWY_ALIGN double all[kLanes];
    store(load(rest), all);
    std::memcpy(to + i, all, kLanes * sizeof(double));
    i += kLanes;
  }
  for (; i % kWidth != 0; ++i) to[i] = to[n - 1];
}

void widen(const Tensor& tensor, std::size_t from, std::size_t n, double* to) {
  switch (tensor.dtype()) {
    case Dtype::float64: return widen_all(tensor.as<double>() + from, n, to);
    case Dtype::float32: return widen_all(tensor.as<float>() + from, n, to);
    case Dtype::bfloat16: return widen_all(tensor.as<BFloat16>() + from, n, to);
    case Dtype::int64: break;
  }
  for (std::size_t i = 0; i < (n + kWidth - 1) / kWidth * kWidth; ++i)
    to[i] = static_cast<double>(tensor.as<std::int64_t>()[from + std::min(i, n - 1)]);
}

HWY_INLINE void store(V x, float* to) { hn::StoreU(hn::DemoteTo(NarrowD(), x), NarrowD(), to); }
HWY_INLINE void store(V x, BFloat16* to) { store_halves(NarrowD(), hn::DemoteTo(NarrowD(), x), to); }

template <class T>
void narrow_all(const double* a, double scale, std::size_t n, T* to) {
  const V factor = set(scale);
  std::size_t i = 0;
  for (; i + kLanes <= n; i += kLanes) store(load(a + i) * factor, to + i);
  if (i < n) {
    T rest[kLanes];
    store(load(a + i) * factor, rest);
    std::memcpy(to + i, rest, (n - i) * sizeof(T));
  }
}

void narrow(const double* a, double scale, std::size_t n, const Output& output, std::size_t from) {
  switch (output.dtype()) {
    case Dtype::float64: return narrow_all(a, scale, n, static_cast<double*>(output.data()) + from);
    case Dtype::float32: return narrow_all(a, scale, n, static_cast<float*>(output.data()) + from);
    case Dtype::bfloat16: return narrow_all(a, scale, n, static_cast<BFloat16*>(output.data()) + from);
    case Dtype::int64: return;
  }
}

using FloatD = hn::CappedTag<float, 2 * kWidth>;
constexpr std::size_t kFloats = hn::MaxLanes(FloatD());

void widen_floats(const BFloat16* from, std::size_t n, float* to) {
  const FloatD d;
  std::size_t i = 0;
  for (; i + kFloats <= n; i += kFloats) hn::StoreU(load_halves(d, from + i), d, to + i);
  if (i == n) return;
  BFloat16 rest[kFloats] = {};
  std::memcpy(rest, from + i, (n - i) * sizeof(BFloat16));
  HWY_ALIGN float wide[kFloats];
  hn::Store(load_halves(d, rest), d, wide);
  std::memcpy(to + i, wide, (n - i) * sizeof(float));
}

void narrow_floats(const float* from, std::size_t n, BFloat16* to) {
  const FloatD d;
  std::size_t i = 0;
  for (; i + kFloats <= n; i += kFloats) store_halves(d, hn::LoadU(d, from + i), to + i);
  if (i == n) return;
  HWY_ALIGN float wide[kFloats] = {};
  std::memcpy(wide, from + i, (n - i) * sizeof(float));
  BFloat16 rest[kFloats];
  store_halves(d, hn::Load(d, wide), rest);
  std::memcpy(to + i, rest, (n - i) * sizeof(BFloat16));
}

bool leaves(const double* a, std::size_t n, double lower, double upper) {
  const V low = set(lower), high = set(upper);
  M inside = hn::FirstN(D(), kLanes);
  for (std::size_t i = 0; i < n; i += kLanes) {
    const V x = load(a + i);
    inside = hn::And(inside, hn::And(x >= low, x <= high));
  }
  return !hn::AllTrue(D(), inside);
}

bool signs(const double* a, std::size_t n) {
  M good = hn::FirstN(D(), kLanes);
  for (std::size_t i = 0; i < n; i += kLanes) good = hn::And(good, hn::Abs(load(a + i)) == set(1.0));
  return hn::AllTrue(D(), good);
}

void multiply(double* a, const double* weight, std::size_t n) {
  for (std::size_t i = 0; i < n; i += kLanes) {
    const V w = load(weight + i);
    store(hn::IfThenZeroElse(w == zero(), load(a + i) * w), a + i);
  }
}

double sum(const double* a, std::size_t n) {
  V sums[kVectors];
  for (V& v : sums) v = zero();
  std::size_t i = 0;
  for (; i + kWidth <= n; i += kWidth)
    for (std::size_t v = 0; v < kVectors; ++v) sums[v] = sums[v] + load(a + i + v * kLanes);
  double total = n < kWidth ? 0 : fold(sums);
  for (; i < n; ++i) total += a[i];
  return total;
}

const losses::Blocks* block_functions() {
  static constexpr losses::Blocks functions{widen, narrow, widen_floats, narrow_floats, leaves, signs, multiply, sum};
  return &functions;
}

}  // namespace HWY_NAMESPACE
}  // namespace sanov
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include "sanov/numerics/target.h"

namespace sanov {
namespace {
HWY_EXPORT(block_functions);
}  // namespace

namespace losses {

const Blocks& blocks() { return *SANOV_DISPATCH(block_functions)(); }

void put(double value, const Output& output, std::size_t i) noexcept {
  switch (output.dtype()) {
    case Dtype::float64: static_cast<double*>(output.data())[i] = value; break;
    case Dtype::float32: static_cast<float*>(output.data())[i] = static_cast<float>(value); break;
    case Dtype::bfloat16: static_cast<BFloat16*>(output.data())[i] = to_bfloat16(static_cast<float>(value)); break;
    case Dtype::int64: break;
  }
}

double element(const Tensor& tensor, std::size_t i) noexcept {
  switch (tensor.dtype()) {
    case Dtype::float64: return tensor.as<double>()[i];
    case Dtype::float32: return static_cast<double>(tensor.as<float>()[i]);
    case Dtype::bfloat16: {
      const std::uint32_t bits = static_cast<std::uint32_t>(tensor.as<BFloat16>()[i].bits) << 16;
      float wide;
      std::memcpy(&wide, &bits, sizeof wide);
      return static_cast<double>(wide);
    }
    case Dtype::int64: break;
  }
  return static_cast<double>(tensor.as<std::int64_t>()[i]);
}

}  // namespace losses
}  // namespace sanov
#endif
