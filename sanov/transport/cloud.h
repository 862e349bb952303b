#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "sanov/base/cells.h"
#include "sanov/transport/cost.h"

namespace sanov {

/// Points, a coordinate at a time: coordinate k of all of them lies together, padded to whole virtual vectors.
class Cloud {
 public:
  Cloud(std::size_t points, std::size_t dimensions);
  /// For cosine each point is brought to length 1. Throws DomainError naming the first coordinate that is not finite,
  /// or, for cosine, the first point at the origin.
  Cloud(Rows rows, Cost cost, const char* function, const char* argument);

  /// These of its points, in this order.
  Cloud selected(std::span<const std::uint32_t> points) const;

  std::size_t size() const noexcept { return points_; }
  std::size_t dimensions() const noexcept { return dimensions_; }
  double* coordinate(std::size_t k) noexcept { return values_.data() + k * stride_; }
  const double* coordinate(std::size_t k) const noexcept { return values_.data() + k * stride_; }

 private:
  std::size_t points_, dimensions_, stride_;
  std::vector<double> values_;
};

}  // namespace sanov
