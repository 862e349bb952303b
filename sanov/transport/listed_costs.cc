#include "sanov/transport/listed_costs.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "sanov/base/error.h"
#include "sanov/transport/best_arcs.h"

namespace sanov {
namespace {

bool before(const Arc& x, const Arc& y) { return x.from != y.from ? x.from < y.from : x.to < y.to; }

void check_index(std::span<const std::uint32_t> indices, std::size_t size, const char* function, const char* argument) {
  for (std::size_t e = 0; e < indices.size(); ++e)
    if (indices[e] >= size)
      fail_value(function, argument, e, indices[e], "points are counted from 0, and there are " + std::to_string(size));
}

}  // namespace

ListedCosts::ListedCosts(std::size_t rows, std::size_t columns, std::vector<Arc> arcs)
    : Costs(rows, columns), arcs_(std::move(arcs)), row_(rows + 1) {
  for (const Arc& arc : arcs_) {
    ++row_[arc.from + 1];
    if (!std::isinf(arc.cost)) largest_ = std::max(largest_, std::fabs(arc.cost));
  }
  for (std::size_t i = 0; i < rows; ++i) row_[i + 1] += row_[i];
}

void ListedCosts::search(std::size_t first, std::size_t last, const Question& question, std::vector<Arc>& found,
                         double* least) const {
  const Prices& v = question.v;
  const auto reduced = [&](const Arc& arc) {
    if (question.u == nullptr) return arc.cost - v.v[arc.to];
    return reduced_cost(arc.cost, question.u[arc.from], {v.v[arc.to], v.low[arc.to]});
  };
  for (std::size_t i = first; i < last; ++i) {
    BestArcs best;
    best.most = question.most;
    if (question.bound != nullptr) best.bound = question.bound[i];
    for (std::size_t e = row_[i]; e < row_[i + 1]; ++e) best.offer(reduced(arcs_[e]), arcs_[e]);
    best.report(found, least[i]);
  }
}

void ListedCosts::fill(std::span<Arc> arcs) const {
  for (Arc& arc : arcs) {
    const auto at = std::lower_bound(arcs_.begin(), arcs_.end(), arc, before);
    const bool listed = at != arcs_.end() && at->from == arc.from && at->to == arc.to;
    arc.cost = listed ? at->cost : HUGE_VAL;
  }
}

void ListedCosts::lowest_in_columns(std::span<const double> u, std::span<double> least) const {
  std::fill(least.begin(), least.end(), HUGE_VAL);
  for (const Arc& arc : arcs_) least[arc.to] = std::min(least[arc.to], arc.cost - u[arc.from]);
}

std::unique_ptr<ListedCosts> listed_costs(const SparseCosts& costs, const char* function) {
  const std::size_t count = costs.costs.size();
  if (costs.from.size() != count || costs.to.size() != count)
    fail_argument(function, "costs",
                  "has " + std::to_string(count) + " costs for " + std::to_string(costs.from.size()) + " and " +
                      std::to_string(costs.to.size()) + " ends of pairs");
  check_index(costs.from, costs.rows, function, "from");
  check_index(costs.to, costs.columns, function, "to");
  std::vector<Arc> arcs(count);
  for (std::size_t e = 0; e < count; ++e) {
    arcs[e] = {costs.from[e], costs.to[e], costs.costs[e]};
    if (!(arcs[e].cost > -HUGE_VAL))
      fail_value(function, "costs", e, arcs[e].cost, "costs are numbers, or infinity where no mass may go");
  }
  std::sort(arcs.begin(), arcs.end(),
            [](const Arc& x, const Arc& y) { return before(x, y) || (!before(y, x) && x.cost < y.cost); });
  arcs.erase(std::unique(arcs.begin(), arcs.end(), [](const Arc& x, const Arc& y) { return !before(x, y); }),
             arcs.end());
  return std::make_unique<ListedCosts>(costs.rows, costs.columns, std::move(arcs));
}

}  // namespace sanov
