#include "sanov/numerics/special_beta.h"

#include <algorithm>
#include <boost/math/special_functions/beta.hpp>
#include <limits>
#include <numbers>
#include <optional>

#include "sanov/base/error.h"
#include "sanov/base/floating_point.h"
#include "sanov/numerics/elementary.h"
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

constexpr double kLogRoot2Pi = 0.91893853320467274;

/// Up to here Boost keeps 1e-14; beyond, what it loses to powers of rounded numbers is too much.
constexpr double kLarge = 300;

void check(bool good, const char* function, const char* argument, double value, const char* rule) {
  if (!good) fail_domain(function, argument, "is " + to_text(value) + "; " + rule);
}
void check_positive(const char* function, const char* argument, double value) {
  check(value > 0 && value < kInf, function, argument, value, "it must be positive and finite");
}
void check_probability(const char* function, double p) {
  check(p >= 0 && p <= 1, function, "p", p, "probabilities are in [0, 1]");
}
void check_beta(const char* function, double a, double b, double x, double y) {
  check_positive(function, "a", a);
  check_positive(function, "b", b);
  check(x >= 0 && x <= 1, function, "x", x, "it must be in [0, 1]");
  check(y >= 0 && y <= 1, function, "y", y, "it must be in [0, 1]");
}

/// x b − y a, from the smaller of x and y, whose complement may be rounded, without rounding on the way.
double above_top(double a, double b, double x, double y) {
  const double n = a + b, part = n - a, lost = (a - (n - part)) + (b - part), least = std::min(x, y);
  const double product = least * n, rest = std::fma(least, n, -product) + least * lost;
  return x <= y ? (product - a) + rest : (b - product) - rest;
}

/// What x^a y^b has lost from its top, in nats.
double fall_from_top(double a, double b, double x, double y) {
  const double d = above_top(a, b, x, y), above = d / a, below = -d / b;
  // Far below its top x itself has the digits, not its distance from there.
  const double first = above < -0.5 ? deviance(x / (a / (a + b))) : log1p_gap(above);
  const double second = below < -0.5 ? deviance(y / (b / (a + b))) : log1p_gap(below);
  return a * first + b * second;
}

/// The expansion for a and b that are both large: how large together, the shape about the top, and the tails.
double uniform_size(double a, double b) { return a / (a + b) * b; }
UniformShape uniform_shape(double a, double b) { return {(b - a) / (a + b), a / (a + b) * (b / (a + b))}; }
UniformTail uniform_tail(const UniformShape& shape, double a, double b) {
  const double size = uniform_size(a, b);
  return {shape, size, std::exp(LogBetaKernel<double>::top(a, b) - 0.5 * std::log(size) + kLogRoot2Pi)};
}

/// x^a y^b / (B(a, b) I_x(a, b)) for x below the top: a continued fraction (Didonato and Morris, ACM TOMS 18, 1992), from
/// its front by Lentz's method.
double kernel_over_beta(double a, double b, double x, double y) {
  const double lambda = -above_top(a, b, x, y);
  const auto beta = [&](double n) {
    return n + n * (b - n) * x / (a + 2 * n - 1) + (a + n) / (a + 2 * n + 1) * (lambda + 1 + n * (1 + y));
  };
  double f = a / (a + 1) * (lambda + 1), c = f, d = 0;
  for (double n = 1; n < 1e7; ++n) {
    const double part = x / (a + 2 * n - 1);
    const double alpha = (a + n - 1) * part * ((a + b + n - 1) * part) * n * (b - n), term = beta(n);
    d = 1 / (term + alpha * d);
    c = term + alpha / c;
    f *= c * d;
    if (std::fabs(c * d - 1) < 1e-16) break;
  }
  return f;
}

/// Σ (a + b)ₘ/(a + 1)ₘ xᵐ, which is I a B(a, b)/(x^a y^b).
double beta_series(double a, double b, double x) {
  double sum = 1, term = 1;
  for (double m = 0; term > 1e-17 * sum && m < 1e6; ++m) {
    term *= (a + b + m) / (a + 1 + m) * x;
    sum += term;
  }
  return sum;
}

