#include "sanov/transport/sinkhorn_input.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "sanov/base/error.h"
#include "sanov/base/running_sum.h"
#include "sanov/transport/cost_gaps.h"
#include "sanov/transport/max_flow.h"

namespace sanov {
namespace {

constexpr std::size_t kMostPoints = std::size_t{1} << 27;
constexpr double kLargestEpsilon = 0x1p1000;
/// Beyond this many times all else in their unit, ε changes nothing in the potentials.
constexpr double kAsGoodAsInfinite = 0x1p512;

void check_options(const SinkhornOptions& options, const char* function) {
  if (!(options.epsilon > 0 && std::isfinite(options.epsilon)))
    fail_argument(function, "epsilon",
                  "is " + to_text(options.epsilon) +
                      "; it is a finite number above 0, in the unit of the cost: say how much the plan may be blurred");
  if (options.epsilon > kLargestEpsilon)
    fail_argument(function, "epsilon", "is " + to_text(options.epsilon) + "; it is at most 2^1000");
  if (!(options.tolerance > 0 && std::isfinite(options.tolerance)))
    fail_argument(function, "tolerance", "is " + to_text(options.tolerance) + "; it is a finite number above 0");
  for (const bool of_a : {true, false}) {
    const double reach = of_a ? options.reach_a : options.reach_b;
    if (!(reach > 0))
      fail_argument(function, of_a ? "reach_a" : "reach_b",
                    "is " + to_text(reach) + "; it is above 0, and infinite where the marginal is held");
  }
}

bool held(double reach) { return std::isinf(reach); }
bool balanced(const SinkhornOptions& options) { return held(options.reach_a) && held(options.reach_b); }

void check_points(Rows x, Rows y, const SinkhornOptions& options, const char* function) {
  if (x.columns() != y.columns())
    fail_argument(
        function, "y",
        "has points of " + std::to_string(y.columns()) + " coordinates, but x of " + std::to_string(x.columns()));
  if (x.columns() == 0) fail_argument(function, "x", "has points without coordinates");
  if (options.cost == Cost::power && !(options.power >= 1 && std::isfinite(options.power)))
    fail_argument(function, "power", "is " + to_text(options.power) + "; it is a finite number of at least 1");
}

void check_size(std::size_t n, std::size_t m, const char* function, const char* first, const char* second) {
  if (n == 0) fail_argument(function, first, "has no points");
  if (m == 0) fail_argument(function, second, "has no points");
  if (std::max(n, m) > kMostPoints) fail_argument(function, n > m ? first : second, "has more than 2^27 points");
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

/// For each point of the first measure, whether it may exchange mass with some point of the second.
std::vector<bool> connected(const PairCosts& costs, const std::vector<double>& b) {
  std::vector<double> row(costs.stride());
  std::vector<bool> out(costs.rows());
  for (std::size_t i = 0; i < out.size(); ++i) {
    costs.fill(i, 1, row.data());
    for (std::size_t j = 0; j < b.size() && !out[i]; ++j) out[i] = b[j] > 0 && row[j] < HUGE_VAL;
  }
  return out;
}

void refuse_stranded(const std::vector<double>& weights, const std::vector<bool>& connected, const char* function,
                     const char* name) {
  for (std::size_t i = 0; i < weights.size(); ++i)
    if (weights[i] > 0 && !connected[i])
      fail_domain(function, "costs",
                  "forbid too much: point " + std::to_string(i) + " of " + name +
                      " has weight, but no pair of finite cost with a point that has");
}

/// Where marginals are free and costs below 0, mass grows like exp(−cost/reach).
void refuse_explosion(const PairCosts& costs, const SinkhornOptions& options, const char* function) {
  const double least = std::min(options.reach_a, options.reach_b) + options.epsilon;
  if (costs.lowest() < -300 * least)
    fail_domain(function, "costs",
                "go down to " + to_text(costs.lowest()) +
                    ", so far below 0 for these reaches that the mass of the plan " +
                    "overflows; add a constant to them");
}

}  // namespace

EntropicInput::EntropicInput(Rows rows_x, Rows rows_y, const SinkhornOptions& options, const char* function) {
  check_options(options, function);
  check_points(rows_x, rows_y, options, function);
  check_size(rows_x.rows(), rows_y.rows(), function, "x", "y");
  x.emplace(rows_x, options.cost, function, "x");
  y.emplace(rows_y, options.cost, function, "y");
  costs.emplace(*x, *y, options.cost, options.power);
  if (!std::isfinite(costs->highest()))
    fail_domain(function, "x", "and y are so far apart that costs overflow; divide the coordinates first");
  take_weights(options, function);
  costs->narrow(a, b);
  take_epsilon(options);
}

EntropicInput::EntropicInput(CostMatrix matrix, const SinkhornOptions& options, const char* function) {
  check_options(options, function);
  check_size(matrix.costs.rows(), matrix.costs.columns(), function, "a", "b");
  costs.emplace(matrix.costs, function);
  take_weights(options, function);
  costs->narrow(a, b);
  const bool all_forbidden = costs->lowest() > costs->highest();
  if (!all_forbidden && !std::isfinite(costs->highest() - costs->lowest()))
    fail_domain(function, "costs", "have no finite range; divide them first");
  const std::vector<bool> rows = connected(*costs, b), columns = connected(costs->transposed(), a);
  if (held(options.reach_a)) refuse_stranded(a, rows, function, "a");
  if (held(options.reach_b)) refuse_stranded(b, columns, function, "b");
  for (std::size_t j = 0; j < b.size(); ++j)
    if (!columns[j]) reachable[j] = 0;
  if (!balanced(options)) refuse_explosion(*costs, options, function);
  take_epsilon(options);
  if (balanced(options)) find_usual(function);
}

void EntropicInput::find_usual(const char* function) {
  if (!costs->complete()) refuse_stranded(stranded_units(*costs, units_.a, units_.b), units_, function);
  for (const double most : below_gaps(*costs, a, b, epsilon)) {
    PairCosts rest = costs->forbidding(most);
    if (stranded_units(rest, units_.a, units_.b) > 0) continue;
    rest.narrow(a, b);
    usual = rest;
    return;
  }
}

/// Where one marginal alone is held and masses differ, or pairs are forbidden, the objective grows with ε for ever.
void EntropicInput::take_epsilon(const SinkhornOptions& options) {
  epsilon = options.epsilon;
  if (held(options.reach_a) != held(options.reach_b) || !costs->complete()) return;
  double size = costs->highest() - costs->lowest();
  if (!balanced(options)) size = std::max({size, options.reach_a, options.reach_b});
  if (size > 0) epsilon = std::min(epsilon, kAsGoodAsInfinite * size);
}

void EntropicInput::take_weights(const SinkhornOptions& options, const char* function) {
  const std::size_t n = costs->rows(), m = costs->columns();
  if (balanced(options)) {
    units_ = balanced_masses(options.a ? &*options.a : nullptr, n, options.b ? &*options.b : nullptr, m, function);
    a = as_shares(units_.a);
    b = as_shares(units_.b);
    mass = units_.total;
    difference = units_.difference;
  } else {
    a = checked_weights(options.a, n, function, "a");
    b = checked_weights(options.b, m, function, "b");
  }
  reachable = b;
}

EntropicProblem EntropicInput::problem(const PairCosts& of, const SinkhornOptions& options) const {
  return {.costs = of,
          .a = a,
          .b = reachable,
          .epsilon = epsilon,
          .reach_a = options.reach_a,
          .reach_b = options.reach_b,
          .tolerance = options.tolerance,
          .passes = options.iterations,
          .memory = options.memory};
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
