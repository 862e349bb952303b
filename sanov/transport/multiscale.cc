#include "sanov/transport/multiscale.h"

#include <algorithm>
#include <limits>
#include <span>

#include "sanov/base/progress.h"
#include "sanov/transport/coarsen.h"
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

/// The coarse prices of the first measure price every point of the second: v(y) = min over X of c(X, y) − U(X). The
/// groups that y's own group exchanges with make a bound to begin with.
std::vector<double> lifted(const Weighted& b, const Coarse& coarse_a, const Coarse& coarse_b, const Solution& coarse,
                           Cost cost, double power) {
  std::vector<Arc> arcs;
  const auto in_b = members(coarse_b);
  for (const Flow& flow : coarse.flows)
    for (const std::uint32_t j : in_b[flow.to]) arcs.push_back({j, flow.from, 0});
  const auto costs = point_costs(b.cloud, coarse_a.cloud, cost, power);
  costs->fill(arcs);
  std::vector<double> v(b.mass.size(), std::numeric_limits<double>::infinity()), least(v.size());
  for (const Arc& arc : arcs) v[arc.from] = std::min(v[arc.from], arc.cost - coarse.u[arc.to]);
  search_all(*costs, coarse.u, v, 1, nullptr, least);
  for (std::size_t j = 0; j < v.size(); ++j) v[j] = std::min(v[j], least[j]);
  return v;
}

/// Adds to each row's arcs those of lower reduced cost than the worst of them, kNearest at most. Returns the lowest
/// reduced cost of each row.
std::vector<double> add_nearest(const Costs& costs, std::span<const double> v, std::vector<Arc>& arcs) {
  std::vector<double> bound(costs.rows(), -std::numeric_limits<double>::infinity()), least(costs.rows());
  std::vector<double> u(costs.rows(), std::numeric_limits<double>::infinity());
  for (const Arc& arc : arcs) {
    const double reduced = arc.cost - v[arc.to];
    bound[arc.from] = std::max(bound[arc.from], reduced);
    u[arc.from] = std::min(u[arc.from], reduced);
  }
  // A point without mass may have no arcs yet.
  for (double& b : bound) b = b == -std::numeric_limits<double>::infinity() ? -b : b;
  search_all(costs, v, bound, kNearest, &arcs, least);
  for (std::size_t i = 0; i < u.size(); ++i) u[i] = std::min(u[i], least[i]);
  return u;
}

void sort_out_doubles(std::vector<Arc>& arcs) {
  const auto same = [](const Arc& x, const Arc& y) { return x.from == y.from && x.to == y.to; };
  std::sort(arcs.begin(), arcs.end(),
            [](const Arc& x, const Arc& y) { return x.from != y.from ? x.from < y.from : x.to < y.to; });
  arcs.erase(std::unique(arcs.begin(), arcs.end(), same), arcs.end());
}

}  // namespace

Solution solve_points(const Weighted& a, const Weighted& b, Cost cost, double power, std::size_t pivots) {
  const auto costs = point_costs(a.cloud, b.cloud, cost, power);
  const Problem problem{a.mass, b.mass, *costs, pivots};
  if (small(problem)) return solve_all_arcs(problem);
  const Coarse coarse_a = coarsen(a.cloud, a.mass), coarse_b = coarsen(b.cloud, b.mass);
  const Solution coarse =
      solve_points({coarse_a.cloud, coarse_a.mass}, {coarse_b.cloud, coarse_b.mass}, cost, power, pivots);
  poll();
  std::vector<double> v = lifted(b, coarse_a, coarse_b, coarse, cost, power);
  std::vector<Arc> arcs = children(coarse_a, coarse_b, coarse.flows);
  costs->fill(arcs);
  std::vector<double> u = add_nearest(*costs, v, arcs);
  sort_out_doubles(arcs);
  Solution out = generate(problem, std::move(arcs), false, std::move(u), std::move(v));
  out.pivots += coarse.pivots;
  return out;
}

}  // namespace sanov
