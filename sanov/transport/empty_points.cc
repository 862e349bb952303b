#include "sanov/transport/empty_points.h"

#include <algorithm>
#include <limits>
#include <numeric>

#include "sanov/transport/certificate.h"
#include "sanov/transport/point_costs.h"

namespace sanov {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

Selection above_zero(std::span<const std::int64_t> mass) {
  Selection out{{}, mass.size()};
  for (std::uint32_t i = 0; i < mass.size(); ++i)
    if (mass[i] > 0) out.indices.push_back(i);
  return out;
}

/// Of each of n points its place among the selected, or n.
std::vector<std::uint32_t> places(const Selection& selection) {
  std::vector<std::uint32_t> out(selection.n, static_cast<std::uint32_t>(selection.n));
  for (std::uint32_t k = 0; k < selection.indices.size(); ++k) out[selection.indices[k]] = k;
  return out;
}

std::vector<double> at(std::span<const double> values, std::span<const std::uint32_t> points) {
  std::vector<double> out;
  for (const std::uint32_t i : points) out.push_back(values[i]);
  return out;
}

/// Lowers prices[i] to the least cost of x[i] to a point of y less that one's price.
void lower_to(const CloudCosts& costs, std::span<const std::uint32_t> x, std::span<const std::uint32_t> y,
              std::span<const double> y_prices, std::span<double> prices) {
  if (x.empty() || y.empty()) return;
  const Cloud some_x = costs.x.selected(x), some_y = costs.y.selected(y);
  std::vector<double> least(x.size());
  search_all(*point_costs(some_x, some_y, costs.cost, costs.power), at(y_prices, y), {}, 1, nullptr, least);
  for (std::size_t i = 0; i < x.size(); ++i) prices[x[i]] = std::min(prices[x[i]], rounded_down(least[i]));
}

}  // namespace

Selection Selection::reordered(std::span<const std::uint32_t> order) const {
  Selection out{{}, n};
  for (const std::uint32_t k : order) out.indices.push_back(indices[k]);
  return out;
}

std::vector<std::uint32_t> Selection::others() const {
  const std::vector<std::uint32_t> place = places(*this);
  std::vector<std::uint32_t> out;
  for (std::uint32_t i = 0; i < n; ++i)
    if (place[i] == n) out.push_back(i);
  return out;
}

std::vector<std::int64_t> Selection::of(std::span<const std::int64_t> values) const {
  std::vector<std::int64_t> out;
  for (const std::uint32_t i : indices) out.push_back(values[i]);
  return out;
}

std::vector<double> Selection::spread(std::span<const Twice> values) const {
  std::vector<double> out(n);
  for (std::size_t k = 0; k < indices.size(); ++k) out[indices[k]] = values[k].high;
  return out;
}

std::vector<double> Selections::of(Rows costs) const {
  std::vector<double> out;
  out.reserve(rows.indices.size() * columns.indices.size());
  for (const std::uint32_t i : rows.indices)
    for (const std::uint32_t j : columns.indices) out.push_back(costs[i][j]);
  return out;
}

std::vector<Arc> Selections::of(std::span<const Arc> arcs) const {
  const std::vector<std::uint32_t> row = places(rows), column = places(columns);
  std::vector<Arc> out;
  for (const Arc& arc : arcs)
    if (row[arc.from] < rows.n && column[arc.to] < columns.n) out.push_back({row[arc.from], column[arc.to], arc.cost});
  return out;
}

Selections with_mass(const Masses& masses) { return {above_zero(masses.a), above_zero(masses.b)}; }

void price_empty(const CloudCosts& costs, const Selections& kept, std::vector<double>& u, std::vector<double>& v) {
  if (kept.all()) return;
  const std::vector<std::uint32_t> rows = kept.rows.others(), columns = kept.columns.others();
  for (const std::uint32_t i : rows) u[i] = kInfinity;
  for (const std::uint32_t j : columns) v[j] = kInfinity;
  lower_to(costs, rows, kept.columns.indices, v, u);
  const CloudCosts turned{costs.y, costs.x, costs.cost, costs.power};
  lower_to(turned, columns, kept.rows.indices, u, v);
  lower_to(turned, columns, rows, u, v);
}

void price_empty(const Costs& costs, const Selections& kept, std::vector<double>& u, std::vector<double>& v) {
  if (kept.all()) return;
  const std::vector<std::uint32_t> rows = kept.rows.others(), columns = kept.columns.others();
  for (const std::uint32_t j : columns) v[j] = -kInfinity;  // out of the search
  std::vector<double> least(u.size());
  search_all(costs, v, {}, 1, nullptr, least);
  for (const std::uint32_t i : rows) u[i] = rounded_down(least[i]);
  // Where a row's price is infinite all its costs are.
  std::vector<double> finite = u;
  std::replace(finite.begin(), finite.end(), kInfinity, 0.0);
  least.resize(v.size());
  costs.lowest_in_columns(finite, least);
  for (const std::uint32_t j : columns) v[j] = rounded_down(least[j]);
}

}  // namespace sanov
