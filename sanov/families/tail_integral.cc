#include "sanov/families/tail_integral.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "sanov/numerics/quadrature.h"

namespace sanov {
namespace {

/// So many nats below, nothing is left.
constexpr double kGone = 60;

}  // namespace

double log_tail(FunctionRef log_density, double x, double end, double width) {
  const double sign = end > x ? 1 : -1, room = std::fabs(end - x);
  if (room == 0) return -std::numeric_limits<double>::infinity();
  const double height = log_density(x);
  const auto fall = [&](double step) { return height - log_density(x + sign * step); };
  // The length over which the density falls by a nat or two, and, where the end is finite, that over which it is gone.
  double scale = std::min(width, room / 2);
  while (!(fall(scale) < 2) && scale > 1e-300) scale /= 2;
  // f is not asked for where nothing is left of it: there it may be slow, or out of range.
  double length = room / scale;
  for (double far = 8; far < length && far < 1e100; far *= 2)
    if (fall(scale * far) > kGone) length = far;
  const auto part = [&](double t) { return t > length ? 0 : std::exp(log_density(x + sign * scale * t) - height); };
  const double last = std::isinf(room) ? room : length;
  return height + std::log(scale * integrate(part, 0, last, {.relative = 1e-14}).value);
}

Tails tails_by_integral(FunctionRef log_density, double x, double low, double high, double centre, double width) {
  const bool below = x < centre;
  const double tail = log_tail(log_density, x, below ? low : high, width);
  const double rest = std::log1p(-std::exp(tail));
  return below ? Tails{tail, rest} : Tails{rest, tail};
}

}  // namespace sanov
