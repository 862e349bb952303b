#pragma once

#include "sanov/numerics/random.h"

/// What distributions on the circle need.
namespace sanov {

/// ln of the probability of the angles between `from` and `to` ≥ from, in radians, both at most 2π from the location 0, for
/// von Mises' distribution of concentration k ≥ 0. To about 1e-13 relative of the probability, however small.
double log_von_mises_arc(double from, double to, double k);

/// An angle in [−π, π] about 0, exactly: by rejection from the normal distribution, or the uniform one for small k.
double draw_von_mises(Random& random, double k);

}  // namespace sanov
