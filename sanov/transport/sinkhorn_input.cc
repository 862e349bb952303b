#include "sanov/transport/sinkhorn_input.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "sanov/base/error.h"
#include "sanov/base/running_sum.h"
#include "sanov/transport/masses.h"

namespace sanov {
namespace {

constexpr std::size_t kMostPoints = std::size_t{1} << 27;

void check_options(const SinkhornOptions& options, const char* function) {
  if (!(options.epsilon > 0 && std::isfinite(options.epsilon)))
    fail_argument(function, "epsilon",
                  "is " + to_text(options.epsilon) +
                      "; it is a finite number above 0, in the unit of the cost: say how much the plan may be blurred");
  if (!(options.tolerance > 0 && std::isfinite(options.tolerance)))
    fail_argument(function, "tolerance", "is " + to_text(options.tolerance) + "; it is a finite number above 0");
}

void check_points(Rows x, Rows y, const SinkhornOptions& options, const char* function) {
  if (x.columns() != y.columns())
    fail_argument(
        function, "y",
        "has points of " + std::to_string(y.columns()) + " coordinates, but x of " + std::to_string(x.columns()));
  if (x.columns() == 0) fail_argument(function, "x", "has points without coordinates");
  if (options.cost == Cost::power && !(options.power >= 1 && std::isfinite(options.power)))
    fail_argument(function, "power", "is " + to_text(options.power) + "; it is a finite number of at least 1");
}

void check_size(std::size_t n, std::size_t m, const char* function) {
  if (n == 0) fail_argument(function, "a", "has no points");
  if (m == 0) fail_argument(function, "b", "has no points");
  if (std::max(n, m) > kMostPoints) fail_argument(function, n > m ? "a" : "b", "has more than 2^27 points");
}

std::vector<double> as_shares(const std::vector<std::int64_t>& units) {
  double total = 0;
  for (const std::int64_t u : units) total += static_cast<double>(u);
  std::vector<double> out;
  for (const std::int64_t u : units) out.push_back(static_cast<double>(u) / total);
  return out;
}

/// Weights of any sum; without them all have the same, of sum 1.
std::vector<double> checked_weights(const std::optional<Cells>& weights, std::size_t n, const char* function,
                                    const char* name) {
  if (!weights) return std::vector<double>(n, 1 / static_cast<double>(n));
  if (weights->size() != n)
    fail_argument(function, name,
                  "has " + std::to_string(weights->size()) + " weights for " + std::to_string(n) + " points");
  std::vector<double> out(n);
  RunningSum sum;
  for (std::size_t i = 0; i < n; ++i) {
    out[i] = (*weights)[i];
    if (!(out[i] >= 0) || std::isinf(out[i]))
      fail_value(function, name, i, out[i], "weights are finite and not negative");
    sum.add(out[i]);
  }
  if (sum.value() == 0) fail_domain(function, name, "holds no mass: its weights are all 0");
  if (std::isinf(sum.value())) fail_domain(function, name, "has weights whose sum overflows; divide them first");
  return out;
}

/// Every point with weight has some pair to exchange it with.
void refuse_stranded(const PairCosts& costs, const std::vector<double>& a, const std::vector<double>& b,
                     const char* function, const char* name) {
  std::vector<double> row(costs.stride());
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (a[i] == 0) continue;
    costs.fill(i, 1, row.data());
    bool some = false;
    for (std::size_t j = 0; j < b.size() && !some; ++j) some = b[j] > 0 && row[j] < HUGE_VAL;
    if (!some)
      fail_domain(function, "costs",
                  "forbid too much: point " + std::to_string(i) + " of " + name +
                      " has weight, but no pair of finite " + "cost with a point that has");
  }
}

}  // namespace

EntropicInput::EntropicInput(Rows rows_x, Rows rows_y, const SinkhornOptions& options, bool balanced,
                             const char* function) {
  check_options(options, function);
  check_points(rows_x, rows_y, options, function);
  check_size(rows_x.rows(), rows_y.rows(), function);
  x.emplace(rows_x, options.cost, function, "x");
  y.emplace(rows_y, options.cost, function, "y");
  costs.emplace(*x, *y, options.cost, options.power);
  if (!std::isfinite(costs->highest()))
    fail_domain(function, "x", "and y are so far apart that costs overflow; divide the coordinates first");
  take_weights(options, balanced, function);
}

EntropicInput::EntropicInput(CostMatrix matrix, const SinkhornOptions& options, bool balanced, const char* function) {
  check_options(options, function);
  check_size(matrix.costs.rows(), matrix.costs.columns(), function);
  costs.emplace(matrix.costs, function);
  take_weights(options, balanced, function);
  if (!std::isfinite(costs->highest() - costs->lowest()))
    fail_domain(function, "costs", "have no finite range; divide them first");
  if (!balanced) return;
  refuse_stranded(*costs, a, b, function, "a");
  refuse_stranded(costs->transposed(), b, a, function, "b");
}

void EntropicInput::take_weights(const SinkhornOptions& options, bool balanced, const char* function) {
  const std::size_t n = costs->rows(), m = costs->columns();
  if (balanced) {
    const Masses masses =
        balanced_masses(options.a ? &*options.a : nullptr, n, options.b ? &*options.b : nullptr, m, function);
    a = as_shares(masses.a);
    b = as_shares(masses.b);
    mass = masses.total;
    difference = masses.difference;
  } else {
    a = checked_weights(options.a, n, function, "a");
    b = checked_weights(options.b, m, function, "b");
  }
}

void undo_unit_length(Rows points, const Cloud& unit, std::vector<double>& slopes) {
  const std::size_t d = unit.dimensions();
  for (std::size_t i = 0; i < unit.size(); ++i) {
    double length = 0, along = 0;
    for (std::size_t k = 0; k < d; ++k) {
      length = std::hypot(length, points[i][k]);
      along += slopes[i * d + k] * unit.coordinate(k)[i];
    }
    for (std::size_t k = 0; k < d; ++k)
      slopes[i * d + k] = (slopes[i * d + k] - along * unit.coordinate(k)[i]) / length;
  }
}

}  // namespace sanov
