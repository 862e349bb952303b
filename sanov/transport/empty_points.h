#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "sanov/base/cells.h"
#include "sanov/transport/arcs.h"
#include "sanov/transport/cloud.h"
#include "sanov/transport/masses.h"

/// Points without mass: they take no part in the plan, so their costs, however large, must not touch its digits. They
/// are left out of the problem and get their prices afterwards.
namespace sanov {

/// Some of n points, and where they stand among them.
struct Selection {
  std::vector<std::uint32_t> indices;
  std::size_t n = 0;

  bool all() const { return indices.size() == n; }
  Selection reordered(std::span<const std::uint32_t> order) const;
  std::vector<std::uint32_t> others() const;
  std::vector<std::int64_t> of(std::span<const std::int64_t> values) const;
  /// The values, rounded, at their points; 0 at the others.
  std::vector<double> spread(std::span<const Twice> values) const;
};

struct Selections {
  Selection rows, columns;

  bool all() const { return rows.all() && columns.all(); }
  /// The costs between them.
  std::vector<double> of(Rows costs) const;
  std::vector<Arc> of(std::span<const Arc> arcs) const;
};

/// The points that have mass.
Selections with_mass(const Masses& masses);

/// Two clouds and what moving costs.
struct CloudCosts {
  const Cloud& x;
  const Cloud& y;
  Cost cost;
  double power;
};

/// Prices the points that are not `kept`: first those of u, then those of v, each at the lowest cost less the other
/// side's price, rounded down, so that u + v ≤ cost holds for every pair. A point that no finite cost leads to is
/// priced at infinity.
void price_empty(const CloudCosts& costs, const Selections& kept, std::vector<double>& u, std::vector<double>& v);
void price_empty(const Costs& costs, const Selections& kept, std::vector<double>& u, std::vector<double>& v);

}  // namespace sanov
