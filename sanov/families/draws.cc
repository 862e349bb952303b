#include "sanov/families/draws.h"

#include <cmath>
#include <numbers>

#include "sanov/numerics/special.h"

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

double draw_poisson(Random& random, double mean) {
  if (mean < 12) {
    const double floor = std::exp(-mean);
    double product = random.uniform(), k = 0;
    while (product > floor) product *= random.uniform(), ++k;
    return k;
  }
  // Atkinson, The computer generation of Poisson random variables, Applied Statistics 28, 1979.
  const double beta = std::numbers::pi / std::sqrt(3 * mean), alpha = beta * mean;
  const double c = std::log(0.767 - 3.36 / mean) - mean - std::log(beta), log_mean = std::log(mean);
  for (;;) {
    const double u = random.uniform();
    if (u == 0) continue;
    const double x = (alpha - std::log((1 - u) / u)) / beta, k = std::floor(x + 0.5);
    if (k < 0) continue;
    const double y = alpha - beta * x, t = 1 + std::exp(y);
    if (y + std::log((1 - random.uniform()) / (t * t)) <= c + k * log_mean - log_gamma(k + 1)) return k;
  }
}

}  // namespace sanov
