#include "sanov/numerics/special_gamma.h"

#include <cmath>
#include <limits>

#include "sanov/base/floating_point.h"
#include "sanov/numerics/special.h"
#include "sanov/numerics/special_beta.h"

namespace sanov {
namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();

/// So many standard deviations from its middle a tail begins.
constexpr double kFar = 6;

/// ln( x^a e^(−x) / Γ(a + 1) ), written about its top x = a.
double log_leading(double a, double x) {
  const double u = (x - a) / a;
  const double gap = std::fabs(u) < 0.4 ? log1p_gap(u) : x / a - 1 - std::log(x / a);
  return -a * gap - log_gamma_excess(a) - 0.5 * std::log(a);
}

/// γ(a, x) a/(x^a e^(−x)) = Σ xʲ/((a + 1) … (a + j)), for x < a.
double lower_series(double a, double x) {
  double sum = 1, term = 1;
  for (double j = 1; term > 1e-17 * sum; ++j) {
    term *= x / (a + j);
    sum += term;
  }
  return sum;
}

/// Γ(a, x)/(x^a e^(−x)) for x > a + 1: Legendre's continued fraction, from its front by Lentz's method.
double upper_fraction(double a, double x) {
  double b = x + 1 - a, d = 1 / b, c = kInf, f = d;
  for (double n = 1; n < 1e7; ++n) {
    const double part = -n * (n - a);
    b += 2;
    d = 1 / (b + part * d);
    c = b + part / c;
    f *= c * d;
    if (std::fabs(c * d - 1) < 1e-16) break;
  }
  return f;
}

}  // namespace

double log_lower_gamma(double a, double x) {
  const double p = lower_gamma(a, x);  // checks the arguments
  const FloatingPoint environment;
  if (x == 0) return -kInf;
  if (a - x > kFar * std::sqrt(a) || p < 1e-290) return log_leading(a, x) + std::log(lower_series(a, x));
  return p > 0.5 ? std::log1p(-std::exp(log_upper_gamma(a, x))) : std::log(p);
}

double log_upper_gamma(double a, double x) {
  const double q = upper_gamma(a, x);
  const FloatingPoint environment;
  if (x == kInf) return -kInf;
  if (x - a > kFar * std::sqrt(a) + 20) return std::log(a) + log_leading(a, x) + std::log(upper_fraction(a, x));
  return q > 0.5 ? std::log1p(-std::exp(log_lower_gamma(a, x))) : std::log(q);
}

}  // namespace sanov
