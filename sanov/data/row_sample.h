#pragma once

#include <cstdint>
#include <vector>

namespace sanov {

/// A uniform sample of rows, the same whatever the batches: those whose index has the smallest hashes. Values of
/// several columns are kept for the rows in it. All rows, where there are no more than `size`.
class RowSample {
 public:
  RowSample(std::size_t size, std::size_t columns);

  /// Takes the next batch of rows and returns which of them (from the batch's first) to give values for.
  const std::vector<std::size_t>& take(std::uint64_t first_row, std::size_t rows);
  /// The value of one column in each of the rows that take() returned.
  void append(std::size_t column, const double* values);
  /// To be called after the values of a batch: drops rows that have fallen out.
  void prune();

  /// The values of one column, NaN among them, in the order of rows.
  std::vector<double> values(std::size_t column);
  std::size_t size() const noexcept { return hashes_.size(); }

 private:
  void shrink_to(std::size_t size);

  std::size_t size_;
  std::uint64_t threshold_ = ~std::uint64_t{0};
  std::vector<std::size_t> taken_;
  std::vector<std::uint64_t> hashes_;
  std::vector<std::vector<double>> columns_;
};

}  // namespace sanov
