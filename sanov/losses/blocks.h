#pragma once

#include <cstddef>

#include "sanov/losses/tensor.h"

/// Work on blocks of numbers that lie in the cache, in double whatever the tensor's dtype.
namespace sanov::losses {

/// Elements of a block. Arrays that hold one have room for all of it and are read to the next multiple of 8.
inline constexpr std::size_t kBlock = 512;

struct Blocks {
  /// n elements from `from` on, as doubles; up to the next multiple of 8 the last one is repeated.
  void (*widen)(const Tensor& tensor, std::size_t from, std::size_t n, double* to);
  /// a[i]·scale, rounded to the output's dtype.
  void (*narrow)(const double* a, double scale, std::size_t n, const Output& output, std::size_t from);
  /// n numbers of bfloat16 as floats, and floats rounded to bfloat16 as to_bfloat16 does.
  void (*widen_floats)(const BFloat16* from, std::size_t n, float* to);
  void (*narrow_floats)(const float* from, std::size_t n, BFloat16* to);
  /// Whether some a[i] is NaN or leaves [lower, upper].
  bool (*leaves)(const double* a, std::size_t n, double lower, double upper);
  /// Whether every a[i] is -1 or 1.
  bool (*signs)(const double* a, std::size_t n);
  /// a[i]·weight[i] in place of a[i]; a weight of 0 silences an infinity.
  void (*multiply)(double* a, const double* weight, std::size_t n);
  /// The sum, in a fixed order.
  double (*sum)(const double* a, std::size_t n);
};

/// One number, rounded to the output's dtype, as its element i.
void put(double value, const Output& output, std::size_t i) noexcept;

/// Those of the running machine.
const Blocks& blocks();

}  // namespace sanov::losses
