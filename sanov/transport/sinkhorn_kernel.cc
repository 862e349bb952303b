#include "sanov/transport/sinkhorn_kernel.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "sanov/numerics/parallel.h"
#include "sanov/transport/sinkhorn_rows.h"

namespace sanov {
namespace {

static_assert(kTile == TileBounds::kTile);

constexpr double kNone = std::numeric_limits<double>::infinity();
constexpr std::size_t kMostChunks = 64, kFewestChunks = 8;
/// What the chunks' sums over the columns may take, as long as that leaves chunks enough.
constexpr std::size_t kBytesOfSums = std::size_t{1} << 26;
/// Tiles whose potentials less costs are this many ε below a row's largest hold nothing but zeros: e⁻⁶⁴ is the limit.
constexpr double kOutOfReach = 65;
/// Tiles without an entry above this are not kept: what is kept only serves to find directions.
constexpr double kTooLittleToKeep = 1e-12;
/// Groups of columns, and the share of a row that is too little to count in the products of groups.
constexpr std::size_t kMostGroups = 256;
constexpr double kTooLittleToMultiply = 1e-9;

}  // namespace

/// A block of rows over the tiles that matter to it, which lie side by side at the beginning of each row.
struct SinkhornKernel::Workspace {
  Workspace(std::size_t row_width, std::size_t all) : width(row_width), q(kBlock * width), least(all) {}
  double* row(std::size_t r) { return q.data() + r * width; }
  const double* row(std::size_t r) const { return q.data() + r * width; }