/// ln I for x below the top.
double log_lower_tail(double a, double b, double x, double y) {
  if (x == 0) return -kInf;
  const double fall = fall_from_top(a, b, x, y);
  if (UniformTail::reaches(uniform_size(a, b), fall)) {
    const UniformShape shape = uniform_shape(a, b);
    return uniform_tail(shape, a, b).log_below(-1, fall);
  }
  const double kernel = LogBetaKernel<double>::top(a, b) - fall;
  if (x * (a + b + 1) < 0.8 * (a + 2)) return kernel - std::log(a) + std::log(beta_series(a, b, x));
  return kernel - std::log(kernel_over_beta(a, b, x, y));
}

/// I_x(a, b), without checks.
double lower(double a, double b, double x, double y) {
  if (x == 0) return 0;
  if (y == 0) return 1;
  if (a + b < kLarge) {
    if (x <= y) return bm::ibeta(a, b, x, Quiet());
    const double rest = bm::ibeta(b, a, y, Quiet());
    return rest <= 0.5 ? 1 - rest : bm::ibetac(b, a, y, Quiet());
  }
  return x * b <= y * a ? std::exp(log_lower_tail(a, b, x, y)) : -std::expm1(log_lower_tail(b, a, y, x));
}

}  // namespace

double log1p_gap(double u) {
  if (!(std::fabs(u) < 0.4)) return u - std::log1p(u);
  // u − 2 artanh(v) with v = u/(2 + u), of which 2v cancels into u: u·v is left.
  const double v = u / (2 + u), w = v * v;
  double tail = 0;
  for (int k = 23; k >= 3; k -= 2) tail = w * (1.0 / k + tail);
  return v * (u - 2 * tail);
}

double lower_beta(double a, double b, double x, double y) {
  const FloatingPoint environment;
  check_beta("lower_beta", a, b, x, y);
  return lower(a, b, x, y);
}
double upper_beta(double a, double b, double x, double y) {
  const FloatingPoint environment;
  check_beta("upper_beta", a, b, x, y);
  return lower(b, a, y, x);
}
double log_lower_beta(double a, double b, double x, double y) {
  const FloatingPoint environment;
  check_beta("log_lower_beta", a, b, x, y);
  const double p = lower(a, b, x, y);
  if (p > 0.5) return std::log1p(-lower(b, a, y, x));
  return p > 1e-290 ? std::log(p) : x == 0 ? -kInf : log_lower_tail(a, b, x, y);
}
double log_upper_beta(double a, double b, double x, double y) { return log_lower_beta(b, a, y, x); }

double beta_entropy_rest(double a, double b, double less_a, double less_b) {
  const FloatingPoint environment;
  check_beta("beta_entropy_rest", a, b, 0, 1);
  const auto part = [](double c, double less) { return (c - less) * (0.5 / c - log_gamma_excess_slope(c)); };
  return part(a, less_a) + part(b, less_b) - part(a + b, less_a + less_b) - LogBetaKernel<double>::top(a, b);
}

namespace {

/// Where the lower tail is p, or with `lower` false the upper one, if the expansion for large a and b reaches.
std::optional<BetaPoint> inverse_of_large(double a, double b, double p, bool lower) {
  if (p > 0.5) return inverse_of_large(a, b, 1 - p, !lower);
  const double size = uniform_size(a, b);
  if (p == 0 || size < UniformTail::kLeast) return {};
  const double normal = lower ? normal_quantile(p) : normal_upper_quantile(p);
  if (!UniformTail::reaches_quantile(size, normal)) return {};
  const UniformShape shape = uniform_shape(a, b);
  const double x = a / (a + b), y = b / (a + b);
  const auto fall = [&](double u) { return a * log1p_gap(y * u) + b * log1p_gap(-x * u); };
  const double u = uniform_tail(shape, a, b).quantile(std::log(p), normal, lower, fall);
  return BetaPoint{x * (1 + y * u), y * (1 - x * u)};
}

}  // namespace

BetaPoint lower_beta_inverse(double a, double b, double p) {
  const FloatingPoint environment;
  check_beta("lower_beta_inverse", a, b, 0, 1);
  check_probability("lower_beta_inverse", p);
  if (const auto found = inverse_of_large(a, b, p, true)) return *found;
  BetaPoint at;
  at.x = bm::ibeta_inv(a, b, p, &at.y, Quiet());
  return at;
}
BetaPoint upper_beta_inverse(double a, double b, double p) {
  const FloatingPoint environment;
  check_beta("upper_beta_inverse", a, b, 0, 1);
  check_probability("upper_beta_inverse", p);
  if (const auto found = inverse_of_large(a, b, p, false)) return *found;
  BetaPoint at;
  at.x = bm::ibetac_inv(a, b, p, &at.y, Quiet());
  return at;
}

