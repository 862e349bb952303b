#include "sanov/numerics/special_normal.h"

#include <algorithm>
#include <array>
#include <boost/math/special_functions/owens_t.hpp>
#include <cmath>
#include <numbers>

#include "sanov/base/floating_point.h"
#include "sanov/numerics/special.h"

namespace sanov {
namespace {

namespace bp = boost::math::policies;

using Quiet =
    bp::policy<bp::domain_error<bp::ignore_error>, bp::pole_error<bp::ignore_error>,
               bp::overflow_error<bp::ignore_error>, bp::underflow_error<bp::ignore_error>,
               bp::denorm_error<bp::ignore_error>, bp::evaluation_error<bp::ignore_error>, bp::promote_double<false>>;

constexpr double kFar = 2.5;
const double kRoot2Pi = std::sqrt(2 * std::numbers::pi);

/// Laplace's continued fraction 1/(t + 1/(t + 2/(t + …))) from its `first`-th place on: first/(t + (first + 1)/(t + …)).
double laplace_tail(double t, int first) {
  double rest = 0;
  for (int k = first + 20 + static_cast<int>(500 / (t * t)); k >= first; --k) rest = k / (t + rest);
  return rest;
}

/// 1 − t mills(t), which is −mills'(t).
double mills_fall(double t) {
  if (t < kFar) return 1 - t * mills(t);
  const double k = laplace_tail(t, 1);
  return k / (t + k);
}

/// Gauss and Legendre's 20 points on [−1, 1]: the positive half.
constexpr std::array<double, 10> kNode{
    0.0765265211334973338, 0.2277858511416450781, 0.3737060887154195607, 0.5108670019508270980, 0.6360536807265150255,
    0.7463319064601507926, 0.8391169718222188234, 0.9122344282513259059, 0.9639719272779137912, 0.9931285991850949248};
constexpr std::array<double, 10> kWeight{
    0.1527533871307258507, 0.1491729864726037467, 0.1420961093183820513, 0.1316886384491766269, 0.1181945319615184174,
    0.1019301198172404351, 0.0832767415767047487, 0.0626720483341090636, 0.0406014298003869413, 0.0176140071391521183};

}  // namespace

double mills(double t) {
  const FloatingPoint environment;
  return t < kFar ? normal_sf(t) * kRoot2Pi * std::exp(t * t / 2) : 1 / (t + laplace_tail(t, 1));
}

double mills_gap(double a, double b) {
  const FloatingPoint environment;
  if (b - a > std::max(1.0, a)) return mills(a) - mills(b);
  const double half = (b - a) / 2, middle = a + half;
  double sum = 0;
  for (std::size_t i = 0; i < kNode.size(); ++i)
    sum += kWeight[i] * (mills_fall(middle - half * kNode[i]) + mills_fall(middle + half * kNode[i]));
  return half * sum;
}

double log_mills(double t) {
  const FloatingPoint environment;
  return t < 0 ? log_normal_cdf(-t) + t * t / 2 + std::log(kRoot2Pi) : std::log(mills(t));
}
double log_mills_slope(double t) {
  const FloatingPoint environment;
  return t < kFar ? t - log_normal_cdf_slope(-t) : -laplace_tail(t, 1);
}
double log_mills_bend(double t) {
  const FloatingPoint environment;
  if (t < kFar) return 1 + log_normal_cdf_bend(-t);
  const double next = laplace_tail(t, 2);
  return (next - 1 / (t + next)) / (t + next);
}

double log_normal_cdf_slope(double z) {
  const FloatingPoint environment;
  if (z < -kFar) return -z + laplace_tail(-z, 1);
  return std::exp(-z * z / 2) / (kRoot2Pi * normal_cdf(z));
}
double log_normal_cdf_bend(double z) {
  const FloatingPoint environment;
  const double h = log_normal_cdf_slope(z);
  return z < -kFar ? -laplace_tail(-z, 1) * h : -h * (z + h);
}

double owens_t(double h, double a) {
  const FloatingPoint environment;
  return boost::math::owens_t(h, a, Quiet());
}

}  // namespace sanov
