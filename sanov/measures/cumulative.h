#pragma once

#include <vector>

#include "sanov/base/cells.h"
#include "sanov/base/running_sum.h"

/// What the measures over ordered cells share: the difference of two cumulative distributions.
namespace sanov {

/// F − G after every cell but the last, where both have reached 1: n − 1 numbers, each within 1 ULP + n·10⁻³².
std::vector<double> cumulative_difference(Cells p, Cells q);

/// From ∂value/∂(F − G) after every cell but the last to ∂value/∂p and ∂value/∂q: sums from the far end. Null pointers
/// are left out.
void spread_slopes(const std::vector<double>& slopes, double* gp, double* gq);

/// weight · (to − from), also where the width alone overflows. `weight` is at most 1 in size.
double stretched(double weight, double from, double to) noexcept;

}  // namespace sanov
