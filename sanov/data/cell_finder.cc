#include "sanov/data/cell_finder.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <limits>

#include "sanov/data/hashing.h"

namespace sanov {
namespace {

constexpr std::size_t kLanes = 8;
constexpr std::size_t kSteps = 4096;

/// How many of the edges each number exceeds, of those from `at` on less than twice `half`.
template <std::size_t lanes>
void exceeded(const double* edges, std::size_t half, const double* numbers, std::array<std::size_t, lanes> at,
              std::uint32_t* out) {
  for (; half > 0; half /= 2)
    for (std::size_t lane = 0; lane < lanes; ++lane) at[lane] += edges[at[lane] + half - 1] < numbers[lane] ? half : 0;
  for (std::size_t lane = 0; lane < lanes; ++lane) out[lane] = static_cast<std::uint32_t>(at[lane]);
}

}  // namespace

CellFinder::CellFinder(const FrameColumn& column) : column_(&column) {
  if (!column.is_text()) {
    const std::size_t size = std::bit_ceil(column.edges.size() + 1);
    largest_half_ = size / 2;
    edges_ = column.edges;
    edges_.resize(2 * size, std::numeric_limits<double>::infinity());
    choose_steps();
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

/// The steps between the edges but the `outside` first and last of them. Rounding keeps the order of numbers, so that an
/// edge in an earlier step is below, one in a later step not below a number.
CellFinder::Steps CellFinder::make_steps(std::size_t outside) const {
  const std::vector<double>& edges = column_->edges;
  const double low = edges[outside], high = edges[edges.size() - 1 - outside];
  Steps steps{.low = low, .scale = static_cast<double>(kSteps) / (high - low), .half = 0, .first = {}};
  if (!std::isfinite(high - low) || !std::isnormal(steps.scale)) return steps;
  steps.first.resize(kSteps);
  std::size_t edge = outside, most = 0;
  for (std::size_t i = 0; i < kSteps; ++i) {
    steps.first[i] = static_cast<std::uint16_t>(edge);
    while (edge < edges.size() && (edges[edge] - low) * steps.scale < static_cast<double>(i + 1)) ++edge;
    most = std::max(most, edge - steps.first[i]);
  }
  steps.half = std::bit_floor(most);
  return steps;
}

/// A heavy tail would make steps too wide, unless its outer edges are left out and searched for as before.
void CellFinder::choose_steps() {
  const std::size_t edges = column_->edges.size();
  constexpr std::size_t kFewest = 8;
  if (edges < kFewest) return;
  double least = static_cast<double>(std::bit_width(largest_half_));
  const double all = least;
  for (const std::size_t outside : {edges / 512, edges / 128, edges / 32}) {
    Steps steps = make_steps(outside);
    if (steps.first.empty()) continue;
    const double share = 2. * static_cast<double>(outside) / static_cast<double>(edges);
    const double cost = 1 + std::bit_width(steps.half) + std::min(1., kLanes * share) * all;
    if (cost >= least) continue;
    least = cost;
    steps_ = std::move(steps);
  }
}

void CellFinder::find_numbers(const double* numbers, std::size_t count, std::uint32_t* cells) const {
  std::size_t i = 0;
  for (; i + kLanes <= count; i += kLanes) {
    std::array<std::size_t, kLanes> at{};
    bool inside = !steps_.first.empty();
    if (inside) {
      for (std::size_t lane = 0; lane < kLanes; ++lane) {
        const double step = (numbers[i + lane] - steps_.low) * steps_.scale;
        const bool here = step >= 0 && step < static_cast<double>(kSteps);
        inside &= here;
        at[lane] = steps_.first[here ? static_cast<std::size_t>(static_cast<std::int64_t>(step)) : 0];
      }
    }
    if (inside)
      exceeded<kLanes>(edges_.data(), steps_.half, numbers + i, at, cells + i);
    else
      exceeded<kLanes>(edges_.data(), largest_half_, numbers + i, {}, cells + i);
  }
  for (; i < count; ++i) exceeded<1>(edges_.data(), largest_half_, numbers + i, {}, cells + i);
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
