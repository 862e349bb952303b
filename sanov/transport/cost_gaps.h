#pragma once

#include <span>
#include <vector>

#include "sanov/transport/pair_costs.h"

namespace sanov {

/// How much dearer a pair is that is far dearer than the others.
inline constexpr double kGap = 0x1p20;

/// Where the costs of a matrix fall apart into ordinary ones and ones far above them, such as the 1e12 that is written
/// where "never" is meant: for each such gap, ascending, a cost in it. They are counted from
/// the lowest, none as less than ε. Pairs without weight do not count. O(n·m).
std::vector<double> below_gaps(const PairCosts& costs, std::span<const double> a, std::span<const double> b,
                               double epsilon);

}  // namespace sanov
