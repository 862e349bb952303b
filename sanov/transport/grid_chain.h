#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "sanov/transport/grid.h"

namespace sanov {

/// The shares Qᵢⱼ = exp((hⱼ − cᵢⱼ + softminᵢ)/ε) between the cells of two grids whose costs add up over the axes, axis by
/// axis: what a cell sends is first shared out along the first axis and then, from where it is, along the next. So Q is a
/// product of one matrix for each axis, whose rows are shares themselves, and none of this over- or underflows whatever ε
/// is. On a square of n cells a pass takes 2 n^1.5 multiplications instead of n².
class GridChain {
 public:
  /// Shares are kept from pass to pass as far as `memory` bytes hold them; the rest is computed again.
  GridChain(const std::vector<GridAxis>& axes, std::size_t memory);

  /// h: of the second grid's cells, −∞ where no mass may go.
  void look(double epsilon, std::span<const double> h);
  /// −ε log Σⱼ exp((hⱼ − cᵢⱼ)/ε); +∞ where all terms are 0.
  std::span<const double> softmin() const noexcept { return softmin_; }

  /// Σⱼ Qᵢⱼ xⱼ for each cell i of the first grid.
  std::vector<double> average(std::span<const double> x) const;
  /// Σᵢ massᵢ Qᵢⱼ, or Σᵢ massᵢ Qᵢⱼ², for each cell j of the second.
  std::vector<double> share_out(std::span<const double> masses, bool squared = false) const;
  /// Σᵢⱼ massᵢ Qᵢⱼ cᵢⱼ.
  double cost(std::span<const double> masses) const;
  /// Σⱼ Qᵢⱼ w(iₖ, jₖ) for each cell i, the numbers w being laid out as the costs of axis k.
  std::vector<double> average_along(std::size_t axis, std::span<const double> w) const;

 private:
  /// The shares of one place along the axis, from the first that is not nothing on.
  struct Kept {
    std::uint32_t first = 0, count = 0;
    std::size_t at = 0;
  };
  /// The lines that one thread works on at a time, and what is kept of their shares.
  struct Chunk {
    std::vector<Kept> rows;
    std::vector<double> numbers;
  };
  struct Stage {
    const GridAxis* axis;
    std::size_t lines = 1, chunk_lines = 1;
    std::vector<double> h;  ///< line by line, padded with −∞
    std::vector<Chunk> chunks;
  };
  template <class Use>
  void for_each_row(const Stage& stage, const Use& use) const;
  std::vector<double> look_along(Stage& stage);
  std::vector<double> average_along(const Stage& stage, const std::vector<double>& x) const;
  std::vector<double> share_out_along(const Stage& stage, const std::vector<double>& masses, bool squared) const;

  std::vector<Stage> stages_;  ///< the last axis first
  std::vector<double> softmin_;
  double epsilon_ = 1;
  std::size_t memory_;
};

}  // namespace sanov
