#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "sanov/families/sample_shape.h"
#include "sanov/fit/rows.h"

namespace sanov {

/// The shape of what the nodes stand for, in ascending order or not; intervals as spread_of() has them.
SampleShape shape_of(const Nodes& nodes);

/// A sample made ready to have many distributions fitted to it.
///
/// Sums of smooth functions over a large sample are wanted again and again. Sorted, the sample is cut into cells, each
/// about 1/32 of the values beyond it long, and the values of a cell are replaced by two points with their first four
/// moments (0 to 3), as Gauss's quadrature does: what a smooth function's mean loses is below 1e-8 of its standard
/// deviation. The outermost 128 values on either side stay as they are. A million values become about 3,000 points. Up
/// to 1,024 different values in a fold nothing is replaced, but equal values are one point.
class FitData {
 public:
  static constexpr std::size_t kFolds = 5;

  /// x are finite numbers, weights (none: 1 each) are finite, not negative and not all 0.
  /// A weight says how often its value counts: where all are whole numbers, the copies go to folds as rows would.
  /// Throws DomainError naming the first that is not, and where weights sum to less than 2, as shares of a whole do;
  /// InvalidArgument where the lengths differ or x is empty.
  explicit FitData(std::span<const double> x, std::span<const double> weights = {}, const Truncation& truncation = {});
  /// Rows of which some, or all, are known by an interval. Equal intervals become one.
  /// Throws as above; DomainError where a lower end is above the upper, an end is NaN, a row says nothing (−∞ to ∞) or
  /// lies where nothing is recorded, an event is neither 0 nor 1, a step is not positive; and where no row says where
  /// any mass lies: all are right censored, or all are left censored.
  explicit FitData(const RowsBetween& rows, std::span<const double> weights = {}, const Truncation& truncation = {});
  explicit FitData(const RowsWithEvents& rows, std::span<const double> weights = {}, const Truncation& truncation = {});
  explicit FitData(const RoundedRows& rows, std::span<const double> weights = {}, const Truncation& truncation = {});

  std::size_t size() const noexcept { return size_; }  ///< rows with a weight above 0
  const SampleShape& shape() const noexcept { return shape_; }
  const Truncation& truncation() const noexcept { return truncation_; }
  /// The step to which all rows were rounded, where they are RoundedRows; else 0.
  double step() const noexcept { return step_; }
  /// Every row is a value, and any could have been recorded.
  bool plain() const noexcept { return intervals_ == 0 && !truncation_.any(); }
  std::size_t intervals() const noexcept { return intervals_; }  ///< rows that are no values
  double interval_mass() const noexcept { return interval_mass_; }
  /// Stand for all values, or for those of one fold. Folds are as large as each other within one row, and dealt to the
  /// values in ascending order by a lot that the values are: the order of the rows has no part in them.
  const Nodes& nodes() const noexcept { return nodes_; }
  const Nodes& fold(std::size_t k) const { return folds_[k]; }
  bool condensed() const noexcept { return condensed_; }
  std::size_t different() const noexcept { return different_; }  ///< different values
  /// The values themselves, ascending, with their weights (empty: 1 each); without rows known by an interval.
  std::span<const double> values() const noexcept { return values_; }
  std::span<const double> weights() const noexcept { return weights_; }
  /// The data times 2^exponent, which loses no digit.
  FitData scaled(int exponent) const;
  /// All rows as they are, nothing replaced.
  Nodes rows() const;

 private:
  /// Takes rows in, sorted.
  void take(const RowsBetween& rows, std::span<const double> weights);
  /// Deals the values, and what lies between ends, out to the folds, and condenses these. `counts`: weights are copies.
  void deal_out(const Intervals& between, double units, bool counts);

  std::vector<double> values_, weights_;
  std::vector<Nodes> folds_;
  Nodes nodes_;
  SampleShape shape_;
  Truncation truncation_;
  double step_ = 0, interval_mass_ = 0;
  std::size_t size_ = 0, different_ = 0, intervals_ = 0;
  bool condensed_ = false;
};

}  // namespace sanov
