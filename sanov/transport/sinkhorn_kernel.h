#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "sanov/transport/entropic_kernel.h"
#include "sanov/transport/pair_costs.h"
#include "sanov/transport/tile_bounds.h"

namespace sanov {

/// That of any costs, over all pairs. Tiles of columns that the boxes around points prove to be out of reach are skipped.
class SinkhornKernel final : public EntropicKernel {
 public:
  /// Q is kept, in single precision, as far as `memory` bytes hold it; the rest is computed again.
  /// With `directions` false only what look() is about is worked out: spread() and what belongs to it are not to be had.
  SinkhornKernel(const PairCosts& costs, std::span<const double> a, std::span<const double> b, std::size_t memory,
                 bool directions = true);

  void look(double epsilon, double leak, std::span<const double> g) override;
  /// Positive semidefinite in spite of rounding.
  void spread(std::span<const double> x, std::span<double> out) override;
  std::span<const double> diagonal() override { return diagonal_; }
  /// At most 256.
  std::size_t groups() const noexcept override { return groups_; }
  std::size_t group_size() const noexcept override;
  std::span<const double> products() const noexcept override { return products_; }
  void softmin_of_columns(std::span<const std::uint32_t> columns, double epsilon, std::span<const double> h,
                          std::span<double> out) const override;

 private:
  struct Workspace;
  /// Where a block of rows is kept: its tiles, and its numbers, row after row.
  struct Kept {
    std::size_t tile, tiles, number;
  };
  /// Rows that one thread works on at a time.
  struct Chunk {
    std::vector<Kept> blocks;  ///< the first of its blocks of rows, as many as there is memory for
    std::vector<std::uint32_t> tiles;
    std::vector<float> numbers;
    std::vector<double> sums, diagonal, products;
  };
  template <class Use>
  void for_each_block(const Use& use);
  void find(std::size_t row, std::size_t count, Workspace& work) const;
  void shares(std::size_t row, std::size_t r, double leak, Workspace& work);
  void add_products(Chunk& chunk, std::size_t row, std::size_t count, Workspace& work) const;
  void keep(Chunk& chunk, std::size_t row, std::size_t count, const Workspace& work);
  void add_up(std::vector<double> Chunk::* part, std::span<double> out) const;

  const PairCosts& costs_;
  TileBounds bounds_;
  std::span<const double> a_;
  std::vector<double> log_b_, shifted_, highest_, row_sums_, diagonal_, padded_, products_;
  std::vector<Chunk> chunks_;
  bool directions_;
  std::size_t width_, memory_, tiles_in_group_, groups_, chunk_rows_ = 1;
  double epsilon_ = 1, share_ = 1;
};

}  // namespace sanov
