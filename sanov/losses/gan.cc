#include "sanov/losses/gan.h"

#include <cmath>

#include "sanov/base/error.h"
#include "sanov/base/floating_point.h"
#include "sanov/measures/measures.h"

namespace sanov::losses {

double optimal_discriminator(double p, double q) {
  const FloatingPoint environment;
  for (const double density : {p, q})
    if (!(density >= 0 && std::isfinite(density)))
      fail_domain("optimal_discriminator", density == p ? "p" : "q",
                  "is " + to_text(density) + "; densities are finite and not negative");
  if (p == 0) return q == 0 ? 0.5 : 0;
  return 1 / (1 + q / p);
}

double minimax_value(Cells p, Cells q) { return 2 * js(p, q) - 2 * std::log(2.0); }

}  // namespace sanov::losses
