#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "sanov/rank/extent.h"
#include "sanov/rank/pair_counts.h"
#include "sanov/rank/scratch.h"

namespace sanov {

/// The positions of a column's values in ascending order, equal ones marked and in the order they came in.
class Order {
 public:
  /// Takes at least 1 and fewer than 2^32 values, none of them NaN, with their extent. O(n log n) on one thread.
  Order(std::span<const double> values, const Extent& extent);

  std::size_t size() const noexcept { return size_; }
  /// Where the k-th smallest value stands in the column.
  std::uint32_t operator[](std::size_t k) const noexcept { return static_cast<std::uint32_t>(keys_[k] & index_bits_); }
  /// Whether the k-th smallest equals the one before it.
  bool tied(std::size_t k) const noexcept { return (ties_[k / 64] >> (k % 64) & 1) != 0; }
  /// The first at or after k that is tied to the one before it, or that is not; size() if there is none.
  std::size_t next(std::size_t k, bool tied) const noexcept;
  const TieSums& ties() const noexcept { return sums_; }
  bool tied() const noexcept { return sums_.pairs > 0; }

  /// ranks[i] is the number of distinct values below the column's i-th.
  void dense_ranks(std::span<std::uint32_t> ranks) const;
  /// ranks[i] is twice the i-th value's rank in 1, …, n, ties at their mean.
  void doubled_mid_ranks(std::span<std::uint32_t> ranks) const;

 private:
  void mark_ties();
  void settle_dropped_bits(std::span<const double> values);
  void add_up();

  std::size_t size_;
  std::uint64_t index_bits_;
  Scratch<std::uint64_t> keys_;
  std::vector<std::uint64_t> ties_;
  TieSums sums_;
};

}  // namespace sanov
