#pragma once

#include <vector>

#include "sanov/fit/density_loss.h"

namespace sanov {

/// Places from which a search for a family's nearest member to a target may begin: `count` of them, spread over the
/// target, always the same. The first suits all of it; the others suit windows that hold a half, a quarter or an eighth
/// of its mass, so that each peak has some of its own. Fewer where the family cannot have what lies in a window.
std::vector<std::vector<double>> spread_starts(const FamilyEntry& family, const DensityOnGrid& target, int count);

}  // namespace sanov
