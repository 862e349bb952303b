#include "sanov/transport/segments.h"

#include <cmath>
#include <limits>
#include <numbers>

#include "sanov/base/error.h"

namespace sanov {

ParallelSegments parallel_segments(double theta) {
  if (!std::isfinite(theta))
    fail_domain("parallel_segments", "theta", "is " + to_text(theta) + "; a place on the axis is finite");
  if (theta == 0) return {};
  constexpr ValueAndSlope kInfinite{std::numeric_limits<double>::infinity(), std::nullopt};
  return {kInfinite, kInfinite, {std::numbers::ln2, 0}, {1, 0}, {std::fabs(theta), std::copysign(1, theta)}};
}

}  // namespace sanov
