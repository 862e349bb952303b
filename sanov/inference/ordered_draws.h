#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "sanov/numerics/random.h"

namespace sanov {

/// Draws the counts of two small samples in ordered cells under the null hypothesis that they are from one distribution.
class OrderedDraws {
 public:
  /// `cut_at_reference`: cells end at values of the reference and keep its counts; the current counts are
  /// Dirichlet-multinomial (m; c₁, …, c_k + 1). Else all rows are shuffled.
  OrderedDraws(std::span<const std::uint64_t> reference, std::span<const std::uint64_t> current, bool cut_at_reference);

  /// O(cells + rows of the smaller sample · log cells), or O(cells) where all rows are shuffled and these are many.
  void draw(Random& random, std::span<std::uint64_t> reference, std::span<std::uint64_t> current) const;

 private:
  std::size_t cell_of(std::uint64_t rank) const;
  void draw_current(Random& random, std::span<std::uint64_t> current) const;
  void draw_ranks(Random& random, std::span<std::uint64_t> current) const;
  void shuffle(Random& random, std::span<std::uint64_t> reference, std::span<std::uint64_t> current) const;

  bool cut_at_reference_;
  std::vector<std::uint64_t> reference_, pooled_;
  std::vector<std::uint64_t> ends_;   ///< rows up to the end of each cell: of the reference, or of both
  std::vector<std::uint32_t> first_;  ///< the cell of rank k << shift_, for every such k: where a search begins
  int shift_ = 0;
  std::uint64_t n_ = 0, m_ = 0;
};

}  // namespace sanov