namespace {

/// z²/(k + z²) and k/(k + z²), without overflow.
BetaPoint fraction_of_square(double z, double k) {
  const double w = std::fabs(z) / std::sqrt(k);
  if (w > 1) {
    const double r = 1 / w, s = r * r;
    return {1 / (1 + s), s / (1 + s)};
  }
  return {w * w / (1 + w * w), 1 / (1 + w * w)};
}

/// ln P(T > z) for z² ≥ 2.
double log_tail_of_t(double z, double k) {
  const auto [y, x] = fraction_of_square(z, k);
  const double front = std::log(z) + log_student_t(z, k);  // ln of x^(k/2) y^(1/2)/B
  if (x < 0.5) return front - std::log(k) + std::log(beta_series(k / 2, 0.5, x));
  return front - std::log(2 * kernel_over_beta(k / 2, 0.5, x, y));
}

/// P(0 < T < z).
double middle_of_t(double z, double k) {
  if (z == 0) return 0;
  return z * std::exp(log_student_t(z, k)) * beta_series(0.5, k / 2, fraction_of_square(z, k).x);
}

double tail_of_t(double z, double k) {
  if (z == kInf) return 0;
  return z * z < 2 ? 0.5 - middle_of_t(z, k) : std::exp(log_tail_of_t(z, k));
}

}  // namespace

double log_student_t(double z, double k) {
  const double h = k / 2;
  return -(h + 0.5) * log1p_square(z / std::sqrt(k)) - 0.5 * std::log(2 * std::numbers::pi) - h * log1p_gap(0.5 / h) +
         log_gamma_excess(h + 0.5) - log_gamma_excess(h);
}

double log_student_t_sf(double z, double k) {
  const FloatingPoint environment;
  check(!std::isnan(z), "log_student_t_sf", "x", z, "a number is needed");
  check_positive("log_student_t_sf", "k", k);
  if (z < 0) return std::log1p(-tail_of_t(-z, k));
  return z * z < 2 ? std::log(tail_of_t(z, k)) : z == kInf ? -kInf : log_tail_of_t(z, k);
}
double student_t_sf(double x, double k) {
  const FloatingPoint environment;
  check(!std::isnan(x), "student_t_sf", "x", x, "a number is needed");
  check_positive("student_t_sf", "k", k);
  return x >= 0 ? tail_of_t(x, k) : 1 - tail_of_t(-x, k);
}
double student_t_cdf(double x, double k) {
  const FloatingPoint environment;
  check(!std::isnan(x), "student_t_cdf", "x", x, "a number is needed");
  check_positive("student_t_cdf", "k", k);
  return x <= 0 ? tail_of_t(-x, k) : 1 - tail_of_t(x, k);
}

namespace {

/// The z ≥ 0 with sf(z) = p, for p ≤ ½.
double upper_quantile_of_t(double p, double k) {
  if (p == 0) return kInf;
  if (k > kLarge) {
    // Hill's expansion (CACM 396, 1970) about the normal's, then steps by the density.
    const double u = normal_upper_quantile(p), y = u * u;
    double z = u + u * (y + 1) / (4 * k) + u * ((5 * y + 16) * y + 3) / (96 * k * k);
    for (int i = 0; i < 30; ++i) {
      const double log_sf = log_student_t_sf(z, k), off = log_sf - std::log(p);
      const double step = off * std::exp(log_sf - log_student_t(z, k));
      z += step;
      if (std::fabs(step) <= 1e-13 * z) break;
    }
    return z;
  }
  double rest = 0;
  const double part = bm::ibeta_inv(k / 2, 0.5, 2 * p, &rest, Quiet());  // part + rest = 1
  return std::sqrt(k * (rest / part));
}

}  // namespace

double student_t_upper_quantile(double p, double k) {
  const FloatingPoint environment;
  check_probability("student_t_upper_quantile", p);
  check_positive("student_t_upper_quantile", "k", k);
  return p <= 0.5 ? upper_quantile_of_t(p, k) : -upper_quantile_of_t(1 - p, k);
}
double student_t_quantile(double p, double k) {
  const FloatingPoint environment;
  check_probability("student_t_quantile", p);
  check_positive("student_t_quantile", "k", k);
  return p <= 0.5 ? -upper_quantile_of_t(p, k) : upper_quantile_of_t(1 - p, k);
}

}  // namespace sanov
