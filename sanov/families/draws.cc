#include "sanov/families/draws.h"

#include <cmath>

namespace sanov {
namespace {

double draw_large_gamma(Random& random, double shape) {
  const double d = shape - 1.0 / 3, c = 1 / std::sqrt(9 * d);
  for (;;) {
    const double z = random.normal(), t = 1 + c * z, v = t * t * t;
    if (v > 0 && std::log1p(-random.uniform()) < z * z / 2 + d * (1 - v + std::log(v))) return d * v;
  }
}

}  // namespace

double draw_log_gamma(Random& random, double shape) {
  if (shape >= 1) return std::log(draw_large_gamma(random, shape));
  // Gamma(a) is Gamma(a + 1) times a power 1/a of a uniform number.
  const double larger = draw_large_gamma(random, shape + 1);
  return std::log(larger) - random.exponential() / shape;
}

double draw_gamma(Random& random, double shape) {
  return shape >= 1 ? draw_large_gamma(random, shape) : std::exp(draw_log_gamma(random, shape));
}

}  // namespace sanov
