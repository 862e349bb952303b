#pragma once

#include "sanov/numerics/random.h"

/// Random numbers of the shapes from which families are drawn.
namespace sanov {

/// Gamma of this shape > 0 and scale 1. For a shape far below 1 most draws underflow to 0, as they should.
/// Marsaglia and Tsang, A simple method for generating gamma variables, ACM TOMS 26, 2000.
double draw_gamma(Random& random, double shape);

/// Its logarithm, which does not underflow.
double draw_log_gamma(Random& random, double shape);

/// Poisson of this mean ≥ 0: by multiplication below 12, else by Atkinson's rejection from a logistic envelope.
double draw_poisson(Random& random, double mean);

}  // namespace sanov
