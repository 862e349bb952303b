#include "sanov/data/row_sample.h"

#include <algorithm>
#include <array>
#include <bit>
#include <utility>

#include "sanov/data/hashing.h"
#include "sanov/numerics/parallel.h"

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
  if (hashes_.size() > size_ + size_ / 2) shrink();
  return taken_;
}

void RowSample::append(std::size_t column, const double* values) {
  columns_[column].insert(columns_[column].end(), values, values + taken_.size());
}

void RowSample::append_taken(std::size_t column, std::size_t first, std::size_t count, const double* values) {
  const auto from = std::lower_bound(taken_.begin(), taken_.end(), first);
  const auto to = std::lower_bound(from, taken_.end(), first + count);
  std::vector<double>& kept = columns_[column];
  const std::size_t size = kept.size(), grown = size + static_cast<std::size_t>(to - from);
  if (grown > kept.capacity() && grown > size_ / 4)
    kept.reserve(std::max(grown, size_ + size_ / 2));  // the most there are
  kept.resize(grown);
  std::transform(from, to, kept.begin() + static_cast<std::ptrdiff_t>(size),
                 [&](std::size_t row) { return values[row - first]; });
}

void RowSample::settle() {
  taken_.clear();
  if (hashes_.size() > size_) shrink();
}

/// The hash of this rank, from 0. Hashes are spread evenly up to the threshold, so that few share their leading bits.
std::uint64_t RowSample::smallest(std::size_t rank) const {
  constexpr int kBits = 10;
  const int shift = std::max(static_cast<int>(std::bit_width(threshold_)) - kBits, 0);
  std::array<std::size_t, std::size_t{1} << kBits> counts{};
  for (const std::uint64_t hash : hashes_) ++counts[hash >> shift];
  std::uint64_t leading = 0;
  for (; rank >= counts[leading]; ++leading) rank -= counts[leading];
  std::vector<std::uint64_t> sharing;
  for (const std::uint64_t hash : hashes_)
    if (hash >> shift == leading) sharing.push_back(hash);
  std::nth_element(sharing.begin(), sharing.begin() + static_cast<std::ptrdiff_t>(rank), sharing.end());
  return sharing[rank];
}

/// Of the rows before those just taken there are values already.
void RowSample::shrink() {
  threshold_ = smallest(size_ - 1);
  const std::size_t before = hashes_.size() - taken_.size();
  parallel_chunks(columns_.size(), 1, [&](std::size_t begin, std::size_t end) {
    for (std::size_t at = begin; at < end; ++at) {
      std::vector<double>& column = columns_[at];
      std::size_t kept = 0;
      for (std::size_t i = 0; i < column.size(); ++i) {  // without a branch, which nobody could foresee
        column[kept] = column[i];
        kept += hashes_[i] <= threshold_;
      }
      column.resize(kept);
    }
  });
  std::size_t kept = 0;
  for (std::size_t i = 0; i < taken_.size(); ++i) {
    taken_[kept] = taken_[i];
    kept += hashes_[before + i] <= threshold_;
  }
  taken_.resize(kept);
  std::erase_if(hashes_, [&](std::uint64_t hash) { return hash > threshold_; });
}

std::vector<double> RowSample::values(std::size_t column) { return std::move(columns_[column]); }

}  // namespace sanov
