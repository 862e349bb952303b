#include "sanov/numerics/special_gamma.h"

#include <boost/math/special_functions/gamma.hpp>
#include <cmath>
#include <limits>
#include <optional>

#include "sanov/base/error.h"
#include "sanov/base/floating_point.h"
#include "sanov/numerics/special.h"
#include "sanov/numerics/special_beta.h"
#include "sanov/numerics/special_uniform.h"

namespace sanov {
namespace {

namespace bm = boost::math;
namespace bp = boost::math::policies;

using Quiet =
    bp::policy<bp::domain_error<bp::ignore_error>, bp::pole_error<bp::ignore_error>,
               bp::overflow_error<bp::ignore_error>, bp::underflow_error<bp::ignore_error>,
               bp::denorm_error<bp::ignore_error>, bp::evaluation_error<bp::ignore_error>, bp::promote_double<false>>;

constexpr double kInf = std::numeric_limits<double>::infinity();

/// So many standard deviations from its middle a tail of a smaller shape begins.
constexpr double kFar = 6;

constexpr double kLogRoot2Pi = 0.91893853320467274;

/// From here on nothing is Boost's.
constexpr double kLarge = UniformTail::kLeast;

void check(bool good, const char* function, const char* argument, double value, const char* rule) {
  if (!good) fail_domain(function, argument, "is " + to_text(value) + "; " + rule);
}
void check_shape(const char* function, double a) {
  check(a > 0 && a < kInf, function, "a", a, "it must be positive and finite");
}
void check_gamma(const char* function, double a, double x) {
  check_shape(function, a);
  check(x >= 0, function, "x", x, "it must not be negative");
}
void check_probability(const char* function, double a, double p) {
  check_shape(function, a);
  check(p >= 0 && p <= 1, function, "p", p, "probabilities are in [0, 1]");
}

/// A place: x/a − 1, and what the density has lost there from its top.
struct Place {
  double above, fall;
};
Place place(double a, double x) {
  const double u = (x - a) / a;
  return {u, a * (std::fabs(u) < 0.4 ? log1p_gap(u) : x / a - 1 - std::log(x / a))};
}

/// ln( x^a e^(−x) / Γ(a + 1) ), written about its top x = a.
double log_leading(double a, double fall) { return -fall - log_gamma_excess(a) - 0.5 * std::log(a); }

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

/// The expansion for large shapes.
UniformTail uniform(double a) {
  static const UniformShape shape(1, 0);
  return {shape, a, std::exp(kLogRoot2Pi - log_gamma_excess(a))};
}

/// ln of the lower tail for a large shape and x ≤ a, and of the upper one for x ≥ a.
double log_below(double a, double x, const Place& at) {
  if (UniformTail::reaches(a, at.fall)) return uniform(a).log_below(-1, at.fall);
  return log_leading(a, at.fall) + std::log(lower_series(a, x));
}
double log_above(double a, double x, const Place& at) {
  if (UniformTail::reaches(a, at.fall)) return uniform(a).log_above(1, at.fall);
  return std::log(a) + log_leading(a, at.fall) + std::log(upper_fraction(a, x));
}

double log_lower_large(double a, double x, const Place& at) {
  return at.above <= 0 ? log_below(a, x, at) : std::log1p(-std::exp(log_above(a, x, at)));
}
double log_upper_large(double a, double x, const Place& at) {
  return at.above > 0 ? log_above(a, x, at) : std::log1p(-std::exp(log_below(a, x, at)));
}

/// The x at which the lower tail is p, or with `lower` false the upper one; none where the expansion does not reach.
std::optional<double> inverse_of_large(double a, double p, bool lower) {
  if (p > 0.5) return inverse_of_large(a, 1 - p, !lower);
  const double normal = lower ? normal_quantile(p) : normal_upper_quantile(p);
  if (!UniformTail::reaches_quantile(a, normal)) return {};
  return a * (1 + uniform(a).quantile(std::log(p), normal, lower, [a](double u) { return a * log1p_gap(u); }));
}

}  // namespace

double lower_gamma(double a, double x) {
  const FloatingPoint environment;
  check_gamma("lower_gamma", a, x);
  if (x == kInf) return 1;
  if (a < kLarge) return bm::gamma_p(a, x, Quiet());
  const Place at = place(a, x);
  return at.above <= 0 ? std::exp(log_below(a, x, at)) : 1 - std::exp(log_above(a, x, at));
}
double upper_gamma(double a, double x) {
  const FloatingPoint environment;
  check_gamma("upper_gamma", a, x);
  if (x == kInf) return 0;
  if (a < kLarge) return bm::gamma_q(a, x, Quiet());
  const Place at = place(a, x);
  return at.above > 0 ? std::exp(log_above(a, x, at)) : 1 - std::exp(log_below(a, x, at));
}

double lower_gamma_inverse(double a, double p) {
  const FloatingPoint environment;
  check_probability("lower_gamma_inverse", a, p);
  if (p == 0) return 0;
  if (p == 1) return kInf;
  if (a >= kLarge)
    if (const auto x = inverse_of_large(a, p, true)) return *x;
  return bm::gamma_p_inv(a, p, Quiet());
}
double upper_gamma_inverse(double a, double p) {
  const FloatingPoint environment;
  check_probability("upper_gamma_inverse", a, p);
  if (p == 0) return kInf;
  if (p == 1) return 0;
  if (a >= kLarge)
    if (const auto x = inverse_of_large(a, p, false)) return *x;
  return bm::gamma_q_inv(a, p, Quiet());
}

double log_lower_gamma(double a, double x) {
  const FloatingPoint environment;
  check_gamma("log_lower_gamma", a, x);
  if (x == 0) return -kInf;
  if (x == kInf) return 0;
  const Place at = place(a, x);
  if (a >= kLarge) return log_lower_large(a, x, at);
  const double p = bm::gamma_p(a, x, Quiet());
  if (a - x > kFar * std::sqrt(a) || p < 1e-290) return log_leading(a, at.fall) + std::log(lower_series(a, x));
  return p > 0.5 ? std::log1p(-std::exp(log_upper_gamma(a, x))) : std::log(p);
}

double log_upper_gamma(double a, double x) {
  const FloatingPoint environment;
  check_gamma("log_upper_gamma", a, x);
  if (x == kInf) return -kInf;
  if (x == 0) return 0;
  const Place at = place(a, x);
  if (a >= kLarge) return log_upper_large(a, x, at);
  const double q = bm::gamma_q(a, x, Quiet());
  if (x - a > kFar * std::sqrt(a) + 20) return std::log(a) + log_leading(a, at.fall) + std::log(upper_fraction(a, x));
  return q > 0.5 ? std::log1p(-std::exp(log_lower_gamma(a, x))) : std::log(q);
}

double log_lower_gamma_about(double a, double above) {
  const FloatingPoint environment;
  const double x = a + a * above;
  if (!(a >= kLarge && x > 0 && x < kInf)) return log_lower_gamma(a, x);
  return log_lower_large(a, x, {above, a * log1p_gap(above)});
}
double log_upper_gamma_about(double a, double above) {
  const FloatingPoint environment;
  const double x = a + a * above;
  if (!(a >= kLarge && x > 0 && x < kInf)) return log_upper_gamma(a, x);
  return log_upper_large(a, x, {above, a * log1p_gap(above)});
}

}  // namespace sanov
