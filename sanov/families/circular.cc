#include "sanov/families/circular.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "sanov/numerics/quadrature.h"
#include "sanov/numerics/special_bessel.h"

namespace sanov {
namespace {

constexpr double kPi = std::numbers::pi;

/// So many nats below, nothing is left.
constexpr double kGone = 60;

/// ln of ∫ exp(k (cos t − 1)) dt for 0 ≤ near ≤ far ≤ π, where the density falls.
double log_falling(double near, double far, double k) {
  if (!(near < far)) return -std::numeric_limits<double>::infinity();
  const double height = std::sin(near / 2), last = height * height + kGone / (2 * k);
  if (last < 1) far = std::min(far, std::max(2 * std::asin(std::sqrt(last)), near * (1 + 1e-15)));
  const double length = far - near;
  if (length <= 0) return -std::numeric_limits<double>::infinity();
  const auto part = [&](double u) { return std::exp(-2 * k * std::sin(u / 2) * std::sin(near + u / 2)); };
  return -2 * k * height * height + std::log(integrate(part, 0, length, {.relative = 1e-14}).value);
}

double log_sum(double a, double b) {
  const double top = std::max(a, b);
  return std::isinf(top) ? top : top + std::log1p(std::exp(std::min(a, b) - top));
}

}  // namespace

double log_von_mises_arc(double from, double to, double k) {
  // In pieces between the multiples of π, on which the density rises or falls.
  double total = -std::numeric_limits<double>::infinity();
  for (int piece = -2; piece < 2; ++piece) {
    const double low = std::max(from, piece * kPi), high = std::min(to, (piece + 1) * kPi);
    if (!(low < high)) continue;
    // Folded onto [0, π]: t on even pieces from their lower end, on odd ones from their upper.
    const bool even = piece % 2 == 0;
    const double near = even ? low - piece * kPi : (piece + 1) * kPi - high;
    const double far = even ? high - piece * kPi : (piece + 1) * kPi - low;
    total = log_sum(total, log_falling(near, far, k));
  }
  return std::min(0.0, total - log_bessel_i0(k) - std::log(2 * kPi));
}

double draw_von_mises(Random& random, double k) {
  for (;;) {
    const bool narrow = k > 1;
    // 2 sin²(t/2) ≥ 2 t²/π² on the circle: a normal density is above.
    const double t = narrow ? random.normal() * kPi / 2 / std::sqrt(k) : (2 * random.uniform() - 1) * kPi;
    if (std::fabs(t) > kPi) continue;
    const double s = std::sin(t / 2), above = narrow ? t / kPi : 0;
    if (random.exponential() >= 2 * k * (s * s - above * above)) return t;
  }
}

}  // namespace sanov
