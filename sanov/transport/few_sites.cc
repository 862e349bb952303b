#include "sanov/transport/few_sites.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <queue>
#include <utility>

#include "sanov/base/progress.h"

namespace sanov {
namespace {

constexpr std::size_t kMostSites = 128, kMostPairs = 4'000'000, kFewestPerSite = 24;
constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// Successive cheapest ways between the sites.
class Sites {
 public:
  Sites(const Problem& problem, std::span<const Twice> prices);
  void balance();
  std::vector<Arc> arcs() const;
  /// The prices of the sites that the ways have come to.
  std::vector<double> prices() const { return price_; }
  bool of_rows() const { return of_rows_; }

 private:
  /// A point at a site, and how much more another site costs.
  struct Move {
    double more;
    std::uint32_t point;
    bool operator>(const Move& other) const { return more != other.more ? more > other.more : point > other.point; }
  };
  using Moves = std::priority_queue<Move, std::vector<Move>, std::greater<>>;

  std::size_t at(std::size_t site, std::size_t point) const { return point * sites_ + site; }
  const Move* cheapest(std::size_t p, std::size_t q);
  void come(std::size_t site, std::size_t point);
  std::size_t nearest_lack();
  void carry(std::size_t lack);

  bool of_rows_;
  std::size_t sites_, points_;
  std::vector<double> cost_, price_, distance_;
  std::vector<std::int64_t> flow_, surplus_;
  std::vector<Moves> moves_;
  std::vector<std::size_t> before_;
};

Sites::Sites(const Problem& problem, std::span<const Twice> prices)
    : of_rows_(problem.supply.size() <= problem.demand.size()),
      sites_(std::min(problem.supply.size(), problem.demand.size())),
      points_(std::max(problem.supply.size(), problem.demand.size())),
      cost_(sites_ * points_),
      price_(sites_),
      distance_(sites_),
      flow_(sites_ * points_),
      surplus_(sites_),
      moves_(sites_ * sites_),
      before_(sites_) {
  const auto masses = of_rows_ ? problem.demand : problem.supply, room = of_rows_ ? problem.supply : problem.demand;
  std::vector<Arc> arcs(points_);
  for (std::uint32_t s = 0; s < sites_; ++s) {
    for (std::uint32_t j = 0; j < points_; ++j) arcs[j] = of_rows_ ? Arc{s, j, 0} : Arc{j, s, 0};
    problem.costs.fill(arcs);
    for (std::size_t j = 0; j < points_; ++j) cost_[at(s, j)] = arcs[j].cost;
    surplus_[s] = -room[s];
  }
  for (std::size_t s = 0; s < prices.size(); ++s) price_[s] = prices[s].high;
  for (std::size_t j = 0; j < points_; ++j) {
    std::size_t s = 0;
    for (std::size_t other = 1; other < sites_; ++other)
      if (cost_[at(other, j)] - price_[other] < cost_[at(s, j)] - price_[s]) s = other;
    come(s, j);
    flow_[at(s, j)] = masses[j];
    surplus_[s] += masses[j];
  }
}

/// The point that could move from p to q for least.
const Sites::Move* Sites::cheapest(std::size_t p, std::size_t q) {
  Moves& moves = moves_[p * sites_ + q];
  while (!moves.empty() && flow_[at(p, moves.top().point)] == 0) moves.pop();
  return moves.empty() ? nullptr : &moves.top();
}

/// From now on the point may move on from the site.
void Sites::come(std::size_t site, std::size_t point) {
  const double here = cost_[at(site, point)];
  for (std::size_t q = 0; q < sites_; ++q)
    if (const double more = cost_[at(q, point)] - here; q != site && more < kInfinity)
      moves_[site * sites_ + q].push({more, static_cast<std::uint32_t>(point)});
}

/// Dijkstra from all sites that hold too much, with the prices as potentials, which it moves on. The site that lacks
/// mass and is nearest, or sites_ where none can be reached.
std::size_t Sites::nearest_lack() {
  std::vector<bool> done(sites_);
  for (std::size_t s = 0; s < sites_; ++s) {
    distance_[s] = surplus_[s] > 0 ? 0 : kInfinity;
    before_[s] = s;
  }
  for (;;) {
    std::size_t p = sites_;
    for (std::size_t s = 0; s < sites_; ++s)
      if (!done[s] && distance_[s] < kInfinity && (p == sites_ || distance_[s] < distance_[p])) p = s;
    if (p == sites_) return p;
    if (surplus_[p] < 0) {
      for (std::size_t s = 0; s < sites_; ++s) price_[s] += std::min(distance_[s], distance_[p]);
      return p;
    }
    done[p] = true;
    for (std::size_t q = 0; q < sites_; ++q) {
      const Move* move = done[q] ? nullptr : cheapest(p, q);
      if (move == nullptr) continue;
      const double distance = distance_[p] + std::max(move->more + price_[p] - price_[q], 0.0);
      if (distance < distance_[q]) {
        distance_[q] = distance;
        before_[q] = p;
      }
    }
  }
}

/// As much as there is on the way to it.
void Sites::carry(std::size_t lack) {
  std::vector<std::pair<std::size_t, std::size_t>> steps;  // to a site, the point
  std::int64_t units = -surplus_[lack];
  std::size_t q = lack;
  for (; before_[q] != q; q = before_[q]) {
    const std::size_t p = before_[q], point = cheapest(p, q)->point;
    units = std::min(units, flow_[at(p, point)]);
    steps.emplace_back(q, point);
  }
  units = std::min(units, surplus_[q]);
  surplus_[q] -= units;
  surplus_[lack] += units;
  for (const auto& [to, point] : steps) {
    flow_[at(before_[to], point)] -= units;
    if (flow_[at(to, point)] == 0) come(to, point);
    flow_[at(to, point)] += units;
  }
}

void Sites::balance() {
  constexpr std::size_t kStretch = 10'000;
  // Masses of many sizes could make very many small steps; the simplex then does the rest.
  const std::size_t most = 20 * (points_ + sites_);
  for (std::size_t steps = 0; steps < most; ++steps) {
    if (steps % kStretch == 0) poll();
    const std::size_t lack = nearest_lack();
    if (lack == sites_) return;
    carry(lack);
  }
}

std::vector<Arc> Sites::arcs() const {
  std::vector<Arc> out;
  for (std::uint32_t j = 0; j < points_; ++j)
    for (std::uint32_t s = 0; s < sites_; ++s)
      if (flow_[at(s, j)] > 0) out.push_back({of_rows_ ? s : j, of_rows_ ? j : s, cost_[at(s, j)]});
  return out;
}

}  // namespace

bool few_sites(const Problem& problem) {
  const std::size_t n = problem.supply.size(), m = problem.demand.size(), few = std::min(n, m), many = std::max(n, m);
  return few <= kMostSites && many >= std::max(kFewestPerSite, few / 2) * few && few * many <= kMostPairs;
}

Solution solve_few_sites(const Problem& problem, std::span<const Twice> prices) {
  Sites sites(problem, prices);
  sites.balance();
  std::vector<Arc> arcs = sites.arcs();
  std::erase_if(arcs, [](const Arc& arc) { return arc.cost == kInfinity; });
  const std::vector<double> of_sites = sites.prices();
  // The others' prices: on the arcs found they are the cost less the site's.
  StartingPrices start{std::vector<Twice>(problem.supply.size()), std::vector<Twice>(problem.demand.size())};
  std::vector<Twice>&few = sites.of_rows() ? start.u : start.v, &many = sites.of_rows() ? start.v : start.u;
  for (std::size_t s = 0; s < few.size(); ++s) few[s] = {of_sites[s]};
  for (const Arc& arc : arcs)
    (sites.of_rows() ? many[arc.to] : many[arc.from]) = {arc.cost - of_sites[sites.of_rows() ? arc.from : arc.to]};
  return generate(problem, std::move(arcs), false, std::move(start));
}

}  // namespace sanov
