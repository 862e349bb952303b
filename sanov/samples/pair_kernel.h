#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace sanov {

/// A function of two points by their distance r.
struct PairKernel {
  enum Kind { distance, squared_distance, gaussian };  ///< r, r², exp(−rate·r²)
  Kind kind = distance;
  double rate = 0;

  double at_zero() const noexcept { return kind == gaussian ? 1 : 0; }
};

/// Points, a coordinate at a time, of which whole rows of a kernel's matrix are asked for.
class PairPoints {
 public:
  PairPoints(std::span<const double> points, std::size_t dimensions);

  std::size_t size() const noexcept { return size_; }
  /// The length of a row, a multiple of the SIMD width.
  std::size_t stride() const noexcept { return stride_; }
  /// Rows [first, first + count) of the matrix, each `stride` long; what stands beyond size() is 0.
  void fill(PairKernel kernel, std::size_t first, std::size_t count, double* out) const;

 private:
  std::size_t size_, dimensions_, stride_;
  std::vector<double> coordinates_;
};

}  // namespace sanov
