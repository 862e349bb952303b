#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace sanov {

/// The different values of a column of numbers and how often each comes, for as long as they are at most `limit`; beyond
/// that nothing is kept. Whether they are depends on the set of values alone, so parts merge into the whole exactly, in
/// any order.
class ValueCounts {
 public:
  explicit ValueCounts(std::size_t limit) : limit_(limit) {}
  /// Those of values, ascending and at most `limit`, with their counts, from 1 on.
  ValueCounts(std::size_t limit, std::vector<double> values, std::vector<std::uint64_t> counts)
      : limit_(limit), values_(std::move(values)), counts_(std::move(counts)) {}
  /// Of a column that has more than `limit`.
  static ValueCounts too_many(std::size_t limit);

  /// Counts numbers, infinite ones too; NaN is passed over. About 2 ns each where values come again, 5 ns where all are
  /// new, next to nothing once there were too many.
  void add(const double* numbers, std::size_t count);
  /// To be called after the last add(), before anything is read or merged.
  void settle();
  /// Adds the counts of another part of the column. Both must be settled, and have one limit.
  void merge(const ValueCounts& other);

  /// False once there were more than `limit` different values: then there are none here.
  bool complete() const noexcept { return complete_; }
  const std::vector<double>& values() const noexcept { return values_; }         ///< ascending
  const std::vector<std::uint64_t>& counts() const noexcept { return counts_; }  ///< of each

 private:
  void append(double value, std::uint64_t count);
  void give_up();
  void rehash(std::size_t slots);
  std::size_t slot(double value) const noexcept;

  std::size_t limit_;
  bool complete_ = true;
  std::vector<double> values_;         // as they came, until settle()
  std::vector<std::uint64_t> counts_;  // of each
  std::vector<std::uint32_t> table_;   // 1 + place in values_, 0 where free; a power of two long, empty once settled
};

}  // namespace sanov
