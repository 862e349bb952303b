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
#include "sanov/transport/scaling.h"

namespace sanov {
namespace {

constexpr const char* kName = "transport";
constexpr std::size_t kMostPoints = std::size_t{1} << 27, kMostArcs = std::size_t{1} << 30;

Masses masses(const TransportOptions& options, std::size_t n, std::size_t m) {
  if (std::max(n, m) > kMostPoints) fail_argument(kName, n > m ? "x" : "y", "has more than 2^27 points");
  return balanced_masses(options.a ? &*options.a : nullptr, n, options.b ? &*options.b : nullptr, m, kName);
}

/// Moves the prices so that each side's are worth the same.
void balance(const Problem& problem, double units, std::vector<Twice>& u, std::vector<Twice>& v) {
  double of_u = 0, of_v = 0;
  for (std::size_t i = 0; i < u.size(); ++i) of_u += static_cast<double>(problem.supply[i]) * u[i].high;
  for (std::size_t j = 0; j < v.size(); ++j) of_v += static_cast<double>(problem.demand[j]) * v[j].high;
  const double shift = (of_u - of_v) / 2 / units;
  for (Twice& x : u) x = x - Twice{shift};
  for (Twice& x : v) x = x + Twice{shift};
}

/// Prices are sums of costs along paths.
void refuse_overflow(const Costs& costs) {
  if (!(costs.largest() <= 1e280))
    fail_domain(kName, "costs", "has costs of more than 1e280 in size, whose sums could overflow; scale them first");
}

/// Of scaled points, whose costs are only then too large if they have no mass.
void refuse_overflow(const Costs& costs, const CloudScaling& scaling) {
  if (scaling.overflows(costs.largest()))
    fail_domain(kName, "x",
                "lies so far from y that costs could be more than 1e280, and their sums overflow; scale the points of "
                "both first");
}

/// A plan over allowed pairs costs a finite amount, which a double need not hold.
void refuse_overflow(const Transport& out) {
  if (std::isfinite(out.cost) && std::isfinite(out.gap)) return;
  for (const double cost : out.plan.cost)
    if (std::isinf(cost)) return;
  fail_domain(kName, "a",
              "has weights that sum to " + to_text(out.mass) +
                  ", and mass times cost overflows; divide the weights of both measures");
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

/// How far computed costs may lie from the ones meant: as a fraction of themselves; where they are half the square of a
/// distance, that distance; and by what underflows on the way to them.
struct Accuracy {
  double relative = 0, of_distance = 0, underflow = 0;

  static Accuracy of(const TransportOptions& options, std::size_t dimensions) {
    const double d = static_cast<double>(dimensions);
    const double relative = (d + 3) * 0x1p-52;
    // Squares of less than this have lost digits, and coordinates of scaled points more than 1e300 times less than the
    // largest too.
    const double squares = d * 0x1p-1020;
    switch (options.cost) {
      case Cost::squared_euclidean: return {relative, 0, squares};
      case Cost::euclidean: return {relative, 0, std::sqrt(squares)};
      case Cost::cityblock:
      case Cost::chebyshev: return {relative, 0, d * 0x1p-1070};
      case Cost::power:
        return {1e-14 * options.power + 0x1p-51, 0, 2 * std::pow(squares, options.power / 2) + 0x1p-1020};
      // Points brought to length 1 are off by (d/2 + 4)·2⁻⁵³ each.
      case Cost::cosine: return {relative, (d + 8) * 0x1p-53, squares};
    }
    return {};
  }

  /// What that, and rounding the plan's cost, may be for a plan of this mass and Σ mass · |cost|.
  double of_plan(double absolute, double mass) const {
    if (std::isinf(absolute)) return absolute;
    return (relative + 0x1p-50) * absolute + of_distance * std::sqrt(2 * absolute) * std::sqrt(mass) +
           (4 * of_distance * of_distance + underflow) * mass;
  }
};

// More than what rounding a number to whole multiples of the smallest one changes.
constexpr double kUnderflow = 0x1p-1073;

/// Certifies, and fills in all but the plan and the prices.
Transport answer(const Problem& problem, const Masses& masses, Solution& solution, const Accuracy& accuracy) {
  refuse_stranded(solution.stranded, masses, kName);
  balance(problem, masses.total / masses.unit, solution.u, solution.v);
  round_prices(solution);
  const Certificate certificate = certify(problem, solution);
  Transport out;
  out.cost = certificate.cost * masses.unit;
  out.gap =
      rounded_up(certificate.gap * masses.unit + accuracy.of_plan(certificate.absolute * masses.unit, masses.total));
  if (certificate.absolute > 0 || accuracy.underflow > 0) out.gap += kUnderflow;
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
WeightedCloud ordered(const Cloud& cloud, const std::vector<std::int64_t>& mass, Selection& points) {
  points = points.reordered(spatial_order(cloud.selected(points.indices)));
  return {cloud.selected(points.indices), points.of(mass)};
}

/// The answer to a problem of some of the rows and columns, in all of them; the rest is still to be priced.
Transport finish(const Problem& problem, const Masses& masses, Solution solution, const Selections& kept,
                 const Accuracy& accuracy = {}) {
  Transport out = answer(problem, masses, solution, accuracy);
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

/// The gap is about the weights as given.
Transport with_rounding_of(const Masses& masses, Transport out) {
  out.gap = rounded_up(out.gap + rounding_worth(masses, out.u, out.v));
  refuse_overflow(out);
  return out;
}

/// Whether every flow ends where it begins, so that the plan costs nothing.
bool stays(Rows x, Rows y, const std::vector<Flow>& flows, const Selections& kept) {
  return std::all_of(flows.begin(), flows.end(), [&](const Flow& flow) {
    const Cells from = x[kept.rows.indices[flow.from]], to = y[kept.columns.indices[flow.to]];
    for (std::size_t k = 0; k < from.size(); ++k)
      if (from[k] != to[k]) return false;
    return true;
  });
}

/// What was found for scaled points, for those given.
void undo(const CloudScaling& scaling, Transport& out) {
  if (scaling.none()) return;
  out.cost = scaling.undone(out.cost);
  if (out.gap > 0) out.gap = rounded_up(scaling.undone(out.gap)) + kUnderflow;
  for (auto* costs : {&out.plan.cost, &out.u, &out.v})
    for (double& cost : *costs) cost = scaling.undone(cost);
}

/// On the line every cost is a power of the distance, and sorting does it.
Transport by_sorting(Rows x, Rows y, const Masses& masses, const TransportOptions& options) {
  for (const auto& [points, name] : {std::pair(x, "x"), std::pair(y, "y")})
    for (std::size_t i = 0; i < points.rows(); ++i)
      if (!std::isfinite(points.cells()[i])) fail_value(kName, name, i, points.cells()[i], "coordinates are finite");
  const double power = options.cost == Cost::power ? options.power : options.cost == Cost::squared_euclidean ? 2 : 1;
  Transport out = transport_on_line(Line(x.cells(), y.cells(), masses, kName), power, masses.total, kName);
  out.mass_difference = masses.difference;
  return with_rounding_of(masses, std::move(out));
}

}  // namespace

Transport transport(Rows x, Rows y, const TransportOptions& options) {
  const FloatingPoint guard;
  check_points(x, y, options);
  const Masses given = masses(options, x.rows(), y.rows());
  if (x.columns() == 1 && options.cost != Cost::cosine) return by_sorting(x, y, given, options);
  Cloud cloud_x(x, options.cost, kName, "x"), cloud_y(y, options.cost, kName, "y");
  Selections kept = with_mass(given);
  const CloudScaling scaling(cloud_x, kept.rows.indices, cloud_y, kept.columns.indices, options.cost, options.power);
  scaling.apply(cloud_x);
  scaling.apply(cloud_y);
  refuse_overflow(*point_costs(cloud_x, cloud_y, options.cost, options.power), scaling);
  const WeightedCloud a = ordered(cloud_x, given.a, kept.rows), b = ordered(cloud_y, given.b, kept.columns);
  const auto costs = point_costs(a.cloud, b.cloud, options.cost, options.power);
  Solution solution = solve_points(a, b, options.cost, options.power, options.pivots);
  Accuracy accuracy = Accuracy::of(options, x.columns());
  if (stays(x, y, solution.flows, kept)) accuracy.underflow = 0;
  Transport out = finish({a.mass, b.mass, *costs, options.pivots}, given, std::move(solution), kept, accuracy);
  price_empty({cloud_x, cloud_y, options.cost, options.power}, kept, out.u, out.v);
  undo(scaling, out);
  return with_rounding_of(given, std::move(out));
}

Transport transport(CostMatrix matrix, const TransportOptions& options) {
  const FloatingPoint guard;
  const Rows costs = matrix.costs;
  const Masses given = masses(options, costs.rows(), costs.columns());
  const auto all = matrix_costs(costs, kName);
  refuse_overflow(*all);
  const Selections kept = with_mass(given);
  if (kept.all()) {
    const Problem problem{given.a, given.b, *all, options.pivots};
    return with_rounding_of(given, finish(problem, given, solve_matrix(problem), kept));
  }
  const std::vector<std::int64_t> a = kept.rows.of(given.a), b = kept.columns.of(given.b);
  const std::vector<double> part = kept.of(costs);
  const auto some = matrix_costs(Rows(part.data(), a.size(), b.size()), kName);
  const Problem problem{a, b, *some, options.pivots};
  Transport out = finish(problem, given, solve_matrix(problem), kept);
  price_empty(*all, kept, out.u, out.v);
  return with_rounding_of(given, std::move(out));
}

Transport transport(const SparseCosts& costs, const TransportOptions& options) {
  const FloatingPoint guard;
  if (costs.costs.size() > kMostArcs) fail_argument(kName, "costs", "has more than 2^30 pairs");
  const Masses given = masses(options, costs.rows, costs.columns);
  const auto listed = listed_costs(costs, kName);
  refuse_overflow(*listed);
  const Selections kept = with_mass(given);
  const std::vector<std::int64_t> a = kept.rows.of(given.a), b = kept.columns.of(given.b);
  const ListedCosts some(a.size(), b.size(), kept.of(listed->arcs()));
  const Problem problem{a, b, some, options.pivots};
  Transport out = finish(problem, given, solve_listed(problem, some.arcs()), kept);
  price_empty(*listed, kept, out.u, out.v);
  return with_rounding_of(given, std::move(out));
}

}  // namespace sanov
