#include "sanov/data/cell_finder.h"

#include <array>
#include <bit>
#include <limits>

#include "sanov/data/hashing.h"

namespace sanov {
namespace {

constexpr std::size_t kLanes = 8;

/// How many of the edges each number exceeds.
template <std::size_t lanes>
void exceeded(const double* edges, std::size_t size, const double* numbers, std::uint32_t* out) {
  std::array<std::size_t, lanes> at{};
  for (std::size_t half = size / 2; half > 0; half /= 2)
    for (std::size_t lane = 0; lane < lanes; ++lane) at[lane] += edges[at[lane] + half - 1] < numbers[lane] ? half : 0;
  for (std::size_t lane = 0; lane < lanes; ++lane) out[lane] = static_cast<std::uint32_t>(at[lane]);
}

}  // namespace

CellFinder::CellFinder(const FrameColumn& column) : column_(&column) {
  if (!column.is_text()) {
    edges_ = column.edges;
    edges_.resize(std::bit_ceil(column.edges.size() + 1), std::numeric_limits<double>::infinity());
    return;
  }
  table_.resize(std::bit_ceil(4 * column.categories.size() + 4));
  for (std::size_t cell = 0; cell < column.categories.size(); ++cell) {
    const std::uint64_t hash = column.categories[cell].hash;
    std::size_t at = hash & (table_.size() - 1);
    while (table_[at].hash != 0) at = (at + 1) & (table_.size() - 1);
    table_[at] = {hash, static_cast<std::uint32_t>(cell)};
  }
}

void CellFinder::find_numbers(const double* numbers, std::size_t count, std::uint32_t* cells) const {
  std::size_t i = 0;
  for (; i + kLanes <= count; i += kLanes) exceeded<kLanes>(edges_.data(), edges_.size(), numbers + i, cells + i);
  for (; i < count; ++i) exceeded<1>(edges_.data(), edges_.size(), numbers + i, cells + i);
  const auto missing = static_cast<std::uint32_t>(column_->missing_cell());
  for (i = 0; i < count; ++i) cells[i] = numbers[i] == numbers[i] ? cells[i] : missing;
}

std::uint32_t CellFinder::find_text(std::uint64_t hash) const {
  if (hash == kMissingHash) return static_cast<std::uint32_t>(column_->missing_cell());
  const std::size_t mask = table_.size() - 1;
  for (std::size_t at = hash & mask; table_[at].hash != 0; at = (at + 1) & mask)
    if (table_[at].hash == hash) return table_[at].cell;
  if (!column_->others.contains(hash)) return static_cast<std::uint32_t>(column_->unseen_cell());
  return static_cast<std::uint32_t>(column_->categories.size() + (hash >> 32) % kRestCells);
}

void CellFinder::find_texts(const std::uint64_t* hashes, std::size_t count, std::uint32_t* cells) const {
  for (std::size_t i = 0; i < count; ++i) cells[i] = find_text(hashes[i]);
}

}  // namespace sanov
