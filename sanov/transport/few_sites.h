#pragma once

#include "sanov/transport/generate.h"

namespace sanov {

/// Whether one side has so few points, and the other so many, that the mass is better seen as moving between those few.
bool few_sites(const Problem& problem);

/// Exact transport between few points, the sites, and many. First each of the many goes to the site that is cheapest
/// at the prices given (else 0), which had better be near the right ones; then, as long as a site holds more than its mass, the surplus takes the cheapest way, over other sites, to one that lacks some:
/// on the way from p to q goes the point for which q costs least more than p. k sites and m points take about
/// O(m k² + m k log m) and 24 k m bytes. What rounding did is mended by the simplex, which starts from the arcs found.
Solution solve_few_sites(const Problem& problem, std::span<const Twice> prices = {});

}  // namespace sanov
