#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "sanov/families/sample_shape.h"

namespace sanov {

/// Points with weights that stand for more points.
struct Nodes {
  std::vector<double> x, weight;

  void append(const Nodes& others);
};

/// The shape of what the nodes stand for, in ascending order or not.
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
  /// Throws DomainError naming the first that is not; InvalidArgument where the lengths differ or x is empty.
  explicit FitData(std::span<const double> x, std::span<const double> weights = {});

  std::size_t size() const noexcept { return size_; }  ///< values with a weight above 0
  const SampleShape& shape() const noexcept { return shape_; }
  /// Stand for all values, or for those of one fold: which fold a value is in depends on its row alone.
  const Nodes& nodes() const noexcept { return nodes_; }
  const Nodes& fold(std::size_t k) const { return folds_[k]; }
  bool condensed() const noexcept { return condensed_; }
  std::size_t different() const noexcept { return different_; }  ///< different values
  /// The values themselves, ascending, with their weights (empty: 1 each).
  std::span<const double> values() const noexcept { return values_; }
  std::span<const double> weights() const noexcept { return weights_; }

 private:
  std::vector<double> values_, weights_;
  std::vector<Nodes> folds_;
  Nodes nodes_;
  SampleShape shape_;
  std::size_t size_ = 0, different_ = 0;
  bool condensed_ = false;
};

}  // namespace sanov
