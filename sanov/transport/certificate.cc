#include "sanov/transport/certificate.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "sanov/base/running_sum.h"

namespace sanov {
namespace {

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

}  // namespace

double rounded_down(double difference) {
  return difference == 0 || std::isinf(difference)
             ? difference
             : std::nextafter(difference, -std::numeric_limits<double>::infinity());
}

Certificate certify(const Problem& problem, std::span<const Flow> flows, std::span<double> u,
                    std::span<const double> v) {
  // The tree's arcs lie at u up to rounding: a little above it the lowest of every row is found.
  double size = 0;
  for (const double x : u) size = std::max(size, std::fabs(x));
  for (const double x : v) size = std::max(size, std::fabs(x));
  std::vector<double> bound(u.size()), least(u.size());
  for (std::size_t i = 0; i < u.size(); ++i) bound[i] = u[i] + 0x1p-40 * size + std::numeric_limits<double>::min();
  search_all(problem.costs, v, bound, 1, nullptr, least);
  for (std::size_t i = 0; i < u.size(); ++i) u[i] = rounded_down(std::min(least[i], bound[i]));
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  RunningSum cost, gap;
  for (const Flow& flow : flows) {
    // Stopped early, a plan may still use pairs that are forbidden.
    if (flow.cost == kInfinity && flow.units > 0) return {kInfinity, kInfinity};
    if (flow.cost == kInfinity) continue;
    add_value(cost, flow.units, flow.cost);
    add_value(gap, flow.units, flow.cost);
  }
  for (std::size_t i = 0; i < u.size(); ++i) add_value(gap, -problem.supply[i], u[i]);
  for (std::size_t j = 0; j < v.size(); ++j) add_value(gap, -problem.demand[j], v[j]);
  return {cost.value(), std::max(gap.value(), 0.0)};
}

}  // namespace sanov
