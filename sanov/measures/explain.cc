#include <algorithm>
#include <numeric>

#include "sanov/base/floating_point.h"
#include "sanov/measures/measure.h"

namespace sanov {

std::vector<Contribution> explain(const Measure<Two>& measure, Cells p, Cells q, std::size_t count) {
  return explain(measure.with({}), p, q, count);
}

std::vector<Contribution> explain(const Bound<Two>& measure, Cells p, Cells q, std::size_t count) {
  const FloatingPoint environment;
  std::vector<double> amounts(p.size());
  measure.measure().terms(p, q, measure.parameters(), amounts);
  std::vector<std::size_t> order(p.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  count = std::min(count, order.size());
  std::partial_sort(
      order.begin(), order.begin() + static_cast<std::ptrdiff_t>(count), order.end(),
      [&](std::size_t a, std::size_t b) { return amounts[a] != amounts[b] ? amounts[a] > amounts[b] : a < b; });
  std::vector<Contribution> cells;
  cells.reserve(count);
  for (std::size_t i = 0; i < count; ++i) cells.push_back({order[i], p[order[i]], q[order[i]], amounts[order[i]]});
  return cells;
}

}  // namespace sanov
