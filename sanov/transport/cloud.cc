#include "sanov/transport/cloud.h"

#include <cmath>
#include <string>

#include "sanov/base/error.h"

namespace sanov {
namespace {

constexpr std::size_t kPadding = 8;

/// The length without overflow: hypot over the coordinates.
double length(Cells point) {
  double sum = 0;
  for (std::size_t k = 0; k < point.size(); ++k) sum = std::hypot(sum, point[k]);
  return sum;
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
    double scale = 1;
    if (cost == Cost::cosine) {
      scale = length(point);
      if (scale == 0)
        fail_domain(function, argument,
                    "has its point " + std::to_string(i) + " at the origin, where the cosine is not defined");
    }
    for (std::size_t k = 0; k < dimensions_; ++k) coordinate(k)[i] = point[k] / scale;
  }
}

}  // namespace sanov
