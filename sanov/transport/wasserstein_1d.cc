#include "sanov/transport/wasserstein_1d.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "sanov/base/error.h"
#include "sanov/base/floating_point.h"
#include "sanov/base/running_sum.h"
#include "sanov/numerics/parallel.h"
#include "sanov/transport/line.h"
#include "sanov/transport/line_prices.h"
#include "sanov/transport/masses.h"
#include "sanov/transport/power_mean.h"

namespace sanov {
namespace {

constexpr const char* kName = "wasserstein_1d";
constexpr const char* kColumns = "wasserstein_1d_columns";
constexpr std::size_t kTogether = 8;  // columns that are gathered in one pass over the rows

double of_equal_weights(Cells x, Cells y, double p) {
  std::vector<double> from, to;
  both([&] { from = sorted_points(x, kName, "x"); }, [&] { to = sorted_points(y, kName, "y"); });
  if (from.size() == to.size()) return power_mean({from, to, {}, static_cast<double>(from.size())}, p);
  const Masses masses = normalized_masses(nullptr, from.size(), nullptr, to.size(), kName);
  return monotone_distance(from, masses.a, to, masses.b, p);
}

double of_line(const Line& line, double p) {
  return monotone_distance(line.x.x, line.x.mass, line.y.x, line.y.mass, p);
}

void check_room(std::span<const double> slopes, std::size_t n, const char* argument) {
  if (!slopes.empty() && slopes.size() != n)
    fail_argument(kName, argument,
                  "has room for " + std::to_string(slopes.size()) + " slopes, but there are " + std::to_string(n));
}

void check_room(const LineGradient& gradient, std::size_t n, std::size_t m) {
  check_room(gradient.x, n, "gradient.x");
  check_room(gradient.y, m, "gradient.y");
  check_room(gradient.a, n, "gradient.a");
  check_room(gradient.b, m, "gradient.b");
}

void slopes_in_positions(const Line& line, double p, double distance, const LineGradient& gradient) {
  each_step(line.x.mass, line.y.mass, [&](std::size_t i, std::size_t j, std::int64_t units) {
    if (units == 0 || line.x.x[i] == line.y.x[j]) return;
    const long double moved = static_cast<long double>(line.x.x[i]) - line.y.x[j];
    const double ratio = static_cast<double>(std::fabs(moved) / distance);
    const double size = p == 1 ? 1 : p == 2 ? ratio : std::pow(ratio, p - 1);
    const double slope = std::copysign(static_cast<double>(units) * line.unit * size, static_cast<double>(moved));
    if (!gradient.x.empty()) gradient.x[line.x.order[i]] += slope;
    if (!gradient.y.empty()) gradient.y[line.y.order[j]] -= slope;
  });
}

/// From the prices of one side in units of W^p.
void slopes_in_weights(const Sorted& side, const std::vector<long double>& prices, double distance_by_p,
                       const std::optional<Cells>& weights, const char* argument, std::span<double> slopes) {
  if (slopes.empty()) return;
  RunningSum sum;
  long double mean = 0, units = 0;
  for (std::size_t k = 0; k < prices.size(); ++k) {
    if (weights) sum.add((*weights)[k]);
    units += static_cast<long double>(side.mass[k]);
    mean += static_cast<long double>(side.mass[k]) * prices[k];
  }
  mean /= units;
  const double total = weights ? sum.value() : 1;
  for (std::size_t k = 0; k < prices.size(); ++k) {
    const double slope = static_cast<double>((prices[k] - mean) * distance_by_p / total);
    if (!std::isfinite(slope))
      fail_domain(kName, argument, "has slopes that overflow; scale the weights, or take a smaller p");
    slopes[side.order[k]] = slope;
  }
}

/// Columns [first, last) of a matrix in rows.
std::vector<std::vector<double>> columns(Rows rows, std::size_t first, std::size_t last) {
  std::vector<std::vector<double>> out(last - first, std::vector<double>(rows.rows()));
  for (std::size_t i = 0; i < rows.rows(); ++i) {
    const Cells row = rows[i];
    for (std::size_t k = first; k < last; ++k) out[k - first][i] = row[k];
  }
  return out;
}

void check_matrix(Rows rows, const char* argument) {
  if (rows.rows() == 0) fail_argument(kColumns, argument, "has no points");
  const Cells cells = rows.cells();
  for (std::size_t i = 0; i < cells.size(); ++i)
    if (!std::isfinite(cells[i])) fail_value(kColumns, argument, i, cells[i], "positions are finite");
}

double of_any(Cells x, Cells y, const LineOptions& options) {
  if (!options.a && !options.b) return of_equal_weights(x, y, options.p);
  return of_line(Line(x, y, options, kName), options.p);
}

}  // namespace

double wasserstein_1d(Cells x, Cells y, const LineOptions& options) {
  const FloatingPoint guard;
  check_power(options.p, kName);
  return of_any(x, y, options);
}

double wasserstein_1d(Cells x, Cells y, const LineOptions& options, const LineGradient& gradient) {
  const FloatingPoint guard;
  const Line line(x, y, options, kName);
  check_room(gradient, x.size(), y.size());
  const double distance = of_line(line, options.p);
  for (const std::span<double> slopes : {gradient.x, gradient.y, gradient.a, gradient.b})
    std::fill(slopes.begin(), slopes.end(), 0.0);
  if (distance == 0) return 0;
  if (std::isinf(distance))
    fail_domain(kName, "x", "lies so far from y that W overflows; divide the positions of both");
  if (!gradient.x.empty() || !gradient.y.empty()) slopes_in_positions(line, options.p, distance, gradient);
  if (gradient.a.empty() && gradient.b.empty()) return distance;
  const LinePrices prices = line_prices(line.x, line.y, LineCost(options.p, distance));
  slopes_in_weights(line.x, prices.u, distance / options.p, options.a, "gradient.a", gradient.a);
  slopes_in_weights(line.y, prices.v, distance / options.p, options.b, "gradient.b", gradient.b);
  return distance;
}

std::vector<double> wasserstein_1d_columns(Rows x, Rows y, const LineOptions& options) {
  const FloatingPoint guard;
  if (x.columns() != y.columns())
    fail_argument(kColumns, "y",
                  "has " + std::to_string(y.columns()) + " columns, but x has " + std::to_string(x.columns()));
  check_power(options.p, kColumns);
  check_matrix(x, "x");
  check_matrix(y, "y");
  std::vector<double> out(x.columns());
  parallel_chunks((out.size() + kTogether - 1) / kTogether, 1, [&](std::size_t from, std::size_t to) {
    const std::size_t first = from * kTogether, last = std::min(out.size(), to * kTogether);
    const auto xs = columns(x, first, last), ys = columns(y, first, last);
    for (std::size_t k = first; k < last; ++k) out[k] = of_any(xs[k - first], ys[k - first], options);
  });
  return out;
}

}  // namespace sanov
