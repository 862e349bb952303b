#include "sanov/families/by_pieces.h"

#include <algorithm>
#include <cmath>

#include "sanov/numerics/pieces.h"

namespace sanov {
namespace {

using enum DistributionFunction;

bool is_quantile(DistributionFunction what) { return what == quantile || what == upper_quantile; }

/// The power of two below x, not beyond where distances are numbers.
double power_below(double x) { return std::ldexp(1.0, std::clamp(std::ilogb(x), -980, 900)); }

/// From an end that is near the middle, so that the density's power there is followed; else from the middle, where it is
/// as smooth as the spread is wide.
PieceSide side_of(double end, double other_end, double middle, double spread, double sign) {
  const auto near = [&](double e) { return std::fabs(e - middle) <= 4 * spread; };
  const double unit = power_below(spread / 2);
  for (const double e : {end, other_end})
    if (near(e)) return {.from = e, .sign = e <= middle ? 1.0 : -1.0, .shift = 0, .least = unit * 0x1p-40};
  return {.from = middle, .sign = sign, .shift = spread / 2, .least = unit};
}

/// Below and above the median.
PieceAxis axis_of_points(const Support& s, const PointFunction& one) {
  const double middle = one(quantile, 0.5), spread = one(upper_quantile, 0.25) - one(quantile, 0.25);
  PieceAxis axis;
  axis.count = 2;
  axis.cuts[0] = middle;
  axis.sides[0] = side_of(s.low, s.high, middle, spread, -1);
  axis.sides[1] = side_of(s.high, s.low, middle, spread, 1);
  return axis;
}

/// By the distance from 0, from ½ and from 1, whichever is nearest: in each a quantile may be a power.
PieceAxis axis_of_probabilities() {
  PieceAxis axis;
  axis.count = 4;
  axis.cuts = {0.25, 0.5, 0.75};
  constexpr double least = 0x1p-62;
  axis.sides = {{{0, 1, 0, least}, {0.5, -1, 0, least}, {0.5, 1, 0, least}, {1, -1, 0, least}}};
  return axis;
}

/// What is made into polynomials: of probabilities the logarithm of the smaller, below or above the median.
double piece_value(DistributionFunction what, const PointFunction& one, int side, double x) {
  switch (what) {
    case pdf:
    case log_pdf: return one(log_pdf, x);
    case quantile:
    case upper_quantile: return side < 3 ? one(what, x) : one(what == quantile ? upper_quantile : quantile, 1 - x);
    default: return one(side == 0 ? log_cdf : log_sf, x);
  }
}

PieceResult result_of(DistributionFunction what) {
  PieceResult result;
  if (what == pdf || what == cdf || what == sf) result.finish = PieceFinish::exponential;
  if (what == log_cdf || what == log_sf) result.finish = PieceFinish::log_rest;
  // On the other side it is 1 less the other.
  const std::size_t other = what == cdf || what == log_cdf ? 1 : 0;
  if (what != pdf && result.finish != PieceFinish::value) result.base[other] = 1, result.factor[other] = -1;
  return result;
}

Pieces::Tolerance tolerance_of(DistributionFunction what) {
  if (is_quantile(what)) return {0, 1e-13};
  if (what == log_pdf) return {1e-13, 1e-13};
  return {1e-13, 8e-16};
}

}  // namespace

bool many_by_pieces(std::string_view family, DistributionFunction what, const Support& support,
                    std::span<const double> breaks, std::span<const double> x, std::span<double> out,
                    const PointFunction& one) {
  if (x.size() < kManyPoints || out.size() != x.size()) return false;
  const PieceAxis axis = is_quantile(what) ? axis_of_probabilities() : axis_of_points(support, one);
  const auto value = [&](int side, double at) { return piece_value(what, one, side, at); };
  const Pieces pieces(axis, x, is_quantile(what) ? std::span<const double>() : breaks, value, tolerance_of(what));
  if (pieces.covered() < 0.5) return false;
  const PieceResult result = result_of(what);
  for_blocks(family, what, x, out, [&](const double* from, double* to, std::size_t n) {
    pieces.evaluate(result, from, to, n);
    for (std::size_t i = 0; i < n; ++i) {
      if (std::isnan(to[i])) to[i] = one(what, from[i]);
      if (is_quantile(what)) to[i] = std::clamp(to[i], support.low, support.high);
    }
  });
  return true;
}

}  // namespace sanov
