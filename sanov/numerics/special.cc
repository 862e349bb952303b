#include "sanov/numerics/special.h"

#include <boost/math/distributions/non_central_chi_squared.hpp>
#include <boost/math/special_functions/beta.hpp>
#include <boost/math/special_functions/digamma.hpp>
#include <boost/math/special_functions/erf.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <boost/math/special_functions/trigamma.hpp>
#include <cmath>
#include <limits>
#include <numbers>

#include "sanov/base/error.h"
#include "sanov/base/floating_point.h"

namespace sanov {
namespace {

namespace bm = boost::math;
namespace bp = boost::math::policies;

/// Arguments are checked before Boost sees them; what is left are results out of a double's range, which round.
using Quiet =
    bp::policy<bp::domain_error<bp::ignore_error>, bp::pole_error<bp::ignore_error>,
               bp::overflow_error<bp::ignore_error>, bp::underflow_error<bp::ignore_error>,
               bp::denorm_error<bp::ignore_error>, bp::evaluation_error<bp::ignore_error>, bp::promote_double<false>>;

constexpr double kInf = std::numeric_limits<double>::infinity();

void check(bool good, const char* function, const char* argument, double value, const char* rule) {
  if (!good) fail_domain(function, argument, "is " + to_text(value) + "; " + rule);
}
void check_number(const char* function, double x) { check(!std::isnan(x), function, "x", x, "a number is needed"); }
void check_probability(const char* function, double p) {
  check(p >= 0 && p <= 1, function, "p", p, "probabilities are in [0, 1]");
}
void check_positive(const char* function, const char* argument, double value) {
  check(value > 0 && value < kInf, function, argument, value, "it must be positive and finite");
}

/// From here on Stirling's series stands for ln Γ to the last digit.
constexpr double kStirling = 16;

/// Σ cₖ w(2k − 1) a^−(2k−2) over Stirling's series Σ cₖ a^−(2k−1); `weight` is what differentiating brings down.
template <class Weight>
double stirling_sum(double a, Weight&& weight) {
  constexpr double c[] = {1.0 / 12, -1.0 / 360, 1.0 / 1260, -1.0 / 1680, 1.0 / 1188, -691.0 / 360360, 1.0 / 156};
  const double y = 1 / (a * a);
  double sum = 0;
  for (int k = 6; k >= 0; --k) sum = c[k] * weight(2 * k + 1) + y * sum;
  return sum;
}

double sf_of_normal(double x) {
  // The rounding of x/√2 would cost x²/2 ulps in the tail: it goes back in by the derivative.
  constexpr double high = 0x1.6a09e667f3bcdp-1, low = -0x1.bdd3413b26456p-55;  // √½
  const double h = x * high;
  const double lost = std::isinf(x) ? 0 : std::fma(x, high, -h) + x * low;
  return bm::erfc(h, Quiet()) / 2 - std::numbers::inv_sqrtpi * std::exp(-h * h) * lost;
}

/// The x above which a standard normal falls with probability p.
double upper_quantile_of_normal(double p) {
  if (p == 0) return kInf;
  if (p == 1) return -kInf;
  return std::numbers::sqrt2 * bm::erfc_inv(2 * p, Quiet());
}

}  // namespace

double normal_cdf(double x) {
  const FloatingPoint environment;
  check_number("normal_cdf", x);
  return sf_of_normal(-x);
}
double normal_sf(double x) {
  const FloatingPoint environment;
  check_number("normal_sf", x);
  return sf_of_normal(x);
}
double normal_quantile(double p) {
  const FloatingPoint environment;
  check_probability("normal_quantile", p);
  return -upper_quantile_of_normal(p);
}
double normal_upper_quantile(double p) {
  const FloatingPoint environment;
  check_probability("normal_upper_quantile", p);
  return upper_quantile_of_normal(p);
}

double log_normal_cdf(double x) {
  const FloatingPoint environment;
  check_number("log_normal_cdf", x);
  if (x > 0) return std::log1p(-sf_of_normal(x));
  if (x > -30) return std::log(sf_of_normal(-x));
  // Mills' ratio (Abramowitz and Stegun 26.2.12), whose next term is below 1e-13.
  const double y = 1 / (x * x);
  const double mills = y * (-1 + y * (3 + y * (-15 + y * (105 + y * (-945 + y * 10395)))));
  return -x * x / 2 - 0.5 * std::log(2 * std::numbers::pi) - std::log(-x) + std::log1p(mills);
}

double chi_squared_cdf(double x, double k) {
  const FloatingPoint environment;
  check_number("chi_squared_cdf", x);
  check_positive("chi_squared_cdf", "k", k);
  if (x <= 0) return 0;
  return lower_gamma(k / 2, x / 2);
}
double chi_squared_sf(double x, double k) {
  const FloatingPoint environment;
  check_number("chi_squared_sf", x);
  check_positive("chi_squared_sf", "k", k);
  if (x <= 0) return 1;
  return upper_gamma(k / 2, x / 2);
}
double chi_squared_quantile(double p, double k) {
  const FloatingPoint environment;
  check_probability("chi_squared_quantile", p);
  check_positive("chi_squared_quantile", "k", k);
  return 2 * lower_gamma_inverse(k / 2, p);
}
double chi_squared_upper_quantile(double p, double k) {
  const FloatingPoint environment;
  check_probability("chi_squared_upper_quantile", p);
  check_positive("chi_squared_upper_quantile", "k", k);
  return 2 * upper_gamma_inverse(k / 2, p);
}

namespace {

using Noncentral = bm::non_central_chi_squared_distribution<double, Quiet>;

void check_noncentral(const char* function, double k, double noncentrality) {
  check_positive(function, "k", k);
  check(noncentrality >= 0 && noncentrality < kInf, function, "noncentrality", noncentrality,
        "it must be finite and not negative");
}

}  // namespace

double noncentral_chi_squared_cdf(double x, double k, double noncentrality) {
  const FloatingPoint environment;
  check_number("noncentral_chi_squared_cdf", x);
  check_noncentral("noncentral_chi_squared_cdf", k, noncentrality);
  if (noncentrality == 0 || x <= 0 || x == kInf) return chi_squared_cdf(x, k);
  return bm::cdf(Noncentral(k, noncentrality), x);
}
double noncentral_chi_squared_sf(double x, double k, double noncentrality) {
  const FloatingPoint environment;
  check_number("noncentral_chi_squared_sf", x);
  check_noncentral("noncentral_chi_squared_sf", k, noncentrality);
  if (noncentrality == 0 || x <= 0 || x == kInf) return chi_squared_sf(x, k);
  return bm::cdf(bm::complement(Noncentral(k, noncentrality), x));
}
double noncentral_chi_squared_quantile(double p, double k, double noncentrality) {
  const FloatingPoint environment;
  check_probability("noncentral_chi_squared_quantile", p);
  check_noncentral("noncentral_chi_squared_quantile", k, noncentrality);
  if (noncentrality == 0 || p == 0 || p == 1) return chi_squared_quantile(p, k);
  return bm::quantile(Noncentral(k, noncentrality), p);
}

double log_gamma(double x) {
  const FloatingPoint environment;
  check(x == x && x != -kInf, "log_gamma", "x", x, "a number above -Infinity is needed");
  if (x == kInf || (x <= 0 && x == std::floor(x))) return kInf;
  return bm::lgamma(x, Quiet());
}

namespace {

void check_no_pole(const char* function, double x) {
  check(x > -kInf && !(x <= 0 && x == std::floor(x)), function, "x", x, "there is a pole at 0, -1, -2, ...");
}

}  // namespace

double digamma(double x) {
  const FloatingPoint environment;
  check_no_pole("digamma", x);
  return x == kInf ? kInf : bm::digamma(x, Quiet());
}
double trigamma(double x) {
  const FloatingPoint environment;
  check_no_pole("trigamma", x);
  return x == kInf ? 0 : bm::trigamma(x, Quiet());
}

namespace {

void check_beta(const char* function, double a, double b) {
  check_positive(function, "a", a);
  check_positive(function, "b", b);
}

}  // namespace

double log_gamma_excess(double a) {
  const FloatingPoint environment;
  check_positive("log_gamma_excess", "a", a);
  if (a < kStirling) return bm::lgamma(a, Quiet()) - (a - 0.5) * std::log(a) + a;
  return 0.5 * std::log(2 * std::numbers::pi) + stirling_sum(a, [](int) { return 1.0; }) / a;
}
double log_gamma_excess_slope(double a) {
  const FloatingPoint environment;
  check_positive("log_gamma_excess_slope", "a", a);
  if (a < kStirling) return bm::digamma(a, Quiet()) - std::log(a) + 0.5 / a;
  return stirling_sum(a, [](int power) { return -power; }) / (a * a);
}
double log_gamma_excess_bend(double a) {
  const FloatingPoint environment;
  check_positive("log_gamma_excess_bend", "a", a);
  if (a < kStirling) return bm::trigamma(a, Quiet()) - 1 / a - 0.5 / (a * a);
  return stirling_sum(a, [](int power) { return power * (power + 1.0); }) / (a * a * a);
}

double deviance(double r) {
  const double u = r - 1;
  if (!(std::fabs(u) < 0.4)) return u - std::log(r);
  // u − 2 artanh(v) with v = u/(2 + u), of which 2v cancels into u: u·v is left.
  const double v = u / (2 + u), w = v * v;
  double tail = 0;
  for (int k = 23; k >= 3; k -= 2) tail = w * (1.0 / k + tail);
  return v * (u - 2 * tail);
}

double incomplete_beta(double a, double b, double x) {
  const FloatingPoint environment;
  check_beta("incomplete_beta", a, b);
  check(x >= 0 && x <= 1, "incomplete_beta", "x", x, "it must be in [0, 1]");
  return bm::ibeta(a, b, x, Quiet());
}
double incomplete_beta_inverse(double a, double b, double p) {
  const FloatingPoint environment;
  check_beta("incomplete_beta_inverse", a, b);
  check_probability("incomplete_beta_inverse", p);
  return bm::ibeta_inv(a, b, p, Quiet());
}

}  // namespace sanov
