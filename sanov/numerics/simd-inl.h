// Included once per SIMD target: the virtual vector that every kernel computes with.
#if defined(SANOV_NUMERICS_SIMD_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef SANOV_NUMERICS_SIMD_INL_H_
#undef SANOV_NUMERICS_SIMD_INL_H_
#else
#define SANOV_NUMERICS_SIMD_INL_H_
#endif

#include <cstddef>
#include <cstdint>

#include "hwy/cache_control.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace sanov {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

// The virtual vector has 8 doubles whatever the target: one AVX-512 register, two of AVX2, eight scalars. Lane i of the
// virtual vector sees the same numbers in the same order everywhere, which is why the targets agree to the bit.
inline constexpr std::size_t kWidth = 8;
using D = hn::CappedTag<double, kWidth>;
using V = hn::Vec<D>;
using DU = hn::RebindToUnsigned<D>;
using VU = hn::Vec<DU>;
using M = hn::Mask<D>;
inline constexpr std::size_t kLanes = hn::MaxLanes(D());
inline constexpr std::size_t kVectors = kWidth / kLanes;

HWY_INLINE V set(double x) { return hn::Set(D(), x); }
HWY_INLINE V zero() { return hn::Zero(D()); }
HWY_INLINE VU bits(V x) { return hn::BitCast(DU(), x); }
HWY_INLINE V from_bits(VU x) { return hn::BitCast(D(), x); }

HWY_INLINE V load(const double* from) { return hn::LoadU(D(), from); }
HWY_INLINE V load(const float* from) {
  const hn::Rebind<float, D> narrow;
  return hn::PromoteTo(D(), hn::LoadU(narrow, from));
}
HWY_INLINE void store(V x, double* to) { hn::StoreU(x, D(), to); }

/// The sum of one virtual vector's lanes in a fixed tree, by halves: ((0+4) + (2+6)) + ((1+5) + (3+7)).
#if HWY_TARGET == HWY_SCALAR
HWY_INLINE double fold(const V* x) {
  double a[kWidth];
  for (std::size_t v = 0; v < kVectors; ++v) a[v] = hn::GetLane(x[v]);
  return ((a[0] + a[4]) + (a[2] + a[6])) + ((a[1] + a[5]) + (a[3] + a[7]));
}
#else
HWY_INLINE double fold(const V* x) {
  const hn::CappedTag<double, 2> d2;
#if HWY_TARGET <= HWY_AVX3
  const hn::CappedTag<double, 4> d4;
  const auto four = hn::LowerHalf(d4, x[0]) + hn::UpperHalf(d4, x[0]);
#else
  const auto four = x[0] + x[1];
#endif
  const auto two = hn::LowerHalf(d2, four) + hn::UpperHalf(d2, four);
  return hn::GetLane(two) + hn::GetLane(hn::Reverse2(d2, two));
}
#endif

/// The largest of one virtual vector's lanes; none may be NaN.
HWY_INLINE double fold_max(const V* x) {
  HWY_ALIGN double a[kWidth];
  for (std::size_t v = 0; v < kVectors; ++v) hn::Store(x[v], D(), a + v * kLanes);
  double top = a[0];
  for (std::size_t i = 1; i < kWidth; ++i) top = a[i] > top ? a[i] : top;
  return top;
}

}  // namespace HWY_NAMESPACE
}  // namespace sanov
HWY_AFTER_NAMESPACE();

#endif
