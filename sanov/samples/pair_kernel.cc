#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "sanov/samples/pair_kernel.cc"
#include "hwy/foreach_target.h"
//
#include "sanov/numerics/math-inl.h"
#include "sanov/numerics/simd-inl.h"
#include "sanov/samples/pair_kernel.h"

#ifndef SANOV_PAIR_KERNEL_ONCE
#define SANOV_PAIR_KERNEL_ONCE
#include <algorithm>

#include "sanov/numerics/target.h"

namespace sanov {
namespace {

/// Rows that are wanted, of points whose coordinate k lies from coordinates + k·stride on.
struct KernelRows {
  const double* coordinates;
  std::size_t dimensions, stride, first, count;
  PairKernel kernel;
  double* out;
};

}  // namespace
}  // namespace sanov
#endif

HWY_BEFORE_NAMESPACE();
namespace sanov {
namespace HWY_NAMESPACE {
namespace {

struct Distance {
  static HWY_INLINE V of(V square, double) { return hn::Sqrt(square); }
};
struct SquaredDistance {
  static HWY_INLINE V of(V square, double) { return square; }
};
struct Gaussian {
  static HWY_INLINE V of(V square, double rate) { return exp(D(), square * set(-rate)); }
};

/// kRows rows together: each coordinate is read once for all.
template <class Kernel, std::size_t kRows>
void fill_some(const KernelRows& f, std::size_t row, double* out) {
  for (std::size_t j = 0; j < f.stride; j += kLanes) {
    V sum[kRows];
    for (std::size_t r = 0; r < kRows; ++r) sum[r] = zero();
    for (std::size_t k = 0; k < f.dimensions; ++k) {
      const double* all = f.coordinates + k * f.stride;
      const V other = load(all + j);
      for (std::size_t r = 0; r < kRows; ++r) {
        const V apart = set(all[row + r]) - other;
        sum[r] = hn::MulAdd(apart, apart, sum[r]);
      }
    }
    for (std::size_t r = 0; r < kRows; ++r) store(Kernel::of(sum[r], f.kernel.rate), out + r * f.stride + j);
  }
}

template <class Kernel>
void fill_all(const KernelRows& f) {
  std::size_t r = 0;
  for (; r + 4 <= f.count; r += 4) fill_some<Kernel, 4>(f, f.first + r, f.out + r * f.stride);
  for (; r < f.count; ++r) fill_some<Kernel, 1>(f, f.first + r, f.out + r * f.stride);
}

void fill_kernel_rows(const KernelRows& f) {
  switch (f.kernel.kind) {
    case PairKernel::distance: return fill_all<Distance>(f);
    case PairKernel::squared_distance: return fill_all<SquaredDistance>(f);
    case PairKernel::gaussian: return fill_all<Gaussian>(f);
  }
}

}  // namespace
}  // namespace HWY_NAMESPACE
}  // namespace sanov
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace sanov {
namespace {

HWY_EXPORT(fill_kernel_rows);
constexpr std::size_t kWidth = 8;

}  // namespace

PairPoints::PairPoints(std::span<const double> points, std::size_t dimensions)
    : size_(points.size() / dimensions),
      dimensions_(dimensions),
      stride_((size_ + kWidth - 1) / kWidth * kWidth),
      coordinates_(stride_ * dimensions) {
  for (std::size_t i = 0; i < size_; ++i)
    for (std::size_t k = 0; k < dimensions; ++k) coordinates_[k * stride_ + i] = points[i * dimensions + k];
}

void PairPoints::fill(PairKernel kernel, std::size_t first, std::size_t count, double* out) const {
  SANOV_DISPATCH(fill_kernel_rows)({coordinates_.data(), dimensions_, stride_, first, count, kernel, out});
  for (std::size_t r = 0; r < count; ++r) std::fill(out + r * stride_ + size_, out + (r + 1) * stride_, 0.0);
}

}  // namespace sanov
#endif
