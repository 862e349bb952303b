#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "sanov/transport/pair_costs.h"
#include "sanov/transport/tile_bounds.h"

namespace sanov {

/// The plan that one side's potentials g describe: P = rᵢ Qᵢⱼ, where each row of Q sums to 1 and the masses r of the rows
/// are those wanted. Every function is one pass over all pairs, in parallel, with the same bits for any number of
/// threads and on AVX2 and AVX-512. Tiles of columns that the boxes around points prove to be out of reach are skipped.
class SinkhornKernel {
 public:
  /// Q is kept, in single precision, as far as `memory` bytes hold it; the rest is computed again.
  /// With `directions` false only what look() is about is worked out: spread() and what belongs to it are not to be had.
  SinkhornKernel(const PairCosts& costs, std::span<const double> a, std::span<const double> b, std::size_t memory,
                 bool directions = true);

  /// Looks at all pairs from the potentials g:
  ///   softmin()ᵢ = −ε log Σⱼ bⱼ exp((gⱼ − cᵢⱼ)/ε),  Qᵢⱼ = bⱼ exp((gⱼ − cᵢⱼ + softmin()ᵢ)/ε)
  ///   row_masses()ᵢ = aᵢ exp(−leak·softmin()ᵢ),  column_masses()ⱼ = Σᵢ rᵢ Qᵢⱼ
  /// Entries below e⁻⁶⁴ of their row's largest are taken for 0. softmin is +∞ where a row has no finite cost to a column
  /// with mass, and such a row's mass is 0.
  void look(double epsilon, double leak, std::span<const double> g);

  std::span<const double> softmin() const noexcept { return softmin_; }
  std::span<const double> row_masses() const noexcept { return row_masses_; }
  std::span<const double> column_masses() const noexcept { return column_masses_; }

  /// outⱼ = Σᵢ rᵢ Qᵢⱼ (xⱼ − (1 − ε·leak)·x̄ᵢ), x̄ᵢ = Σⱼ Qᵢⱼ xⱼ: how the columns' masses answer to their potentials, to
  /// single precision. Positive semidefinite in spite of rounding.
  void spread(std::span<const double> x, std::span<double> out);
  /// The diagonal of that matrix.
  std::span<const double> diagonal() const noexcept { return diagonal_; }

  /// The columns in at most 256 groups of group_size() neighbours: Σᵢ rᵢ q̄ᵢ q̄ᵢᵀ in its lower triangle, q̄ being the sums of
  /// a row of Q over the groups.
  std::size_t groups() const noexcept { return groups_; }
  std::size_t group_size() const noexcept;
  std::span<const double> products() const noexcept { return products_; }

  std::size_t passes() const noexcept { return passes_; }

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
  std::vector<double> log_b_, shifted_, highest_, softmin_, row_masses_, row_sums_, column_masses_, diagonal_, padded_,
      products_;
  std::vector<Chunk> chunks_;
  bool directions_;
  std::size_t width_, memory_, tiles_in_group_, groups_, chunk_rows_ = 1, passes_ = 0;
  double epsilon_ = 1, share_ = 1;
};

}  // namespace sanov
