#include "sanov/samples/two_samples.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "sanov/base/error.h"
#include "sanov/inference/resampling.h"

namespace sanov {
namespace {

constexpr std::size_t kMostRows = std::size_t{1} << 31;

void check(Rows rows, std::size_t fewest, const char* function, const char* argument) {
  if (rows.columns() == 0) fail_argument(function, argument, "has no columns; points have at least one coordinate");
  if (rows.rows() < fewest)
    fail_argument(
        function, argument,
        fmt::format("has {} row{}, but at least {} are needed", rows.rows(), rows.rows() == 1 ? "" : "s", fewest));
  if (rows.rows() >= kMostRows) fail_argument(function, argument, "has 2^31 rows or more");
  check_finite(rows.cells(), function, argument);
}

void append(Rows rows, std::span<const std::uint32_t> chosen, std::vector<double>& out) {
  for (const std::uint32_t row : chosen)
    for (std::size_t k = 0; k < rows.columns(); ++k) out.push_back(rows.cells()[row * rows.columns() + k]);
}

}  // namespace

TwoSamples::TwoSamples(Rows x, Rows y, std::size_t fewest, std::size_t most, std::uint64_t seed, const char* function)
    : dimensions_(x.columns()) {
  check(x, fewest, function, "x");
  check(y, fewest, function, "y");
  if (x.columns() != y.columns())
    fail_argument(function, "y", fmt::format("has {} columns, but x has {}", y.columns(), x.columns()));
  const auto of_x = random_rows(x.rows(), most, seed, 0), of_y = random_rows(y.rows(), most, seed, 1);
  n_ = of_x.size();
  m_ = of_y.size();
  points_.reserve((n_ + m_) * dimensions_);
  append(x, of_x, points_);
  append(y, of_y, points_);
}

void TwoSamples::centre() {
  std::vector<double> column(size()), middle(dimensions_);
  double farthest = 0;
  for (std::size_t k = 0; k < dimensions_; ++k) {
    for (std::size_t i = 0; i < size(); ++i) column[i] = points_[i * dimensions_ + k];
    const auto median = column.begin() + static_cast<std::ptrdiff_t>(size() / 2);
    std::nth_element(column.begin(), median, column.end());
    middle[k] = *median;
    for (const double value : column) farthest = std::max(farthest, std::fabs(value / 2 - middle[k] / 2));
  }
  exponent_ = farthest > 0 ? std::clamp(std::ilogb(farthest) + 1, -1000, 1000) : 0;
  const double scale = std::ldexp(1.0, -exponent_);
  for (std::size_t i = 0; i < points_.size(); ++i) {
    const double from = middle[i % dimensions_];
    // Halved, where the difference itself would overflow.
    points_[i] = exponent_ > 900 ? (points_[i] / 2 - from / 2) * (2 * scale) : (points_[i] - from) * scale;
  }
}

double TwoSamples::length(double here) const { return std::ldexp(here, exponent_); }
double TwoSamples::square(double here) const { return std::ldexp(here, 2 * exponent_); }

std::vector<std::uint32_t> random_rows(std::size_t n, std::size_t most, std::uint64_t seed, std::uint64_t stream) {
  std::vector<std::uint32_t> rows(n);
  if (most == 0 || n <= most) {
    std::iota(rows.begin(), rows.end(), 0u);
    return rows;
  }
  permutation(seed, stream, rows);
  rows.resize(most);
  std::sort(rows.begin(), rows.end());
  return rows;
}

}  // namespace sanov