  std::size_t width;
  std::vector<double> q, least;
  std::vector<std::uint32_t> tiles;
  std::vector<double> group_sums;
  std::vector<std::uint32_t> some_groups;
  double top[kBlock];  ///< of each row, −∞ where it has nobody to send to
};

SinkhornKernel::SinkhornKernel(const PairCosts& costs, std::span<const double> a, std::span<const double> b,
                               std::size_t memory, bool directions)
    : costs_(costs),
      bounds_(costs),
      a_(a),
      directions_(directions),
      width_(bounds_.tiles() * kTile),
      memory_(directions ? memory : 0),
      tiles_in_group_((bounds_.tiles() + kMostGroups - 1) / kMostGroups),
      groups_((bounds_.tiles() + tiles_in_group_ - 1) / tiles_in_group_) {
  const std::size_t n = costs.rows();
  log_b_.resize(b.size());
  for (std::size_t j = 0; j < b.size(); ++j) log_b_[j] = std::log(b[j]);
  shifted_.assign(width_, -kNone);
  padded_.assign(width_, 0);
  highest_.resize(bounds_.tiles());
  softmin_.resize(n);
  row_masses_.resize(n);
  row_sums_.resize(n);
  column_masses_.resize(b.size());
  diagonal_.resize(b.size());
  products_.resize(groups_ * groups_);
  const std::size_t chunks = std::clamp(kBytesOfSums / (2 * sizeof(double) * width_), kFewestChunks, kMostChunks);
  const std::size_t blocks = (n + kBlock - 1) / kBlock, blocks_each = (blocks + chunks - 1) / chunks;
  chunk_rows_ = blocks_each * kBlock;
  chunks_.resize((blocks + blocks_each - 1) / blocks_each);
  for (Chunk& chunk : chunks_)
    chunk.numbers.reserve(std::min(memory_ / chunks_.size() / sizeof(float), chunk_rows_ * width_));
}

std::size_t SinkhornKernel::group_size() const noexcept { return tiles_in_group_ * kTile; }

template <class Use>
void SinkhornKernel::for_each_block(const Use& use) {
  parallel_chunks(chunks_.size(), 1, [&](std::size_t begin, std::size_t end) {
    Workspace work(width_, bounds_.tiles());
    for (std::size_t c = begin; c < end; ++c) {
      chunks_[c].sums.assign(width_, 0.0);
      const std::size_t first = c * chunk_rows_, last = std::min(first + chunk_rows_, costs_.rows());
      for (std::size_t i = first; i < last; i += kBlock)
        use(chunks_[c], (i - first) / kBlock, i, std::min(kBlock, last - i), work);
    }
  });
}

void SinkhornKernel::add_up(std::vector<double> Chunk::* part, std::span<double> out) const {
  parallel_chunks((out.size() + kTile - 1) / kTile, 16, [&](std::size_t first, std::size_t last) {
    for (std::size_t j = first * kTile; j < std::min(last * kTile, out.size()); ++j) {
      double sum = 0;
      for (const Chunk& chunk : chunks_) sum += (chunk.*part)[j];
      out[j] = sum;
    }
  });
}

/// Fills in potentials less costs, tile by tile from the most promising on, and leaves out what cannot count.
void SinkhornKernel::find(std::size_t row, std::size_t count, Workspace& work) const {
  bounds_.fill(row, count, work.least.data());
  for (std::size_t t = 0; t < work.least.size(); ++t) work.least[t] = highest_[t] - work.least[t];
  const auto best = std::max_element(work.least.begin(), work.least.end()) - work.least.begin();
  std::fill(work.top, work.top + kBlock, -kNone);
  work.tiles.clear();
  const auto take = [&](std::size_t t) {
    const std::size_t at = work.tiles.size() * kTile;
    costs_.fill(row, count, t * kTile, kTile, work.q.data() + at, work.width);
    for (std::size_t r = 0; r < count; ++r)
      work.top[r] = std::max(work.top[r], subtract_costs(shifted_.data() + t * kTile, work.row(r) + at, kTile));
    work.tiles.push_back(static_cast<std::uint32_t>(t));
  };
  take(static_cast<std::size_t>(best));
  double lowest_top = *std::min_element(work.top, work.top + count);
  for (std::size_t t = 0; t < work.least.size(); ++t) {
    if (t == static_cast<std::size_t>(best) || work.least[t] < lowest_top - kOutOfReach * epsilon_) continue;
    take(t);
    lowest_top = *std::min_element(work.top, work.top + count);
  }
}

/// Turns a row of potentials less costs into a row of Q, and takes down its softmin and mass.
void SinkhornKernel::shares(std::size_t row, std::size_t r, double leak, Workspace& work) {
  const std::size_t width = work.tiles.size() * kTile;
  if (work.top[r] == -kNone) {
    softmin_[row] = kNone;
    row_masses_[row] = 0;
    std::fill(work.row(r), work.row(r) + width, 0.0);
    return;
  }
  const double sum = exponentiate(work.row(r), work.top[r], epsilon_, width);
  multiply_row(work.row(r), 1 / sum, width);
  softmin_[row] = -work.top[r] - epsilon_ * std::log(sum);
  row_masses_[row] = leak == 0 ? a_[row] : a_[row] * std::exp(-leak * softmin_[row]);
}

void SinkhornKernel::add_products(Chunk& chunk, std::size_t row, std::size_t count, Workspace& work) const {
  for (std::size_t r = 0; r < count; ++r) {
    work.group_sums.assign(groups_, 0.0);
    work.some_groups.clear();
    for (std::size_t k = 0; k < work.tiles.size(); ++k)
      work.group_sums[work.tiles[k] / tiles_in_group_] += sum_of_tile(work.row(r) + k * kTile);
    for (std::size_t k = 0; k < groups_; ++k)
      if (work.group_sums[k] > kTooLittleToMultiply) work.some_groups.push_back(static_cast<std::uint32_t>(k));
    for (const std::uint32_t i : work.some_groups) {
      const double mass = row_masses_[row + r] * work.group_sums[i];
      for (const std::uint32_t k : work.some_groups) {
        if (k > i) break;
        chunk.products[i * groups_ + k] += mass * work.group_sums[k];
      }
    }
  }
}

/// Keeps a block as long as there is room for it and was for those before.
void SinkhornKernel::keep(Chunk& chunk, std::size_t row, std::size_t count, const Workspace& work) {
  if (chunk.blocks.size() * kBlock != row % chunk_rows_) return;
  Kept kept{chunk.tiles.size(), 0, chunk.numbers.size()};
  std::vector<std::size_t> which;
  for (std::size_t k = 0; k < work.tiles.size(); ++k) {
    double largest = 0;
    for (std::size_t r = 0; r < count; ++r) largest = std::max(largest, largest_of_tile(work.row(r) + k * kTile));
    if (largest > kTooLittleToKeep) which.push_back(k);
  }
  const std::size_t more = which.size() * kTile * kBlock;
  if ((chunk.numbers.size() + more) * sizeof(float) > memory_ / chunks_.size()) return;
  kept.tiles = which.size();
  chunk.numbers.resize(kept.number + more);
  for (const std::size_t k : which) chunk.tiles.push_back(work.tiles[k]);
  float* to = chunk.numbers.data() + kept.number;
  for (std::size_t r = 0; r < count; ++r) {
    double sum = 0;
    for (const std::size_t k : which) {
      sum += keep_tile(work.row(r) + k * kTile, to);
      to += kTile;
    }
    row_sums_[row + r] = sum;
  }
  chunk.blocks.push_back(kept);
}

void SinkhornKernel::look(double epsilon, double leak, std::span<const double> g) {
  epsilon_ = epsilon;
  share_ = 1 - epsilon * leak;
  for (std::size_t j = 0; j < g.size(); ++j) shifted_[j] = g[j] + epsilon * log_b_[j];
  for (std::size_t t = 0; t < highest_.size(); ++t)
    highest_[t] = *std::max_element(shifted_.begin() + static_cast<std::ptrdiff_t>(t * kTile),
                                    shifted_.begin() + static_cast<std::ptrdiff_t>((t + 1) * kTile));
  for_each_block([&](Chunk& chunk, std::size_t block, std::size_t i, std::size_t count, Workspace& work) {
    if (block == 0) {
      chunk.diagonal.assign(width_, 0.0);
      chunk.products.assign(groups_ * groups_, 0.0);
      chunk.blocks.clear();
      chunk.tiles.clear();
      chunk.numbers.clear();
    }
    find(i, count, work);
    TiledRows rows{.tiles = work.tiles, .sums = chunk.sums.data()};
    for (std::size_t r = 0; r < kBlock; ++r) {
      rows.q[r] = work.row(std::min(r, count - 1));
      if (r >= count) continue;
      shares(i + r, r, leak, work);
      rows.mass[r] = row_masses_[i + r];
    }
    add_rows(rows, share_, chunk.diagonal.data());
    if (!directions_) return;
    add_products(chunk, i, count, work);
    keep(chunk, i, count, work);
  });
  add_up(&Chunk::sums, column_masses_);
  add_up(&Chunk::diagonal, diagonal_);
  add_up(&Chunk::products, products_);
  ++passes_;
}

void SinkhornKernel::spread(std::span<const double> x, std::span<double> out) {
  std::copy(x.begin(), x.end(), padded_.begin());
  for_each_block([&](Chunk& chunk, std::size_t block, std::size_t i, std::size_t count, Workspace& work) {
    TiledRows rows{.sums = chunk.sums.data()};
    double totals[kBlock];
    const bool kept = block < chunk.blocks.size();
    if (kept) {
      rows.tiles = {chunk.tiles.data() + chunk.blocks[block].tile, chunk.blocks[block].tiles};
    } else {
      find(i, count, work);
      rows.tiles = work.tiles;
    }
    for (std::size_t r = 0; r < kBlock; ++r) {
      const std::size_t here = std::min(r, count - 1), row = i + here, width = rows.tiles.size() * kTile;
      rows.mass[r] = r < count ? row_masses_[row] : 0;
      if (kept) {
        rows.kept[r] = chunk.numbers.data() + chunk.blocks[block].number + here * width;
        totals[r] = row_sums_[row];
        continue;
      }
      rows.q[r] = work.row(here);
      totals[r] = 1;
      if (r < count && work.top[r] == -kNone) std::fill(work.row(r), work.row(r) + width, 0.0);
      if (r < count && work.top[r] > -kNone) totals[r] = exponentiate(work.row(r), -softmin_[row], epsilon_, width);
    }
    spread_rows(rows, padded_.data(), share_, totals);
  });
  add_up(&Chunk::sums, out);
  ++passes_;
}

void SinkhornKernel::softmin_of_columns(std::span<const std::uint32_t> columns, double epsilon,
                                        std::span<const double> h, std::span<double> out) const {
  softmin_of_rows(costs_.transposed(), columns, epsilon, h, out);
}

}  // namespace sanov
