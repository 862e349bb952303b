#include "sanov/transport/generate.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "sanov/base/progress.h"
#include "sanov/transport/network_simplex.h"

namespace sanov {
namespace {

constexpr std::size_t kAtOnce = 160'000;
constexpr unsigned kViolated = 6, kCheapest = 8;
// Reduced costs above −2⁻⁴⁶ of the largest price count as 0: prices are sums along paths of the tree.
constexpr double kNoise = 0x1p-46;
// Pivots between two questions whether to go on.
constexpr std::size_t kStretch = 20'000;

double largest_size(std::span<const double> u, std::span<const double> v) {
  double most = 0;
  for (const double x : u) most = std::max(most, std::fabs(x));
  for (const double x : v) most = std::max(most, std::fabs(x));
  return most;
}

/// Whether nothing is left to improve. Where costs span more orders of magnitude than a double has digits, rounding can
/// make pivots go in circles: after many more than a problem takes, the tolerance grows. The gap then says by how much
/// that may have missed.
bool optimise(NetworkSimplex& simplex, double& tolerance, std::size_t nodes, std::size_t limit) {
  const std::size_t many = 1'000 + 200 * nodes, stretch = std::min(kStretch, many);
  for (std::size_t begun = simplex.pivots();;) {
    const std::size_t done = simplex.pivots();
    if (done >= limit) return simplex.optimise(tolerance, 0);
    if (simplex.optimise(tolerance, std::min(stretch, limit - done))) return true;
    if (simplex.pivots() - begun >= many) {
      tolerance = std::max(1024 * tolerance, std::numeric_limits<double>::min());
      begun = simplex.pivots();
    }
    poll();
  }
}

/// Pivots and adds arcs until nothing is left to improve. False if the pivots ran out before.
bool settle(NetworkSimplex& simplex, const Problem& problem, bool complete, double tolerance, std::span<double> u,
            std::span<double> v) {
  std::vector<double> bound(u.size()), least(u.size());
  std::vector<Arc> arcs;
  double least_tolerance = 0;
  for (;;) {
    const std::size_t before = simplex.pivots();
    const double asked = tolerance;
    const bool finished = optimise(simplex, tolerance, u.size() + v.size(), problem.pivots);
    if (tolerance > asked) least_tolerance = tolerance;
    simplex.centre();
    simplex.prices(u, v);
    if (!finished) return false;
    tolerance = std::max(kNoise * largest_size(u, v), least_tolerance);
    arcs.clear();
    if (!complete) {
      for (std::size_t i = 0; i < u.size(); ++i) bound[i] = u[i] - tolerance;
      search_all(problem.costs, v, bound, kViolated, &arcs, least);
      if (arcs.empty()) return true;
      simplex.add(arcs);
    }
    if (simplex.pivots() == before) return true;
  }
}

void read_flows(const NetworkSimplex& simplex, Solution& out) {
  simplex.each_flow([&](std::size_t e, std::int64_t units) {
    const Arc arc = simplex.arc(e);
    out.flows.push_back({arc.from, arc.to, units, arc.cost});
  });
  std::sort(out.flows.begin(), out.flows.end(), by_row);
}

/// What stopped short left on artificial arcs goes from the first point that still has mass to the first that lacks it.
void complete_plan(const NetworkSimplex& simplex, const Problem& problem, Solution& out) {
  const std::vector<std::int64_t> left = simplex.artificial();
  const std::size_t n = problem.supply.size();
  std::vector<Arc> arcs;
  std::vector<std::int64_t> units;
  std::vector<std::int64_t> rest = left;
  for (std::size_t i = 0, j = n; i < n && j < rest.size();) {
    const std::int64_t step = std::min(rest[i], rest[j]);
    if (step > 0) {
      arcs.push_back({static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(j - n), 0});
      units.push_back(step);
    }
    rest[i] -= step;
    rest[j] -= step;
    if (rest[i] == 0)
      ++i;
    else
      ++j;
  }
  problem.costs.fill(arcs);
  for (std::size_t k = 0; k < arcs.size(); ++k) out.flows.push_back({arcs[k].from, arcs[k].to, units[k], arcs[k].cost});
}

}  // namespace

Solution generate(const Problem& problem, std::vector<Arc> arcs, bool complete, std::vector<double> u,
                  std::vector<double> v) {
  double largest = problem.costs.largest() + largest_size(u, v);
  if (largest == 0) largest = 1;  // the artificial arcs must cost something
  // So dear that no path over it pays, however long.
  const double dearest = largest * static_cast<double>(u.size() + v.size());
  double big = 2 * largest, tolerance = kNoise * largest;
  NetworkSimplex simplex(problem.supply, problem.demand, u, v, big);
  simplex.add(arcs);
  Solution out;
  for (;;) {
    out.finished = settle(simplex, problem, complete, tolerance, u, v);
    if (!out.finished || big > dearest || simplex.artificial_flow() == 0) break;
    big *= 16;
    simplex.raise(big);
    tolerance = kNoise * big;
  }
  read_flows(simplex, out);
  if (out.finished)
    out.stranded = simplex.artificial_flow() / 2;
  else
    complete_plan(simplex, problem, out);
  out.pivots = simplex.pivots();
  out.u = std::move(u);
  out.v = std::move(v);
  return out;
}

Solution solve_listed(const Problem& problem, std::vector<Arc> arcs) {
  std::erase_if(arcs, [](const Arc& arc) { return std::isinf(arc.cost); });
  constexpr double kNone = std::numeric_limits<double>::infinity();
  const auto finite = [](double price) { return price == kNone ? 0 : price; };
  std::vector<double> u(problem.supply.size(), kNone), v(problem.demand.size(), kNone);
  for (const Arc& arc : arcs) u[arc.from] = std::min(u[arc.from], arc.cost);
  std::transform(u.begin(), u.end(), u.begin(), finite);
  for (const Arc& arc : arcs) v[arc.to] = std::min(v[arc.to], arc.cost - u[arc.from]);
  std::transform(v.begin(), v.end(), v.begin(), finite);
  return generate(problem, std::move(arcs), true, std::move(u), std::move(v));
}

bool small(const Problem& problem) { return problem.supply.size() * problem.demand.size() <= kAtOnce; }

Solution solve_all_arcs(const Problem& problem) {
  std::vector<Arc> arcs;
  arcs.reserve(problem.supply.size() * problem.demand.size());
  for (std::uint32_t i = 0; i < problem.supply.size(); ++i)
    for (std::uint32_t j = 0; j < problem.demand.size(); ++j) arcs.push_back({i, j, 0});
  problem.costs.fill(arcs);
  return solve_listed(problem, std::move(arcs));
}

Solution solve_matrix(const Problem& problem) {
  if (small(problem)) return solve_all_arcs(problem);
  std::vector<double> u(problem.supply.size()), v(problem.demand.size());
  problem.costs.lowest_in_columns(u, v);
  for (double& price : v) price = std::isinf(price) ? 0 : price;
  std::vector<Arc> arcs;
  search_all(problem.costs, v, {}, kCheapest, &arcs, u);
  for (double& price : u) price = std::isinf(price) ? 0 : price;
  return generate(problem, std::move(arcs), false, std::move(u), std::move(v));
}

}  // namespace sanov
