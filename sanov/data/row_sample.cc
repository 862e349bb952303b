#include "sanov/data/row_sample.h"

#include <algorithm>

#include "sanov/data/hashing.h"

namespace sanov {

RowSample::RowSample(std::size_t size, std::size_t columns) : size_(size), columns_(columns) {}

const std::vector<std::size_t>& RowSample::take(std::uint64_t first_row, std::size_t rows) {
  taken_.clear();
  for (std::size_t i = 0; i < rows; ++i) {
    const std::uint64_t hash = hash_row(first_row + i);
    if (hash > threshold_) continue;
    taken_.push_back(i);
    hashes_.push_back(hash);
  }
  return taken_;
}

void RowSample::append(std::size_t column, const double* values) {
  columns_[column].insert(columns_[column].end(), values, values + taken_.size());
}

void RowSample::prune() {
  if (hashes_.size() > size_ + size_ / 2) shrink_to(size_);
}

void RowSample::shrink_to(std::size_t size) {
  std::vector<std::uint64_t> sorted = hashes_;
  std::nth_element(sorted.begin(), sorted.begin() + static_cast<std::ptrdiff_t>(size - 1), sorted.end());
  threshold_ = sorted[size - 1];
  for (std::vector<double>& column : columns_) {
    std::size_t kept = 0;
    for (std::size_t i = 0; i < column.size(); ++i) {  // without a branch, which nobody could foresee
      column[kept] = column[i];
      kept += hashes_[i] <= threshold_;
    }
    column.resize(kept);
  }
  std::erase_if(hashes_, [&](std::uint64_t hash) { return hash > threshold_; });
}

std::vector<double> RowSample::values(std::size_t column) {
  if (hashes_.size() > size_) shrink_to(size_);
  return columns_[column];
}

}  // namespace sanov
