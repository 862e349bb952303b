#include "sanov/transport/multiscale.h"

#include <algorithm>
#include <limits>
#include <span>

#include "sanov/base/progress.h"
#include "sanov/transport/coarsen.h"
#include "sanov/transport/few_sites.h"
#include "sanov/transport/point_costs.h"

namespace sanov {
namespace {

// What a row starts with.
constexpr unsigned kNearest = 8;

/// The points of each group.
std::vector<std::vector<std::uint32_t>> members(const Coarse& coarse) {
  std::vector<std::vector<std::uint32_t>> out(coarse.mass.size());
  for (std::uint32_t i = 0; i < coarse.group.size(); ++i) out[coarse.group[i]].push_back(i);
  return out;
}

/// Every pair of points whose groups exchange mass: whatever the coarse plan moves, these arcs can move.
std::vector<Arc> children(const Coarse& a, const Coarse& b, const std::vector<Flow>& flows) {
  const auto in_a = members(a), in_b = members(b);
  std::vector<Arc> arcs;
  for (const Flow& flow : flows)
    for (const std::uint32_t i : in_a[flow.from])
      for (const std::uint32_t j : in_b[flow.to]) arcs.push_back({i, j, 0});
  return arcs;
}

/// The lowest cost − v of each row over these arcs.
std::vector<Twice> lowest(std::span<const Arc> arcs, std::span<const Twice> v, std::size_t rows) {
  std::vector<Twice> out(rows, Twice{std::numeric_limits<double>::infinity()});
  for (const Arc& arc : arcs) out[arc.from] = std::min(out[arc.from], Twice{arc.cost} - v[arc.to]);
  return out;
}

/// Appends the arcs, `most` a row, whose cost − v is less than `above` over the row's price u, and lowers u to the least.
void search_below(const Costs& costs, std::span<Twice> u, std::span<const Twice> v, std::span<const double> above,
                  bool twice, unsigned most, std::vector<Arc>* found) {
  std::vector<double> bound(above.begin(), above.end()), least(u.size());
  if (twice) {
    search_all(costs, u, v, bound, most, found, least);
    for (std::size_t i = 0; i < u.size(); ++i) u[i] = u[i] + Twice{std::min(least[i], 0.0)};
    return;
  }
  std::vector<double> prices;
  for (const Twice price : v) prices.push_back(price.high);
  for (std::size_t i = 0; i < u.size(); ++i) bound[i] += u[i].high;
  search_all(costs, prices, bound, most, found, least);
  for (std::size_t i = 0; i < u.size(); ++i) u[i] = {std::min(u[i].high, least[i])};
}

/// The coarse prices of the first measure price every point of the second: v(y) = min over X of c(X, y) − U(X). The
/// groups that y's own group exchanges with make a bound to begin with.
std::vector<Twice> lifted(const WeightedCloud& b, const Coarse& coarse_a, const Coarse& coarse_b,
                          const Solution& coarse, Cost cost, double power) {
  std::vector<Arc> arcs;
  const auto in_b = members(coarse_b);
  for (const Flow& flow : coarse.flows)
    for (const std::uint32_t j : in_b[flow.to]) arcs.push_back({j, flow.from, 0});
  const auto costs = point_costs(b.cloud, coarse_a.cloud, cost, power);
  costs->fill(arcs);
  std::vector<Twice> v = lowest(arcs, coarse.u, b.mass.size());
  search_below(*costs, v, coarse.u, std::vector<double>(v.size(), 0), coarse.twice, 1, nullptr);
  return v;
}

/// Adds to each row's arcs those of lower reduced cost than the worst of them, kNearest at most. Returns the lowest
/// reduced cost of each row.
std::vector<Twice> add_nearest(const Costs& costs, std::span<const Twice> v, bool twice, std::vector<Arc>& arcs) {
  std::vector<Twice> u = lowest(arcs, v, costs.rows());
  std::vector<double> above(u.size(), 0);
  for (const Arc& arc : arcs)
    above[arc.from] = std::max(above[arc.from], reduced_cost(arc.cost, u[arc.from], v[arc.to]));
  search_below(costs, u, v, above, twice, kNearest, &arcs);
  return u;
}

void sort_out_doubles(std::vector<Arc>& arcs) {
  const auto same = [](const Arc& x, const Arc& y) { return x.from == y.from && x.to == y.to; };
  std::sort(arcs.begin(), arcs.end(),
            [](const Arc& x, const Arc& y) { return x.from != y.from ? x.from < y.from : x.to < y.to; });
  arcs.erase(std::unique(arcs.begin(), arcs.end(), same), arcs.end());
}

/// The many points in groups tell nearly the right prices of the few.
Solution solve_sites(const WeightedCloud& a, const WeightedCloud& b, Cost cost, double power, const Problem& problem) {
  constexpr std::size_t kEnough = 1000;
  const bool of_rows = a.mass.size() <= b.mass.size();
  const WeightedCloud& many = of_rows ? b : a;
  if (many.mass.size() < kEnough) return solve_few_sites(problem);
  const Coarse coarse = coarsen(many.cloud, many.mass);
  const WeightedCloud groups{coarse.cloud, coarse.mass};
  const Solution start = of_rows ? solve_points(a, groups, cost, power, problem.pivots)
                                 : solve_points(groups, b, cost, power, problem.pivots);
  Solution out = solve_few_sites(problem, of_rows ? start.u : start.v);
  out.pivots += start.pivots;
  return out;
}

}  // namespace

Solution solve_points(const WeightedCloud& a, const WeightedCloud& b, Cost cost, double power, std::size_t pivots) {
  const auto costs = point_costs(a.cloud, b.cloud, cost, power);
  const Problem problem{a.mass, b.mass, *costs, pivots};
  if (few_sites(problem)) return solve_sites(a, b, cost, power, problem);
  if (small(problem)) return solve_all_arcs(problem);
  const Coarse coarse_a = coarsen(a.cloud, a.mass), coarse_b = coarsen(b.cloud, b.mass);
  const Solution coarse =
      solve_points({coarse_a.cloud, coarse_a.mass}, {coarse_b.cloud, coarse_b.mass}, cost, power, pivots);
  poll();
  std::vector<Twice> v = lifted(b, coarse_a, coarse_b, coarse, cost, power);
  std::vector<Arc> arcs = children(coarse_a, coarse_b, coarse.flows);
  costs->fill(arcs);
  std::vector<Twice> u = add_nearest(*costs, v, coarse.twice, arcs);
  sort_out_doubles(arcs);
  Solution out = generate(problem, std::move(arcs), false, {std::move(u), std::move(v), coarse.twice});
  out.pivots += coarse.pivots;
  return out;
}

}  // namespace sanov
