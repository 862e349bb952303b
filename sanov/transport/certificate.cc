#include "sanov/transport/certificate.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "sanov/base/running_sum.h"

namespace sanov {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// Adds a·b, of which no bit is lost.
void add_product(RunningSum& sum, double a, double b) {
  const double product = a * b;
  sum.add(product);
  sum.add(std::fma(a, b, -product));
}

/// Adds units·price; a double does not hold all digits of the units.
void add_value(RunningSum& sum, std::int64_t units, double price) {
  constexpr std::int64_t kHalf = std::int64_t{1} << 30;
  add_product(sum, static_cast<double>(units / kHalf * kHalf), price);
  add_product(sum, static_cast<double>(units % kHalf), price);
}

double largest_size(std::span<const Twice> prices) {
  double most = 0;
  for (const Twice price : prices) most = std::max(most, std::fabs(price.high));
  return most;
}

void lower(const Costs& costs, std::span<Twice> u, std::span<const Twice> v) {
  // The tree's arcs lie at u up to rounding: a little above it the lowest of every row is found.
  const double size = std::max(largest_size(u), largest_size(v));
  std::vector<double> bound(u.size()), least(u.size()), prices;
  for (const Twice price : v) prices.push_back(price.high);
  for (std::size_t i = 0; i < u.size(); ++i) bound[i] = u[i].high + 0x1p-40 * size + std::numeric_limits<double>::min();
  search_all(costs, prices, bound, 1, nullptr, least);
  for (std::size_t i = 0; i < u.size(); ++i) u[i] = {rounded_down(std::min(least[i], bound[i]))};
}

/// In twice the digits, of which adding and comparing prices may cost the last few.
void lower_twice(const Costs& costs, std::span<Twice> u, std::span<const Twice> v) {
  const double of_v = largest_size(v);
  std::vector<double> bound(u.size(), 0), least(u.size());
  search_all(costs, u, v, bound, 1, nullptr, least);
  for (std::size_t i = 0; i < u.size(); ++i) {
    const double by = std::min(least[i], 0.0), doubt = 0x1p-101 * (std::fabs(u[i].high) + of_v) - 0x1p-51 * by;
    u[i] = u[i] + Twice{by} - Twice{doubt + std::numeric_limits<double>::denorm_min()};
  }
}

}  // namespace

double rounded_down(double difference) {
  return difference == 0 || std::isinf(difference) ? difference : std::nextafter(difference, -kInfinity);
}

double rounded_up(double value) { return value == 0 ? 0 : std::nextafter(value * (1 + 0x1p-50), kInfinity); }

Certificate certify(const Problem& problem, Solution& solution) {
  if (solution.twice)
    lower_twice(problem.costs, solution.u, solution.v);
  else
    lower(problem.costs, solution.u, solution.v);
  RunningSum cost, gap, absolute;
  for (const Flow& flow : solution.flows) {
    // Stopped early, a plan may still use pairs that are forbidden.
    if (flow.cost == kInfinity && flow.units > 0) return {kInfinity, kInfinity, kInfinity};
    if (flow.cost == kInfinity) continue;
    const Twice u = solution.u[flow.from], v = solution.v[flow.to];
    const double doubt = 0x1p-102 * (std::fabs(u.high) + std::fabs(v.high));
    add_value(cost, flow.units, flow.cost);
    add_value(gap, flow.units, std::max(reduced_cost(flow.cost, u, v), 0.0) + (solution.twice ? doubt : 0));
    absolute.add(static_cast<double>(flow.units) * std::fabs(flow.cost));
  }
  return {cost.value(), rounded_up(gap.value()), absolute.value()};
}

}  // namespace sanov
