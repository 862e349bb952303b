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

HWY_INLINE V load(const BFloat16* from) {
  HWY_ALIGN float wide[kLanes];
  for (std::size_t i = 0; i < kLanes; ++i) {
    const std::uint32_t bits = static_cast<std::uint32_t>(from[i].bits) << 16;
    std::memcpy(&wide[i], &bits, sizeof bits);
  }
  return load(wide);
}

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

HWY_INLINE void store(V x, float* to) {
  const hn::Rebind<float, D> narrow;
  hn::StoreU(hn::DemoteTo(narrow, x), narrow, to);
}
HWY_INLINE void store(V x, BFloat16* to) {
  HWY_ALIGN float wide[kLanes];
  store(x, wide);
  for (std::size_t i = 0; i < kLanes; ++i) to[i] = losses::to_bfloat16(wide[i]);
}

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
  static constexpr losses::Blocks functions{widen, narrow, leaves, signs, multiply, sum};
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
