#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "sanov/rank/coefficient.h"

namespace sanov {

/// A coefficient of every column with every other.
struct CorrelationMatrix {
  std::size_t columns = 0;
  /// Row i holds those with column i as x. Absent where a column is constant or fewer than 2 pairs are left.
  std::vector<std::optional<double>> values;
  /// Of no association, with its logarithm; absent where no test was asked for, where there is no value, on the diagonal,
  /// and where the coefficient has no p for so many pairs.
  std::vector<std::optional<double>> p, log_p;
  /// Pairs used: as many as there are rows, unless missing values are dropped.
  std::vector<std::uint64_t> n;

  const std::optional<double>& at(std::size_t x, std::size_t y) const { return values[x * columns + y]; }
};

/// All pairs of columns, in parallel. Missing values are refused, or dropped pair by pair: then entries rest on
/// different rows. Pearson's r comes from one product of matrices, within 10⁻¹⁴ of sanov::pearson (and no tail of it is
/// lost: entries beyond ±0.999 are computed by themselves); Spearman's and Kendall's sort every column once and are
/// equal to the bit to sanov::spearman and sanov::kendall; others are computed pair by pair. Columns are read as they
/// are: nothing is copied but their ranks.
/// Throws InvalidArgument if the columns' lengths differ; and what the coefficient throws, a column named as
/// "columns[3]".
CorrelationMatrix correlation_matrix(std::span<const Cells> columns, const AnyCoefficient& coefficient,
                                     Missing missing = Missing::error);

/// The same with p: of the options all but the level count.
CorrelationMatrix correlation_matrix(std::span<const Cells> columns, const AnyCoefficient& coefficient,
                                     const AssociationOptions& options);

}  // namespace sanov
