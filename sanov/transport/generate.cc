#include "sanov/transport/generate.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "sanov/base/progress.h"
#include "sanov/transport/few_sites.h"
#include "sanov/transport/network_simplex.h"

namespace sanov {
namespace {

constexpr std::size_t kAtOnce = 160'000;
constexpr unsigned kViolated = 6, kCheapest = 8;
// Reduced costs above −2⁻⁴⁶ of the largest price count as 0: prices are sums along paths of the tree. Of twice the digits:
constexpr double kNoise = 0x1p-46, kTwiceNoise = 0x1p-96;
// What that noise may cost, as a fraction of what the plan costs, before more digits are called for.
constexpr double kNegligible = 1e-11;
// Pivots between two questions whether to go on.
constexpr std::size_t kStretch = 20'000;

double largest_size(std::span<const Twice> u, std::span<const Twice> v) {
  double most = 0;
  for (const Twice x : u) most = std::max(most, std::fabs(x.high));
  for (const Twice x : v) most = std::max(most, std::fabs(x.high));
  return most;
}

std::vector<double> rounded(std::span<const Twice> prices) {
  std::vector<double> out;
  for (const Twice price : prices) out.push_back(price.high);
  return out;
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

/// The simplex, the arcs it may use and the prices it has come to.
class Generation {
 public:
  Generation(const Problem& problem, std::span<const Arc> arcs, bool complete, StartingPrices start)
      : problem_(problem),
        complete_(complete),
        start_(std::move(start)),
        largest_(positive(problem.costs.largest() + largest_size(start_.u, start_.v))),
        simplex_(problem.supply, problem.demand, start_.u, start_.v, kFirst * largest_) {
    simplex_.add(arcs);
    if (start_.twice) simplex_.refine();
  }

  Solution run();

 private:
  static constexpr double kFirst = 2;
  /// The artificial arcs must cost something.
  static double positive(double largest) { return largest == 0 ? 1 : largest; }
  double noise(double largest) const { return (start_.twice ? kTwiceNoise : kNoise) * largest; }
  bool settle(double tolerance);
  bool ask(double tolerance);
  bool blurred() const;

  const Problem& problem_;
  bool complete_;
  StartingPrices start_;  // the prices, from here on
  double largest_, tolerance_ = 0;
  NetworkSimplex simplex_;
};

/// Adds the arcs of negative reduced cost. Whether there are any.
bool Generation::ask(double tolerance) {
  std::vector<double> bound(start_.u.size(), -tolerance), least(bound.size());
  std::vector<Arc> arcs;
  if (start_.twice) {
    search_all(problem_.costs, start_.u, start_.v, bound, kViolated, &arcs, least);
  } else {
    for (std::size_t i = 0; i < bound.size(); ++i) bound[i] += start_.u[i].high;
    search_all(problem_.costs, rounded(start_.v), bound, kViolated, &arcs, least);
  }
  simplex_.add(arcs);
  return !arcs.empty();
}

/// Pivots and adds arcs until nothing is left to improve. False if the pivots ran out before.
bool Generation::settle(double tolerance) {
  double least_tolerance = 0;
  for (;;) {
    const std::size_t before = simplex_.pivots();
    const double asked = tolerance;
    const bool finished = optimise(simplex_, tolerance, start_.u.size() + start_.v.size(), problem_.pivots);
    if (tolerance > asked) least_tolerance = tolerance;
    simplex_.centre();
    simplex_.prices(start_.u, start_.v);
    tolerance_ = tolerance;
    if (!finished) return false;
    tolerance_ = tolerance = std::max(noise(largest_size(start_.u, start_.v)), least_tolerance);
    if (!complete_ && !ask(tolerance)) return true;
    if (simplex_.pivots() == before) return true;
  }
}

/// Whether the tolerance is more than nothing beside what the plan costs.
bool Generation::blurred() const {
  double cost = 0, mass = 0;
  simplex_.each_flow([&](std::size_t e, std::int64_t units) {
    cost += static_cast<double>(units) * std::fabs(simplex_.arc(e).cost);
    mass += static_cast<double>(units);
  });
  return tolerance_ * mass > kNegligible * cost;
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

Solution Generation::run() {
  // So dear that no path over it pays, however long.
  const double dearest = largest_ * static_cast<double>(start_.u.size() + start_.v.size());
  double big = kFirst * largest_, tolerance = noise(largest_);
  Solution out;
  for (;;) {
    out.finished = settle(tolerance);
    if (!out.finished) break;
    if (simplex_.artificial_flow() > 0) {
      if (big > dearest) break;
      big *= 16;
      simplex_.raise(big);
      tolerance = noise(big);
    } else {
      if (start_.twice || !blurred()) break;
      start_.twice = true;
      simplex_.refine();
      tolerance = noise(largest_size(start_.u, start_.v));
    }
  }
  read_flows(simplex_, out);
  if (out.finished)
    out.stranded = simplex_.artificial_flow() / 2;
  else
    complete_plan(simplex_, problem_, out);
  out.pivots = simplex_.pivots();
  out.u = std::move(start_.u);
  out.v = std::move(start_.v);
  out.twice = start_.twice;
  return out;
}

std::vector<Twice> widened(std::span<const double> prices) {
  std::vector<Twice> out;
  for (const double price : prices) out.push_back({price});
  return out;
}

}  // namespace

Solution generate(const Problem& problem, std::vector<Arc> arcs, bool complete, StartingPrices start) {
  return Generation(problem, arcs, complete, std::move(start)).run();
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
  return generate(problem, std::move(arcs), true, {widened(u), widened(v)});
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
  if (few_sites(problem)) return solve_few_sites(problem);
  if (small(problem)) return solve_all_arcs(problem);
  std::vector<double> u(problem.supply.size()), v(problem.demand.size());
  problem.costs.lowest_in_columns(u, v);
  for (double& price : v) price = std::isinf(price) ? 0 : price;
  std::vector<Arc> arcs;
  search_all(problem.costs, v, {}, kCheapest, &arcs, u);
  for (double& price : u) price = std::isinf(price) ? 0 : price;
  return generate(problem, std::move(arcs), false, {widened(u), widened(v)});
}

}  // namespace sanov
