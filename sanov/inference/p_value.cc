#include "sanov/inference/p_value.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "sanov/base/error.h"
#include "sanov/numerics/special.h"

namespace sanov {
namespace {

/// Below this the tails are computed as logarithms from the start.
constexpr double kSmall = 1e-290;

/// ln Γ(a, x)/Γ(a) by the continued fraction (modified Lentz), for x well above a.
double log_upper_gamma(double a, double x) {
  double b = x + 1 - a, c = HUGE_VAL, d = 1 / b, fraction = d;
  for (int m = 1; m < 100'000; ++m) {
    const double term = -m * (m - a);
    b += 2;
    d = 1 / (term * d + b);
    c = b + term / c;
    fraction *= c * d;
    if (std::fabs(c * d - 1) < 1e-16) break;
  }
  return a * std::log(x) - x - log_gamma(a) + std::log(fraction);
}

void check_finite(const char* function, const char* argument, double value) {
  if (!std::isfinite(value)) fail_domain(function, argument, "is " + to_text(value) + "; a finite number is needed");
}

}  // namespace

double log_normal_sf(double z) {
  if (z < 0) return std::log1p(-normal_cdf(z));
  const double sf = normal_sf(z);
  if (sf > kSmall) return std::log(sf);
  // Mills' ratio: 1 − 1/z² + 3/z⁴ − …, of which from z = 36 on five terms are enough.
  const double w = 1 / (z * z);
  const double tail = w * (-1 + w * (3 + w * (-15 + w * 105)));
  return -0.5 * z * z - std::log(z) - 0.5 * std::log(2 * std::numbers::pi) + std::log1p(tail);
}

double log_chi_squared_sf(double x, double k) {
  const double sf = chi_squared_sf(x, k);
  if (sf > 0.5) return std::log1p(-chi_squared_cdf(x, k));
  return sf > kSmall ? std::log(sf) : log_upper_gamma(k / 2, x / 2);
}

PValue p_of_tails(double log_below, double log_above, Alternative alternative, Method method) {
  double log_p = alternative == Alternative::less ? log_below : log_above;
  if (alternative == Alternative::two_sided) log_p = std::numbers::ln2 + std::min(log_below, log_above);
  log_p = std::min(log_p, 0.0);
  return {std::exp(log_p), log_p, method};
}

PValue normal_p(double z, Alternative alternative) {
  check_finite("normal_p", "z", z);
  return p_of_tails(log_normal_sf(-z), log_normal_sf(z), alternative, Method::asymptotic);
}

PValue student_t_p(double t, double k, Alternative alternative) {
  check_finite("student_t_p", "t", t);
  return p_of_tails(log_student_t_sf(-t, k), log_student_t_sf(t, k), alternative, Method::asymptotic);
}

}  // namespace sanov
