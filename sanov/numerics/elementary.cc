#include "sanov/numerics/elementary.h"

#include <cmath>
#include <numbers>

namespace sanov {
namespace {

/// Σ (−y)^n w(n), for the power series of ln(1 + y)/y and its derivatives, |y| ≤ 0.3.
template <class Weight>
double alternating(double y, Weight&& weight) {
  double sum = 0;
  for (int n = 36; n >= 0; --n) sum = weight(n) - y * sum;
  return sum;
}
constexpr double kSeries = 0.3;

}  // namespace

double log_ratio(double x, double y) {
  const double d = x - y;  // exact where they are near
  if (std::fabs(d) < 0.5 * y) return std::log1p(d / y);
  const double r = x / y;
  return r > 1e-290 && r < 1e290 ? std::log(r) : std::log(x) - std::log(y);
}

double log_less(double x, double c) {
  if (x == 0) return -HUGE_VAL;
  int power;
  double m = std::frexp(x, &power);  // x = m 2^power
  if (m < std::numbers::sqrt2 / 2) m *= 2, --power;
  constexpr double high = 0x1.62e42fefa3p-1, low = 0x1.3de6af278ece6p-42;  // ln 2, such that power·high is exact
  return (power * high - c) + (std::log(m) + power * low);
}

double softplus(double x) { return x > 0 ? x + std::log1p(std::exp(-x)) : std::log1p(std::exp(x)); }

double log_one_less_exp(double x) {
  return x < -std::numbers::ln2 ? std::log1p(-std::exp(x)) : std::log(-std::expm1(x));
}

double log_chance(double u) {
  if (u < -38) return u;
  return log_one_less_exp(-std::exp(u));
}

double log1p_square(double x) { return std::fabs(x) < 1e9 ? std::log1p(x * x) : 2 * std::log(std::fabs(x)); }

double log_cosh(double x) {
  const double a = std::fabs(x);
  if (a < 0.3) {
    const double s = std::sinh(x / 2);  // cosh x = 1 + 2 sinh²(x/2)
    return std::log1p(2 * s * s);
  }
  return a + (std::log1p(std::exp(-2 * a)) - std::numbers::ln2);
}

double log1p_ratio(double y) { return y == 0 ? 1 : std::log1p(y) / y; }
double log1p_ratio_slope(double y) {
  if (std::fabs(y) < kSeries) return -alternating(y, [](int n) { return (n + 1.0) / (n + 2.0); });
  return (1 / (1 + y) - log1p_ratio(y)) / y;
}
double log1p_ratio_bend(double y) {
  if (std::fabs(y) < kSeries) return alternating(y, [](int n) { return (n + 1.0) * (n + 2.0) / (n + 3.0); });
  const double r = 1 / (1 + y);
  return -(r * r + 2 * log1p_ratio_slope(y)) / y;
}

double expm1_ratio(double y) { return y == 0 ? 1 : std::expm1(y) / y; }

}  // namespace sanov
