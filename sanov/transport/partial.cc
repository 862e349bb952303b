#include "sanov/transport/partial.h"

#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <string>
#include <utility>

#include "sanov/base/error.h"
#include "sanov/base/floating_point.h"
#include "sanov/base/running_sum.h"
#include "sanov/transport/certificate.h"
#include "sanov/transport/pair_costs.h"
#include "sanov/transport/point_costs.h"
#include "sanov/transport/scaling.h"

namespace sanov {
namespace {

constexpr const char* kName = "partial_transport";

/// The weights of one side, and what they add up to.
struct Side {
  Side(const std::optional<Cells>& given, std::size_t n, const char* name) : weights(n) {
    if (given && given->size() != n)
      fail_argument(kName, name,
                    "has " + std::to_string(given->size()) + " weights for " + std::to_string(n) + " points");
    RunningSum sum;
    for (std::size_t i = 0; i < n; ++i) {
      weights[i] = given ? (*given)[i] : 1 / static_cast<double>(n);
      if (!(weights[i] >= 0) || std::isinf(weights[i]))
        fail_value(kName, name, i, weights[i], "weights are finite and not negative");
      sum.add(weights[i]);
    }
    total = sum.value();
    if (total == 0) fail_domain(kName, name, "holds no mass: its weights are all 0");
    if (std::isinf(total)) fail_domain(kName, name, "has weights whose sum overflows; divide them first");
  }

  std::vector<double> weights;
  double total;
};

void check(double share, std::size_t n, std::size_t m) {
  if (!(share > 0 && share <= 1))
    fail_argument(kName, "share", "is " + to_text(share) + "; it is above 0 and at most 1");
  for (const auto& [count, name] : {std::pair(n, "a"), std::pair(m, "b")})
    if (count == 0) fail_argument(kName, name, "has no points");
  // The sizes in doubles: a product of whole numbers could overflow.
  const double needed = 8 * (static_cast<double>(n) + 1) * (static_cast<double>(m) + 1);
  const double there = static_cast<double>(sysconf(_SC_PHYS_PAGES)) * static_cast<double>(sysconf(_SC_PAGE_SIZE));
  if (needed > there)
    fail_argument(kName, "x",
                  "and y have " + std::to_string(n) + "×" + std::to_string(m) + " costs, which are formed: " +
                      to_text(std::ceil(needed / 0x1p30)) + " GiB, and the machine has " +
                      to_text(std::floor(there / 0x1p30)) + "; use sinkhorn with a reach, which forms none");
}

/// The costs with a row and a column of 0 added, whose own pair is forbidden.
std::vector<double> with_rest(const PairCosts& costs) {
  const std::size_t n = costs.rows(), m = costs.columns();
  std::vector<double> out((n + 1) * (m + 1)), row(costs.stride());
  for (std::size_t i = 0; i < n; ++i) {
    costs.fill(i, 1, row.data());
    std::copy_n(row.begin(), m, out.begin() + static_cast<std::ptrdiff_t>(i * (m + 1)));
  }
  out.back() = HUGE_VAL;
  return out;
}

PartialTransport solve(const PairCosts& costs, double share, const TransportOptions& options) {
  const std::size_t n = costs.rows(), m = costs.columns();
  Side a(options.a, n, "a"), b(options.b, m, "b");
  const double moved = share * std::min(a.total, b.total);
  a.weights.push_back(b.total - moved);
  b.weights.push_back(a.total - moved);
  const std::vector<double> all = with_rest(costs);
  TransportOptions whole = options;
  whole.a = a.weights;
  whole.b = b.weights;
  Transport t = transport(CostMatrix{Rows(all.data(), n + 1, m + 1)}, whole);
  PartialTransport out;
  out.cost = t.cost;
  out.gap = t.gap;
  out.mass = moved;
  out.status = t.status;
  out.pivots = t.pivots;
  for (std::size_t k = 0; k < t.plan.mass.size(); ++k) {
    if (t.plan.from[k] == n || t.plan.to[k] == m) continue;
    out.plan.from.push_back(t.plan.from[k]);
    out.plan.to.push_back(t.plan.to[k]);
    out.plan.mass.push_back(t.plan.mass[k]);
    out.plan.cost.push_back(t.plan.cost[k]);
  }
  const double rest_a = t.u[n], rest_b = t.v[m];
  out.price = -(rest_a + rest_b);
  out.u.assign(t.u.begin(), t.u.end() - 1);
  out.v.assign(t.v.begin(), t.v.end() - 1);
  for (double& u : out.u) u += rest_b;
  for (double& v : out.v) v += rest_a;
  return out;
}

std::vector<std::uint32_t> all_of(const Cloud& cloud) {
  std::vector<std::uint32_t> points(cloud.size());
  std::iota(points.begin(), points.end(), 0U);
  return points;
}

/// What was found for scaled points, for those given.
void undo(const CloudScaling& scaling, PartialTransport& out) {
  if (scaling.none()) return;
  out.cost = scaling.undone(out.cost);
  if (out.gap > 0) out.gap = rounded_up(scaling.undone(out.gap)) + 0x1p-1073;
  out.price = scaling.undone(out.price);
  for (auto* costs : {&out.plan.cost, &out.u, &out.v})
    for (double& cost : *costs) cost = scaling.undone(cost);
}

}  // namespace

PartialTransport partial_transport(Rows x, Rows y, double share, const TransportOptions& options) {
  const FloatingPoint guard;
  check(share, x.rows(), y.rows());
  if (x.columns() != y.columns())
    fail_argument(
        kName, "y",
        "has points of " + std::to_string(y.columns()) + " coordinates, but x of " + std::to_string(x.columns()));
  if (x.columns() == 0) fail_argument(kName, "x", "has points without coordinates");
  if (options.cost == Cost::power && !(options.power >= 1 && std::isfinite(options.power)))
    fail_argument(kName, "power", "is " + to_text(options.power) + "; it is a finite number of at least 1");
  Cloud cloud_x(x, options.cost, kName, "x"), cloud_y(y, options.cost, kName, "y");
  const CloudScaling scaling(cloud_x, all_of(cloud_x), cloud_y, all_of(cloud_y), options.cost, options.power);
  scaling.apply(cloud_x);
  scaling.apply(cloud_y);
  if (scaling.overflows(diameter(cloud_x, cloud_y, options.cost, options.power)))
    fail_domain(kName, "x",
                "lies so far from y that costs could be more than 1e280, and their sums overflow; scale the points of "
                "both first");
  PartialTransport out = solve(PairCosts(cloud_x, cloud_y, options.cost, options.power), share, options);
  undo(scaling, out);
  return out;
}

PartialTransport partial_transport(CostMatrix matrix, double share, const TransportOptions& options) {
  const FloatingPoint guard;
  check(share, matrix.costs.rows(), matrix.costs.columns());
  return solve(PairCosts(matrix.costs, kName), share, options);
}

}  // namespace sanov
