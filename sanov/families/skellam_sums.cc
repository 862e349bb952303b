#include "sanov/families/skellam_sums.h"

#include <algorithm>
#include <cmath>

#include "sanov/families/whole_sum.h"
#include "sanov/numerics/special_gamma.h"

namespace sanov {
namespace {

/// The j at which P(A = k + j) P(B = j) is largest, j (j + k) = a b; not below 0 nor −k.
double top(double k, double a, double b) {
  const double half = k / 2, root = std::hypot(half, std::sqrt(a) * std::sqrt(b));
  const double j = k > 0 ? std::sqrt(a) * std::sqrt(b) / (half + root) * std::sqrt(a) * std::sqrt(b) : root - half;
  return std::max({0.0, -k, std::floor(j)});
}

/// Beyond this variance not all terms are added up.
constexpr double kWide = 1e6;

}  // namespace

double log_skellam_mass(double k, double a, double b) {
  const double start = top(k, a, b), least = std::max(0.0, -k);
  if (a / (a + b) * b > kWide) {
    const auto joint = [&](double j) { return log_poisson_mass(k + j, a) + log_poisson_mass(j, b); };
    return log_sum_of_whole(joint, least, HUGE_VAL, {start});
  }
  const double up = sum_of_ratios(start, 1, HUGE_VAL, [&](double j) { return a / (k + j + 1) * (b / (j + 1)); });
  const double down = sum_of_ratios(start, -1, least, [&](double j) { return (k + j) / a * (j / b); });
  return log_poisson_mass(k + start, a) + log_poisson_mass(start, b) + std::log(up + (down - 1));
}

double log_skellam_upper(double k, double a, double b) {
  if (a > kWide || b > kWide) {
    const auto term = [&](double j) {
      return log_poisson_mass(j, b) + (k + j < 0 ? 0 : log_lower_gamma(k + j + 1, a));
    };
    return std::min(0.0, log_sum_of_whole(term, 0, HUGE_VAL, {top(k + 1, a, b), b}));
  }
  // Σ P(B = j) P(A > k + j), from a j beyond which nothing more comes downwards, so that tails only grow by adding. A
  // `tail` is in units of its first mass P(A = k + 1 + j), and `joint` is that one times P(B = j).
  const double start = top(k + 1, a, b), least = std::max(0.0, -(k + 1));
  const double unit = log_poisson_mass(k + 1 + start, a) + log_poisson_mass(start, b);
  double last = start, joint = 1;
  while (joint > 1e-19) ++last, joint *= b / last * (a / (k + 1 + last));
  double tail = sum_of_ratios(k + 1 + last, 1, HUGE_VAL, [&](double i) { return a / (i + 1); });
  double sum = 0;
  for (double j = last;; --j) {
    const double term = joint * tail;
    sum += term;
    if (j == least || (j < start && term < 1e-19 * sum)) break;
    tail = 1 + tail * (a / (k + 1 + j));
    joint *= j / b * ((k + 1 + j) / a);
  }
  // Below: A is surely above k + j.
  if (least > 0) sum += std::exp(log_upper_gamma(least, b) - unit);
  return unit + std::log(sum);
}

}  // namespace sanov
