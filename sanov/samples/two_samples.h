#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "sanov/base/cells.h"

namespace sanov {

/// Two samples of points, checked: those of x, then those of y, a row each.
class TwoSamples {
 public:
  /// Of each side at most `most` rows, chosen by `seed`; 0 takes all. Throws InvalidArgument if the numbers of columns
  /// differ, there are none, or a side has fewer than `fewest` rows or 2³¹ and more; DomainError for a coordinate that is
  /// not finite.
  TwoSamples(Rows x, Rows y, std::size_t fewest, std::size_t most, std::uint64_t seed, const char* function);

  /// Counts coordinates from their medians and brings them near 1 by a power of two: a common offset then costs no digits,
  /// and no square overflows.
  void centre();

  std::size_t n() const noexcept { return n_; }
  std::size_t m() const noexcept { return m_; }
  std::size_t size() const noexcept { return n_ + m_; }
  std::size_t dimensions() const noexcept { return dimensions_; }
  std::span<double> points() noexcept { return points_; }
  std::span<const double> points() const noexcept { return points_; }
  /// A length in the caller's unit, and the square of one.
  double length(double here) const;
  double square(double here) const;

 private:
  std::size_t n_, m_, dimensions_;
  int exponent_ = 0;  ///< centre() multiplied by 2^−exponent
  std::vector<double> points_;
};

/// At most `most` (0: all) of 0, …, n − 1, in order: each set of so many as likely. Draw `stream` of `seed`.
std::vector<std::uint32_t> random_rows(std::size_t n, std::size_t most, std::uint64_t seed, std::uint64_t stream);

}  // namespace sanov
