#pragma once

#include <cstddef>

#include "sanov/losses/blocks.h"
#include "sanov/losses/tensor.h"

namespace sanov::losses {

/// Whether a tensor of shape `from` stands for one of shape `to`, as in numpy: extents of 1 repeat, and so do those
/// that are missing at the front.
bool broadcasts(const Shape& from, const Shape& to) noexcept;

/// A tensor read as if it had the shape that it broadcasts to.
class Broadcast {
 public:
  Broadcast() noexcept = default;
  Broadcast(const Tensor& tensor, const Shape& shape) noexcept;

  const Tensor& tensor() const noexcept { return tensor_; }
  /// Elements [from, from + n) of that shape, as doubles; up to the next multiple of 8 the last one is repeated, and
  /// after it 8 more numbers may be written.
  void widen(const Blocks& on, std::size_t from, std::size_t n, double* to) const;

 private:
  /// The place in the tensor of element i.
  std::size_t place(std::size_t i) const noexcept;

  Tensor tensor_;
  Shape shape_;
  std::size_t strides_[kMaxRank] = {};
  std::size_t run_ = 1;  // elements that repeat one number, or follow each other in memory
  bool same_ = true, repeats_ = false;
};

}  // namespace sanov::losses
