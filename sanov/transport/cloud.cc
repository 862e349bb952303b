#include "sanov/transport/cloud.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "sanov/base/error.h"

namespace sanov {
namespace {

constexpr std::size_t kPadding = 8;

double largest_coordinate(Cells point) {
  double largest = 0;
  for (std::size_t k = 0; k < point.size(); ++k) largest = std::max(largest, std::fabs(point[k]));
  return largest;
}

}  // namespace

Cloud::Cloud(std::size_t points, std::size_t dimensions)
    : points_(points),
      dimensions_(dimensions),
      stride_((points + kPadding - 1) / kPadding * kPadding),
      values_(stride_ * dimensions) {}

Cloud::Cloud(Rows rows, Cost cost, const char* function, const char* argument) : Cloud(rows.rows(), rows.columns()) {
  for (std::size_t i = 0; i < points_; ++i) {
    const Cells point = rows[i];
    for (std::size_t k = 0; k < dimensions_; ++k)
      if (!std::isfinite(point[k]))
        fail_value(function, argument, i * dimensions_ + k, point[k], "coordinates are finite");
    if (cost != Cost::cosine) {
      for (std::size_t k = 0; k < dimensions_; ++k) coordinate(k)[i] = point[k];
      continue;
    }
    // Divided by the largest coordinate first, no square of one overflows, and none that matters is lost.
    const double largest = largest_coordinate(point);
    if (largest == 0)
      fail_domain(function, argument,
                  "has its point " + std::to_string(i) + " at the origin, where the cosine is not defined");
    double squares = 0;
    for (std::size_t k = 0; k < dimensions_; ++k) {
      const double part = point[k] / largest;
      squares += part * part;
    }
    const double length = std::sqrt(squares);
    for (std::size_t k = 0; k < dimensions_; ++k) coordinate(k)[i] = point[k] / largest / length;
  }
}

Cloud Cloud::selected(std::span<const std::uint32_t> points) const {
  Cloud out(points.size(), dimensions_);
  for (std::size_t k = 0; k < dimensions_; ++k)
    for (std::size_t i = 0; i < points.size(); ++i) out.coordinate(k)[i] = coordinate(k)[points[i]];
  return out;
}

}  // namespace sanov
