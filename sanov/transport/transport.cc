#include "sanov/transport/transport.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "sanov/base/error.h"
#include "sanov/base/floating_point.h"
#include "sanov/transport/certificate.h"
#include "sanov/transport/coarsen.h"
#include "sanov/transport/listed_costs.h"
#include "sanov/transport/masses.h"
#include "sanov/transport/matrix_costs.h"
#include "sanov/transport/multiscale.h"
#include "sanov/transport/point_costs.h"

namespace sanov {
namespace {

constexpr const char* kName = "transport";
constexpr std::size_t kMostPoints = std::size_t{1} << 27;

Masses masses(const TransportOptions& options, std::size_t n, std::size_t m) {
  if (std::max(n, m) > kMostPoints) fail_argument(kName, n > m ? "x" : "y", "has more than 2^27 points");
  return balanced_masses(options.a ? &*options.a : nullptr, n, options.b ? &*options.b : nullptr, m, kName);
}

/// Moves the prices so that each side's are worth the same.
void balance(const Masses& masses, std::vector<double>& u, std::vector<double>& v) {
  double of_u = 0, of_v = 0;
  for (std::size_t i = 0; i < u.size(); ++i) of_u += static_cast<double>(masses.a[i]) * u[i];
  for (std::size_t j = 0; j < v.size(); ++j) of_v += static_cast<double>(masses.b[j]) * v[j];
  const double shift = (of_u - of_v) / 2 / (masses.total / masses.unit);
  for (double& x : u) x -= shift;
  for (double& x : v) x += shift;
}

/// Prices of points without mass are free below a bound: they get the bound, rounded down.
void price_empty(const Masses& masses, const Costs& costs, std::span<const double> u, std::vector<double>& v) {
  if (std::find(masses.b.begin(), masses.b.end(), 0) == masses.b.end()) return;
  std::vector<double> least(v.size());
  costs.lowest_in_columns(u, least);
  for (std::size_t j = 0; j < v.size(); ++j)
    if (masses.b[j] == 0) v[j] = rounded_down(least[j]);
}

/// Prices are sums of costs along paths.
void refuse_overflow(const Costs& costs, const char* argument) {
  constexpr double kLargest = 1e280;
  if (!(costs.largest() <= kLargest))
    fail_domain(kName, argument,
                std::string("has costs of more than 1e280 in size, whose sums could overflow; scale ") +
                    (argument[0] == 'c' ? "them" : "the points") + " first");
}

void refuse_stranded(const Solution& solution, const Masses& masses) {
  if (solution.stranded > 0)
    fail_domain(kName, "costs",
                "forbid too much: at least " + to_text(static_cast<double>(solution.stranded) * masses.unit) +
                    " of the mass " + to_text(masses.total) + " has no way over pairs of finite cost");
}

/// Certifies, and fills in all but the plan.
Transport answer(const Problem& problem, const Masses& masses, Solution& solution) {
  refuse_stranded(solution, masses);
  balance(masses, solution.u, solution.v);
  const Certificate certificate = certify(problem, solution.flows, solution.u, solution.v);
  price_empty(masses, problem.costs, solution.u, solution.v);
  Transport out;
  out.cost = certificate.cost * masses.unit;
  out.gap = certificate.gap * masses.unit;
  out.mass = masses.total;
  out.mass_difference = masses.difference;
  out.status = solution.finished ? Status::converged : Status::iteration_limit;
  out.pivots = solution.pivots;
  return out;
}

Plan plan_of(const std::vector<Flow>& flows, double unit) {
  Plan plan;
  for (const Flow& flow : flows) {
    plan.from.push_back(flow.from);
    plan.to.push_back(flow.to);
    plan.mass.push_back(static_cast<double>(flow.units) * unit);
    plan.cost.push_back(flow.cost);
  }
  return plan;
}

/// The points in spatial order, with their masses.
Weighted ordered(const Cloud& cloud, const std::vector<std::int64_t>& mass, const std::vector<std::uint32_t>& order) {
  Weighted out{Cloud(cloud.size(), cloud.dimensions()), {}};
  for (const std::uint32_t i : order) out.mass.push_back(mass[i]);
  for (std::size_t k = 0; k < cloud.dimensions(); ++k)
    for (std::size_t i = 0; i < order.size(); ++i) out.cloud.coordinate(k)[i] = cloud.coordinate(k)[order[i]];
  return out;
}

std::vector<double> put_back(const std::vector<double>& values, const std::vector<std::uint32_t>& order) {
  std::vector<double> out(values.size());
  for (std::size_t i = 0; i < order.size(); ++i) out[order[i]] = values[i];
  return out;
}

void check_points(Rows x, Rows y, const TransportOptions& options) {
  if (x.columns() != y.columns())
    fail_argument(kName, "y",
                  "has points of dimension " + std::to_string(y.columns()) + ", but x of dimension " +
                      std::to_string(x.columns()));
  if (x.columns() == 0) fail_argument(kName, "x", "has points without coordinates");
  if (options.cost == Cost::power && !(options.power >= 1 && std::isfinite(options.power)))
    fail_argument(kName, "power", "is " + to_text(options.power) + "; it is a finite number of at least 1");
}

/// The plan and the prices of a problem whose points are in the caller's order.
Transport finish(const Problem& problem, const Masses& masses, Solution solution) {
  Transport out = answer(problem, masses, solution);
  out.plan = plan_of(solution.flows, masses.unit);
  out.u = std::move(solution.u);
  out.v = std::move(solution.v);
  return out;
}

}  // namespace

Transport transport(Rows x, Rows y, const TransportOptions& options) {
  const FloatingPoint guard;
  check_points(x, y, options);
  Masses mass = masses(options, x.rows(), y.rows());
  const Cloud cloud_x(x, options.cost, kName, "x"), cloud_y(y, options.cost, kName, "y");
  const auto order_x = spatial_order(cloud_x), order_y = spatial_order(cloud_y);
  const Weighted a = ordered(cloud_x, mass.a, order_x), b = ordered(cloud_y, mass.b, order_y);
  mass.a = a.mass;
  mass.b = b.mass;
  const auto costs = point_costs(a.cloud, b.cloud, options.cost, options.power);
  refuse_overflow(*costs, "x");
  Solution solution = solve_points(a, b, options.cost, options.power, options.pivots);
  Transport out = answer({mass.a, mass.b, *costs, options.pivots}, mass, solution);
  for (Flow& flow : solution.flows) {
    flow.from = order_x[flow.from];
    flow.to = order_y[flow.to];
  }
  std::sort(solution.flows.begin(), solution.flows.end(), by_row);
  out.plan = plan_of(solution.flows, mass.unit);
  out.u = put_back(solution.u, order_x);
  out.v = put_back(solution.v, order_y);
  return out;
}

Transport transport(CostMatrix matrix, const TransportOptions& options) {
  const FloatingPoint guard;
  const Rows costs = matrix.costs;
  const Masses mass = masses(options, costs.rows(), costs.columns());
  const auto all = matrix_costs(costs, kName);
  refuse_overflow(*all, "costs");
  const Problem problem{mass.a, mass.b, *all, options.pivots};
  return finish(problem, mass, solve_matrix(problem));
}

Transport transport(const SparseCosts& costs, const TransportOptions& options) {
  const FloatingPoint guard;
  const Masses mass = masses(options, costs.rows, costs.columns);
  const auto listed = listed_costs(costs, kName);
  refuse_overflow(*listed, "costs");
  const Problem problem{mass.a, mass.b, *listed, options.pivots};
  return finish(problem, mass, solve_listed(problem, listed->arcs()));
}

}  // namespace sanov
