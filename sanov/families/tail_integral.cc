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
  if (!(height > -std::numeric_limits<double>::infinity())) return height;
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

double entropy_over_logarithm(FunctionRef log_density, Middle middle) {
  const double width = std::min(1.0, middle.spread / middle.centre);
  const auto part = [&](double t) {
    const double x = middle.centre * std::exp(width * t);
    if (x == 0 || std::isinf(x)) return 0.0;
    const double height = log_density(x), mass = width * x * std::exp(height);
    return mass == 0 ? 0 : -height * mass;
  };
  constexpr double inf = std::numeric_limits<double>::infinity();
  return integrate(part, 0, inf).value + integrate(part, -inf, 0).value;
}

double quantile_from_middle(FunctionRef log_cdf, FunctionRef log_sf, const Support& support, Middle middle, double p,
                            bool lower) {
  const bool by_cdf = lower ? p <= 0.5 : p > 0.5;
  const double target = p <= 0.5 ? std::log(p) : std::log1p(-p);
  const auto off = [&](double x) { return by_cdf ? log_cdf(x) - target : target - log_sf(x); };
  const bool up = off(middle.centre) < 0;
  const auto short_of = [&](double x) { return up ? off(x) < 0 : off(x) > 0; };
  const double end = up ? support.high : support.low, sign = up ? 1 : -1;
  double inner = middle.centre, outer;
  if (std::isfinite(end)) {
    // Towards the end by quarters of what is left.
    double left = std::fabs(end - inner) / 4;
    for (outer = end - sign * left; short_of(outer) && outer != inner; outer = end - sign * left) {
      inner = outer;
      left /= 4;
    }
  } else {
    double step = middle.spread;
    for (outer = inner + sign * step; short_of(outer) && std::isfinite(step); outer += sign * step) {
      inner = outer;
      step *= 2;
    }
  }
  if (inner == outer) return outer;
  return find_root(off, std::min(inner, outer), std::max(inner, outer)).x;
}

}  // namespace sanov
