#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "sanov/base/cells.h"

/// Jensen-Shannon divergence of all pairs of rows by one logarithm an element.
namespace sanov {

/// Rows made ready for it: scaled by a power of two to a mean near ½, padded to whole vectors and free of zeros.
class JsRows {
 public:
  explicit JsRows(Rows rows);

  std::size_t stride() const noexcept { return stride_; }
  double scale() const noexcept { return scale_; }
  const double* row(std::size_t i) const noexcept { return cells_.get() + i * stride_; }
  /// Σ 2a ln 2a over the row's scaled cells a.
  double self(std::size_t i) const noexcept { return self_[i]; }

 private:
  struct Free {
    void operator()(double* cells) const noexcept;
  };
  std::size_t stride_;
  double scale_;
  std::unique_ptr<double[], Free> cells_;
  std::vector<double> self_;
};

/// The divergence of row `row` of a from each of the rows [first, last) of b: the difference of the mean's entropy and
/// the mean entropy. Its error is absolute: where it might exceed 10⁻¹¹ of the value, NaN stands for "compute this pair
/// without cancellation". The bits do not depend on how the pairs are grouped, nor on which row is a's.
void js_of_row(const JsRows& a, std::size_t row, const JsRows& b, std::size_t first, std::size_t last, double* out);

}  // namespace sanov
