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

  /// Counts numbers, infinite ones too; NaN is passed over. About 6 ns each, next to nothing once there were too many.
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
  void check_known(const double* numbers, std::size_t count);

  std::size_t limit_;
  bool complete_ = true;
  std::vector<double> values_;
  std::vector<std::uint64_t> counts_;
  std::vector<double> waiting_;  // added, and not yet counted; at most kLeastWaiting or as many as the limit
};

}  // namespace sanov
