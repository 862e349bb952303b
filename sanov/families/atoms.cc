#include "sanov/families/atoms.h"

#include <algorithm>
#include <cmath>

namespace sanov {

double mass_at(std::span<const Atom> atoms, double x) {
  const auto at = std::ranges::lower_bound(atoms, x, {}, &Atom::x);
  return at != atoms.end() && at->x == x ? at->mass : 0;
}

double quantile_among_atoms(const AnyDistribution& d, std::span<const Atom> atoms, double low, double high, double p,
                            bool lower) {
  // An ulp of rounding in the sums of masses must not lose the atom whose step ends at p.
  const double slack = 4e-16;
  const auto reached = [&](const Atom& atom) {
    return lower ? d.cdf(atom.x) >= p * (1 - slack) : d.sf(atom.x) <= p * (1 + slack);
  };
  const auto first = std::ranges::partition_point(atoms, [&](const Atom& atom) { return !reached(atom); });
  if (first != atoms.end()) {
    const double just_below = std::nextafter(first->x, -HUGE_VAL);
    const double before = lower ? d.cdf(just_below) : d.sf(just_below);
    if (lower ? before < p * (1 + slack) : before > p * (1 - slack)) return first->x;
    high = std::min(high, first->x);
  }
  if (first != atoms.begin()) low = std::max(low, std::prev(first)->x);
  if (!(low < high)) return high;
  const auto below = [&](double x) { return d.log_cdf(x); };
  const auto above = [&](double x) { return d.log_sf(x); };
  return quantile_by_search(below, above, {low, high}, d.whole(), p, lower);
}

}  // namespace sanov
