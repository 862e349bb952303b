#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "sanov/compare/shift.h"

namespace sanov {

/// The cells of a column's values in both tables: the same cut for both, blind to which is which. Whether they have an
/// order; the last is of missing values, where there are any.
struct CutColumn {
  std::vector<std::uint32_t> reference, current;
  std::uint32_t cells = 1;
  std::uint32_t ordered = 0;  ///< the first so many lie along an axis; 0 for categories
};
/// Into at most `most` cells, beside that of missing values: categories, of which the rarest share one, or values, or
/// quantiles where there are more of these.
CutColumn cut_column(const RowColumn& column, std::size_t most);

/// Rows of two tables by stratum and cell: counts[(side · strata + stratum) · cells + cell].
class StratifiedCounts {
 public:
  StratifiedCounts(const CutColumn& strata, const CutColumn& cells);
  /// All in one stratum.
  explicit StratifiedCounts(const CutColumn& cells);

  /// I(S; Y | X) with both tables weighing the same.
  double information() const;
  /// The information with p and floor, S permuted within strata.
  ShiftPart test(std::size_t permutations, std::uint64_t seed) const;

 private:
  struct Statistics;
  Statistics statistics(std::span<const std::uint64_t> reference) const;

  std::size_t strata_, cells_;
  std::vector<std::uint64_t> reference_, both_;  ///< [stratum · cells + cell]
  std::vector<double> scores_;                   ///< mean ranks of the cells, 0 for those without an order; or empty
  double n_ = 0, m_ = 0;
};

}  // namespace sanov
