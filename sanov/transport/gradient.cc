#include "sanov/transport/gradient.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "sanov/base/error.h"
#include "sanov/base/floating_point.h"

namespace sanov {
namespace {

double sign(double x) { return x > 0 ? 1 : x < 0 ? -1 : 0; }

double length(std::span<const double> d) {
  double sum = 0;
  for (const double x : d) sum = std::hypot(sum, x);
  return sum;
}

void scale(std::span<double> d, double by) {
  for (double& x : d) x *= by;
}

void of_chebyshev(std::span<double> d) {
  std::size_t widest = 0;
  for (std::size_t k = 1; k < d.size(); ++k)
    if (std::fabs(d[k]) > std::fabs(d[widest])) widest = k;
  for (std::size_t k = 0; k < d.size(); ++k) d[k] = k == widest ? sign(d[k]) : 0;
}

/// Divided by its widest coordinate first, d has a length however small it is.
void of_power(std::span<double> d, double power) {
  double widest = 0;
  for (const double x : d) widest = std::max(widest, std::fabs(x));
  if (widest == 0) return;
  for (double& x : d) x /= widest;
  const double size = length(d);
  scale(d, power == 1 ? 1 / size : power * std::pow(widest * size, power - 1) / size);
}

/// From the difference x − y to the slope of the cost in x; in y it is the opposite.
void of_difference(const TransportOptions& options, std::span<double> d) {
  switch (options.cost) {
    case Cost::squared_euclidean: return scale(d, 2);
    case Cost::euclidean: return of_power(d, 1);
    case Cost::cityblock:
      for (double& x : d) x = sign(x);
      return;
    case Cost::chebyshev: return of_chebyshev(d);
    case Cost::power: return of_power(d, options.power);
    case Cost::cosine: return;
  }
}

/// Of 1 − x·y/|x||y| in x: (cos·x/|x| − y/|y|)/|x|.
void of_cosine(Cells x, Cells y, double mass, double* gx) {
  double xx = 0, yy = 0, dot = 0;
  for (std::size_t k = 0; k < x.size(); ++k) {
    xx = std::hypot(xx, x[k]);
    yy = std::hypot(yy, y[k]);
  }
  for (std::size_t k = 0; k < x.size(); ++k) dot += x[k] / xx * (y[k] / yy);
  for (std::size_t k = 0; k < x.size(); ++k) gx[k] += mass * (dot * (x[k] / xx) - y[k] / yy) / xx;
}

void check(const Plan& plan, Rows x, Rows y, std::span<double> gx, std::span<double> gy) {
  constexpr const char* kName = "position_gradient";
  const auto outside = [](std::span<const std::uint32_t> points, std::size_t n) {
    return std::any_of(points.begin(), points.end(), [n](std::uint32_t i) { return i >= n; });
  };
  if (outside(plan.from, x.rows()) || outside(plan.to, y.rows()) || x.columns() != y.columns())
    fail_argument(kName, "plan", "is of other points");
  if (!gx.empty() && gx.size() != x.rows() * x.columns())
    fail_argument(kName, "gx",
                  "holds " + std::to_string(gx.size()) + " numbers; it needs one for each coordinate of x");
  if (!gy.empty() && gy.size() != y.rows() * y.columns())
    fail_argument(kName, "gy",
                  "holds " + std::to_string(gy.size()) + " numbers; it needs one for each coordinate of y");
}

}  // namespace

void position_gradient(const Plan& plan, Rows x, Rows y, const TransportOptions& options, std::span<double> gx,
                       std::span<double> gy) {
  const FloatingPoint guard;
  check(plan, x, y, gx, gy);
  const std::size_t d = x.columns();
  std::vector<double> slope(d);
  std::fill(gx.begin(), gx.end(), 0);
  std::fill(gy.begin(), gy.end(), 0);
  for (std::size_t e = 0; e < plan.mass.size(); ++e) {
    const std::size_t i = plan.from[e], j = plan.to[e];
    const double mass = plan.mass[e];
    if (options.cost == Cost::cosine) {
      if (!gx.empty()) of_cosine(x[i], y[j], mass, &gx[i * d]);
      if (!gy.empty()) of_cosine(y[j], x[i], mass, &gy[j * d]);
      continue;
    }
    for (std::size_t k = 0; k < d; ++k) slope[k] = x[i][k] - y[j][k];
    of_difference(options, slope);
    for (std::size_t k = 0; k < d && !gx.empty(); ++k) gx[i * d + k] += mass * slope[k];
    for (std::size_t k = 0; k < d && !gy.empty(); ++k) gy[j * d + k] -= mass * slope[k];
  }
}

}  // namespace sanov
