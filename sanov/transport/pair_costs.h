#pragma once

#include <cmath>
#include <cstddef>
#include <span>

#include "sanov/base/cells.h"
#include "sanov/transport/cloud.h"

namespace sanov {

/// All the costs between two measures, a few rows at a time: computed from points, or read from a matrix. What it is
/// made of must outlive it.
class PairCosts {
 public:
  PairCosts(const Cloud& x, const Cloud& y, Cost cost, double power);
  /// Throws DomainError naming the first cost that is NaN or −∞. +∞ forbids a pair.
  PairCosts(Rows matrix, const char* function);

  std::size_t rows() const noexcept { return rows_; }
  std::size_t columns() const noexcept { return columns_; }
  /// A row's length in memory: columns() rounded up to whole virtual vectors.
  std::size_t stride() const noexcept { return (columns_ + 7) / 8 * 8; }
  /// The costs from rows [first, first + count) to all columns, stride() apart; beyond the last column they are +∞. The
  /// same bits on every target.
  void fill(std::size_t first, std::size_t count, double* out) const { fill(first, count, 0, stride(), out, stride()); }
  /// The same for the columns from `column` on, a multiple of 8; `width`, another one, may go beyond the last.
  void fill(std::size_t first, std::size_t count, std::size_t column, std::size_t width, double* out,
            std::size_t step) const;
  /// Takes the range over the pairs that have weight alone: a point that takes no part, however far off, does not widen it.
  void narrow(std::span<const double> a, std::span<const double> b);
  /// The same costs of a matrix, but +∞ where they are above `most`.
  PairCosts forbidding(double most) const;
  /// The lowest and highest cost, infinity aside; for points, bounds on them.
  double lowest() const noexcept { return lowest_; }
  double highest() const noexcept { return highest_; }
  /// Whether no pair of that range is forbidden.
  bool complete() const noexcept { return complete_; }
  /// The same costs with rows and columns exchanged.
  PairCosts transposed() const;
  /// The points, and nullptr for a matrix.
  const Cloud* x() const noexcept { return x_; }
  const Cloud* y() const noexcept { return y_; }
  Cost cost() const noexcept { return cost_; }
  double power() const noexcept { return power_; }

 private:
  PairCosts() = default;
  const Cloud* x_ = nullptr;
  const Cloud* y_ = nullptr;
  Cost cost_{};
  double power_ = 2;
  const void* matrix_ = nullptr;
  Type type_ = Type::float64;
  std::size_t row_step_ = 0, column_step_ = 0;
  std::size_t rows_ = 0, columns_ = 0;
  double lowest_ = 0, highest_ = 0, most_ = HUGE_VAL;
  bool complete_ = true;
};

}  // namespace sanov
