#include <cmath>
#include <limits>
#include <numbers>

#include "sanov/base/floating_point.h"
#include "sanov/families/noncentral.h"
#include "sanov/numerics/roots.h"
#include "sanov/numerics/special_normal.h"

// T = (Z + noncentrality)/S with S² a mean of k squares. Integrals over v = ln S by the trapezoidal rule, which converges
// exponentially for these functions: all terms are positive, and written about their top.
namespace sanov {
namespace {

constexpr double kSmall = 1e-19;

/// deviance(e^(2v))
double scale_deviance(double v) {
  const double x = 2 * v;
  if (std::fabs(x) > 0.1) return std::expm1(x) - x;
  double sum = 0;
  for (int n = 10; n >= 3; --n) sum = x / n * (1 + sum);
  return x * x / 2 * (1 + sum);
}

/// Calls use(v, weight) at equal steps about `top`, weights relative to the one there; returns the step. Far below the top
/// the terms are a power `rate` of S, and summed as that.
template <class LogTerm, class Use>
double trapezoid(double top, double width, double rate, LogTerm&& log_term, Use&& use) {
  const double step = std::fmin(0.3 * width, 0.11), height = log_term(top);
  use(top, 1.0);
  for (const double sign : {1.0, -1.0}) {
    double weight = 1;
    for (double i = 1; weight > kSmall; ++i) {
      const double v = top + sign * i * step;
      weight = std::exp(log_term(v) - height);
      if (sign < 0 && i == 4000) weight /= -std::expm1(-rate * step);
      use(v, weight);
      if (i == 4000) break;
    }
  }
  return step;
}

double log_scale_factor(double h) { return std::log(2.0) + 0.5 * std::log(h) - log_gamma_excess(h); }

struct DensityTerm {
  double x, h, d;
  double operator()(double v) const {
    const double z = x * std::exp(v) - d;
    return v - z * z / 2 - h * scale_deviance(v);
  }
  /// s at the largest term: (x² + k) s² − d x s = k + 1.
  double top() const {
    const double r = std::hypot(x, std::sqrt(2 * h)), b = d * (x / r) / 2, root = std::sqrt(b * b + 2 * h + 1);
    return std::log(b > 0 ? b + root : (2 * h + 1) / (root - b)) - std::log(r);
  }
  double width() const { return 1 / std::sqrt(d * (x * std::exp(top())) + 2 * (2 * h + 1)); }
  double front() const { return log_scale_factor(h) - 0.5 * std::log(2 * std::numbers::pi); }
};

/// ln P(T ≤ x): the mean of Φ(x S − d).
double log_lower(double x, double h, double d) {
  const auto term = [&](double v) { return log_normal_cdf(x * std::exp(v) - d) - h * scale_deviance(v); };
  const auto slope = [&](double v) {
    const double at = x * std::exp(v);
    return at * log_normal_cdf_slope(at - d) - 2 * h * std::expm1(2 * v);
  };
  double low = -1, high = 1;
  while (slope(low) < 0) low *= 2;
  while (slope(high) > 0) high *= 2;
  const double top = find_root(slope, low, high, {.relative = 1e-6, .absolute = 1e-9}).x;
  const double at = x * std::exp(top), h1 = log_normal_cdf_slope(at - d);
  const double bend = 4 * h * std::exp(2 * top) - at * h1 - at * at * log_normal_cdf_bend(at - d);
  double sum = 0;
  const double step =
      trapezoid(top, 1 / std::sqrt(std::fmax(bend, h)), 2 * h, term, [&](double, double w) { sum += w; });
  return log_scale_factor(h) + term(top) + std::log(step * sum);
}

}  // namespace

double log_noncentral_t(double x, double degrees_of_freedom, double noncentrality) {
  const FloatingPoint environment;
  const double h = degrees_of_freedom / 2;
  const DensityTerm term{x, h, noncentrality};
  const double top = term.top();
  double sum = 0;
  const double step = trapezoid(top, term.width(), 2 * h + 1, term, [&](double, double w) { sum += w; });
  return term.front() + term(top) + std::log(step * sum);
}

Jet<2> jet_noncentral_t(double x, double degrees_of_freedom, double noncentrality) {
  const FloatingPoint environment;
  const double h = degrees_of_freedom / 2;
  const DensityTerm term{x, h, noncentrality};
  const double top = term.top();
  double sum = 0, a = 0, b = 0, aa = 0, ab = 0, bb = 0;
  const double step = trapezoid(top, term.width(), 2 * h + 1, term, [&](double v, double w) {
    const double by_h = -scale_deviance(v), by_d = x * std::exp(v) - noncentrality;
    sum += w;
    a += w * by_h;
    b += w * by_d;
    aa += w * by_h * by_h;
    ab += w * by_h * by_d;
    bb += w * by_d * by_d;
  });
  a /= sum;
  b /= sum;
  Jet<2> out(term.front() + term(top) + std::log(step * sum));
  out.slope = {(a + 0.5 / h - log_gamma_excess_slope(h)) / 2, b};
  out.bend = {(aa / sum - a * a - 0.5 / h / h - log_gamma_excess_bend(h)) / 4, (ab / sum - a * b) / 2,
              bb / sum - b * b - 1};
  return out;
}

Tails noncentral_t_tails(double x, double degrees_of_freedom, double noncentrality) {
  const FloatingPoint environment;
  const double h = degrees_of_freedom / 2, below = log_lower(x, h, noncentrality);
  if (below < -0.7) return {below, std::log1p(-std::exp(below))};
  const double above = log_lower(-x, h, -noncentrality);
  return {std::log1p(-std::exp(above)), above};
}

}  // namespace sanov
