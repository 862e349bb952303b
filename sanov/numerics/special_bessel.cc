#include "sanov/numerics/special_bessel.h"

#include <boost/math/special_functions/bessel.hpp>
#include <cmath>
#include <numbers>

#include "sanov/base/floating_point.h"

namespace sanov {
namespace {

namespace bm = boost::math;
namespace bp = boost::math::policies;

using Quiet =
    bp::policy<bp::domain_error<bp::ignore_error>, bp::pole_error<bp::ignore_error>,
               bp::overflow_error<bp::ignore_error>, bp::underflow_error<bp::ignore_error>,
               bp::denorm_error<bp::ignore_error>, bp::evaluation_error<bp::ignore_error>, bp::promote_double<false>>;

/// From here on Hankel's series stands to the last digit: its smallest term is about e^(−2x).
constexpr double kHankel = 25;
/// Below, K₁ is 1/x to the last digit.
constexpr double kTiny = 1e-150;

/// ln Σ aₖ x^(−k) with aₖ = Π (sign (2j − 1)² + shift)/(8 j), and two derivatives.
struct Series {
  double value, slope, bend;
};
Series hankel(double x, double sign, double shift) {
  double term = 1, rest = 0, first = 0, second = 0;
  for (int k = 1; k < 60 && std::fabs(term) > 1e-18; ++k) {
    const double odd = 2 * k - 1;
    term *= (sign * odd * odd + shift) / (8 * k * x);
    rest += term;
    first -= k * term;
    second += k * (k + 1.0) * term;
  }
  const double sum = 1 + rest;
  return {std::log1p(rest), first / sum / x, (second / sum - first / sum * (first / sum)) / x / x};
}
Series hankel_i0(double x) { return hankel(x, 1, 0); }
Series hankel_k1(double x) { return hankel(x, -1, 4); }

double i1_over_i0(double x) { return bm::cyl_bessel_i(1, x, Quiet()) / bm::cyl_bessel_i(0, x, Quiet()); }
double k0_over_k1(double x) { return bm::cyl_bessel_k(0, x, Quiet()) / bm::cyl_bessel_k(1, x, Quiet()); }

}  // namespace

double log_bessel_i0(double x) {
  const FloatingPoint environment;
  if (x < kHankel) return std::log(bm::cyl_bessel_i(0, x, Quiet())) - x;
  return hankel_i0(x).value - 0.5 * std::log(2 * std::numbers::pi * x);
}
double log_bessel_i0_slope(double x) {
  const FloatingPoint environment;
  return x < kHankel ? i1_over_i0(x) - 1 : hankel_i0(x).slope - 0.5 / x;
}
double log_bessel_i0_bend(double x) {
  const FloatingPoint environment;
  if (x < 1e-100) return 0.5;
  if (x >= kHankel) return hankel_i0(x).bend + 0.5 / x / x;
  const double r = i1_over_i0(x);
  return 1 - r * r - r / x;
}

double log_bessel_k1(double x) {
  const FloatingPoint environment;
  if (x < kTiny) return -std::log(x);
  if (x < kHankel) return std::log(bm::cyl_bessel_k(1, x, Quiet())) + x;
  return hankel_k1(x).value + 0.5 * std::log(std::numbers::pi / 2 / x);
}
double log_bessel_k1_slope(double x) {
  const FloatingPoint environment;
  if (x < kTiny) return -1 / x;
  return x < kHankel ? 1 - k0_over_k1(x) - 1 / x : hankel_k1(x).slope - 0.5 / x;
}
double log_bessel_k1_bend(double x) {
  const FloatingPoint environment;
  if (x < kTiny) return 1 / x / x;
  if (x >= kHankel) return hankel_k1(x).bend + 0.5 / x / x;
  const double r = k0_over_k1(x);
  return 1 - r * r - r / x + 1 / x / x;
}

}  // namespace sanov
