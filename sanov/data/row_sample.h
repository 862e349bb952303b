#pragma once

#include <cstdint>
#include <vector>

namespace sanov {

/// A uniform sample of rows, the same whatever the batches: those whose index has the smallest hashes. Values of
/// several columns are kept for the rows in it. All rows, where there are no more than `size`.
class RowSample {
 public:
  RowSample(std::size_t size, std::size_t columns);

  /// Takes the next batch of rows and returns which of them (from the batch's first) to give values for. Drops rows that
  /// have fallen out.
  const std::vector<std::size_t>& take(std::uint64_t first_row, std::size_t rows);
  /// The value of one column in each of the rows that take() returned. Columns may be given side by side.
  void append(std::size_t column, const double* values);
  /// The same, from the values of all rows [first, first + count) of the batch. To be called until it ends.
  void append_taken(std::size_t column, std::size_t first, std::size_t count, const double* values);
  /// To be called after the last batch.
  void settle();

  /// The values of one column, NaN among them, in the order of rows: handed out once. Columns may be asked for side by
  /// side.
  std::vector<double> values(std::size_t column);
  std::size_t size() const noexcept { return hashes_.size(); }
  std::size_t columns() const noexcept { return columns_.size(); }

 private:
  std::uint64_t smallest(std::size_t rank) const;
  void shrink();

  std::size_t size_;
  std::uint64_t threshold_ = ~std::uint64_t{0};
  std::vector<std::size_t> taken_;
  std::vector<std::uint64_t> hashes_;
  std::vector<std::vector<double>> columns_;
};

}  // namespace sanov
