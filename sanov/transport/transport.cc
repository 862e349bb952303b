#include "sanov/transport/transport.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "sanov/base/error.h"
#include "sanov/base/floating_point.h"
#include "sanov/transport/certificate.h"
#include "sanov/transport/coarsen.h"
#include "sanov/transport/empty_points.h"
#include "sanov/transport/line_transport.h"
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
void balance(const Masses& masses, std::vector<Twice>& u, std::vector<Twice>& v) {
  double of_u = 0, of_v = 0;
  for (std::size_t i = 0; i < u.size(); ++i) of_u += static_cast<double>(masses.a[i]) * u[i].high;
  for (std::size_t j = 0; j < v.size(); ++j) of_v += static_cast<double>(masses.b[j]) * v[j].high;
  const double shift = (of_u - of_v) / 2 / (masses.total / masses.unit);
  for (Twice& x : u) x = x - Twice{shift};
  for (Twice& x : v) x = x + Twice{shift};
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

/// Prices in doubles, which is what the plain certificate is about.
void round_prices(Solution& solution) {
  if (solution.twice) return;
  for (auto* prices : {&solution.u, &solution.v})
    for (Twice& price : *prices) price.low = 0;
}

/// Whether the plan is as cheap as any. Where costs span more than the prices' digits there is a rest that is nothing
/// beside the largest of them.
Status status_of(const Solution& solution, const Certificate& certificate, const Masses& masses, double largest) {
  constexpr double kProved = 1e-9, kNothing = 0x1p-90;
  if (!solution.finished) return Status::iteration_limit;
  const double units = masses.total / masses.unit;
  return certificate.gap <= kProved * certificate.absolute + kNothing * largest * units ? Status::converged
                                                                                        : Status::no_progress;
}

/// Certifies, and fills in all but the plan and the prices.
Transport answer(const Problem& problem, const Masses& masses, Solution& solution) {
  refuse_stranded(solution, masses);
  balance(masses, solution.u, solution.v);
  round_prices(solution);
  const Certificate certificate = certify(problem, solution);
  Transport out;
  out.cost = certificate.cost * masses.unit;
  out.gap = certificate.gap * masses.unit;
  out.mass = masses.total;
  out.mass_difference = masses.difference;
  out.status = status_of(solution, certificate, masses, problem.costs.largest());
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

void check_points(Rows x, Rows y, const TransportOptions& options) {
  if (x.columns() != y.columns())
    fail_argument(kName, "y",
                  "has points of dimension " + std::to_string(y.columns()) + ", but x of dimension " +
                      std::to_string(x.columns()));
  if (x.columns() == 0) fail_argument(kName, "x", "has points without coordinates");
  if (options.cost == Cost::power && !(options.power >= 1 && std::isfinite(options.power)))
    fail_argument(kName, "power", "is " + to_text(options.power) + "; it is a finite number of at least 1");
}

/// Some of the points, in spatial order, with their masses.
Weighted ordered(const Cloud& cloud, const std::vector<std::int64_t>& mass, Selection& points) {
  points = points.reordered(spatial_order(cloud.selected(points.indices)));
  return {cloud.selected(points.indices), points.of(mass)};
}

/// The answer to a problem of some of the rows and columns, in all of them; the rest is still to be priced.
Transport finish(const Problem& problem, const Masses& masses, Solution solution, const Selections& kept) {
  Transport out = answer(problem, masses, solution);
  for (Flow& flow : solution.flows) {
    flow.from = kept.rows.indices[flow.from];
    flow.to = kept.columns.indices[flow.to];
  }
  std::sort(solution.flows.begin(), solution.flows.end(), by_row);
  out.plan = plan_of(solution.flows, masses.unit);
  out.u = kept.rows.spread(solution.u);
  out.v = kept.columns.spread(solution.v);
  return out;
}

/// On the line every cost is a power of the distance, and sorting does it.
Transport by_sorting(Rows x, Rows y, const Masses& masses, const TransportOptions& options) {
  for (const auto& [points, name] : {std::pair(x, "x"), std::pair(y, "y")})
    for (std::size_t i = 0; i < points.rows(); ++i)
      if (!std::isfinite(points.cells()[i])) fail_value(kName, name, i, points.cells()[i], "coordinates are finite");
  const double power = options.cost == Cost::power ? options.power : options.cost == Cost::squared_euclidean ? 2 : 1;
  Transport out = transport_on_line(Line(x.cells(), y.cells(), masses, kName), power, masses.total, kName);
  out.mass_difference = masses.difference;
  return out;
}

}  // namespace

Transport transport(Rows x, Rows y, const TransportOptions& options) {
  const FloatingPoint guard;
  check_points(x, y, options);
  Masses mass = masses(options, x.rows(), y.rows());
  if (x.columns() == 1 && options.cost != Cost::cosine) return by_sorting(x, y, mass, options);
  const Cloud cloud_x(x, options.cost, kName, "x"), cloud_y(y, options.cost, kName, "y");
  Selections kept = with_mass(mass);
  const Weighted a = ordered(cloud_x, mass.a, kept.rows), b = ordered(cloud_y, mass.b, kept.columns);
  mass.a = a.mass;
  mass.b = b.mass;
  refuse_overflow(*point_costs(cloud_x, cloud_y, options.cost, options.power), "x");
  const auto costs = point_costs(a.cloud, b.cloud, options.cost, options.power);
  Solution solution = solve_points(a, b, options.cost, options.power, options.pivots);
  Transport out = finish({mass.a, mass.b, *costs, options.pivots}, mass, std::move(solution), kept);
  price_empty({cloud_x, cloud_y, options.cost, options.power}, kept, out.u, out.v);
  return out;
}

Transport transport(CostMatrix matrix, const TransportOptions& options) {
  const FloatingPoint guard;
  const Rows costs = matrix.costs;
  Masses mass = masses(options, costs.rows(), costs.columns());
  const auto all = matrix_costs(costs, kName);
  refuse_overflow(*all, "costs");
  const Selections kept = with_mass(mass);
  if (kept.all()) {
    const Problem problem{mass.a, mass.b, *all, options.pivots};
    return finish(problem, mass, solve_matrix(problem), kept);
  }
  mass.a = kept.rows.of(mass.a);
  mass.b = kept.columns.of(mass.b);
  const std::vector<double> part = kept.of(costs);
  const auto some = matrix_costs(Rows(part.data(), mass.a.size(), mass.b.size()), kName);
  const Problem problem{mass.a, mass.b, *some, options.pivots};
  Transport out = finish(problem, mass, solve_matrix(problem), kept);
  price_empty(*all, kept, out.u, out.v);
  return out;
}

Transport transport(const SparseCosts& costs, const TransportOptions& options) {
  const FloatingPoint guard;
  Masses mass = masses(options, costs.rows, costs.columns);
  const auto listed = listed_costs(costs, kName);
  refuse_overflow(*listed, "costs");
  const Selections kept = with_mass(mass);
  mass.a = kept.rows.of(mass.a);
  mass.b = kept.columns.of(mass.b);
  const ListedCosts some(mass.a.size(), mass.b.size(), kept.of(listed->arcs()));
  const Problem problem{mass.a, mass.b, some, options.pivots};
  Transport out = finish(problem, mass, solve_listed(problem, some.arcs()), kept);
  price_empty(*listed, kept, out.u, out.v);
  return out;
}

}  // namespace sanov
