#include "sanov/families/pair_integral.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "sanov/base/running_sum.h"
#include "sanov/numerics/quadrature.h"

namespace sanov {
namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr double kLevels[] = {1e-100, 1e-30, 1e-14, 1e-8, 1e-4, 0.01, 0.1, 0.3};

void add_cuts(const Distribution& d, std::vector<double>& at) {
  const Support s = d.support();
  at.insert(at.end(), {s.low, s.high, d.quantile(0.5)});
  for (const double level : kLevels) at.insert(at.end(), {d.quantile(level), d.upper_quantile(level)});
  for (const double x : d.breaks()) at.push_back(x);
}

/// ∫ from a to b of a smooth f, from its values at a whole number of equal steps: Romberg's scheme.
double romberg(FunctionRef f, double a, double b) {
  constexpr int kRows = 7;
  std::array<double, kRows> row{};
  double previous = (f(a) + f(b)) / 2;
  for (int r = 0; r < kRows; ++r) {
    const double step = (b - a) / (1 << r);
    if (r > 0)
      for (int k = 1; k < (1 << r); k += 2) previous += f(a + k * step);
    double next = previous * step, power = 4;
    for (int c = 0; c < r; ++c, power *= 4) {
      const double better = next + (next - row[c]) / (power - 1);
      row[c] = next;
      next = better;
    }
    row[r] = next;
  }
  return row[kRows - 1];
}

/// Σ f(k) for k = a, …, 2a − 1, where f is smooth on the scale of a.
double sum_block(FunctionRef f, double a) {
  const double b = 2 * a, h = a / 64;
  const double slope_a = (f(a + h) - f(a)) / h, slope_b = (f(b + h) - f(b)) / h;
  return romberg(f, a, b) + (f(a) - f(b)) / 2 + (slope_b - slope_a) / 12;
}

}  // namespace

std::vector<double> cuts(const Distribution& p, const Distribution& q) {
  std::vector<double> at;
  add_cuts(p, at);
  add_cuts(q, at);
  const double low = std::min(p.support().low, q.support().low), high = std::max(p.support().high, q.support().high);
  for (double& x : at) x = std::clamp(x, low, high);
  std::sort(at.begin(), at.end());
  at.erase(std::unique(at.begin(), at.end(),
                       [](double a, double b) { return a == b || (std::fabs(a - b) <= 1e-13 * std::fabs(b)); }),
           at.end());
  if (at.back() != high) at.back() = high;
  return at;
}

Estimate integrate_between(FunctionRef f, const std::vector<double>& cuts) {
  RunningSum total;
  double error = 0;
  for (std::size_t i = 0; i + 1 < cuts.size(); ++i) {
    const double a = cuts[i], b = cuts[i + 1];
    const Integral smooth = integrate(f, a, b, {.relative = 1e-11});
    const Integral pieces = integrate_in_pieces(f, a, b, {.relative = 1e-11});
    // Where the two differ the one that is surer of itself is taken.
    const bool first = std::isfinite(smooth.value) && !(smooth.error > pieces.error);
    total.add(first ? smooth.value : pieces.value);
    error += std::isfinite(smooth.value) && std::isfinite(pieces.value)
                 ? std::min(std::fabs(smooth.value - pieces.value), std::max(smooth.error, pieces.error))
                 : std::min(smooth.error, pieces.error);
  }
  return {total.value(), error + 1e-15 * std::fabs(total.value())};
}

Estimate sum_over(FunctionRef f, const Distribution& p, const Distribution& q) {
  constexpr double kNothing = 1e-18, kOneByOne = 1 << 17;
  const double low = std::min(p.quantile(kNothing), q.quantile(kNothing));
  const double high = std::max(p.upper_quantile(kNothing), q.upper_quantile(kNothing));
  RunningSum total;
  if (high - low <= 1e7) {
    for (double k = low; k <= high; ++k) total.add(f(k));
    return {total.value(), 1e-15 * std::fabs(total.value())};
  }
  // A long tail upwards: blocks that double.
  double k = low;
  for (; k < std::max(low, 0.0) + kOneByOne; ++k) total.add(f(k));
  double last = 0;
  for (; k < 0x1p52; k *= 2) {
    last = sum_block(f, k);
    total.add(last);
    if (std::fabs(last) < 1e-17 * std::fabs(total.value())) break;
  }
  return {total.value(), 1e-13 * std::fabs(total.value()) + std::fabs(last)};
}

}  // namespace sanov
