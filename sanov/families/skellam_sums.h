#pragma once

#include "sanov/families/count_masses.h"
#include "sanov/families/jet.h"

namespace sanov {

/// ln P(X = k) for the difference of Poisson counts of means a and b.
double log_skellam_mass(double k, double a, double b);

/// ln P(X > k), for k of a − b or more.
double log_skellam_upper(double k, double a, double b);

/// Something whose derivatives are those of the logarithm of the mass `at` k: ∂f(k)/∂mean1 = f(k − 1) − f(k), and
/// ∂f(k)/∂mean2 = f(k + 1) − f(k).
template <class T>
T skellam_slopes(const T& mean1, const T& mean2, double k, double at) {
  const double a = value_of(mean1), b = value_of(mean2);
  const auto to = [&](double j) { return std::exp(log_skellam_mass(k + j, a, b) - at); };
  const double down = to(-1), up = to(1);
  const double by1 = down - 1, by2 = up - 1;
  const T s = mean1 - a, t = mean2 - b;  // 0, with slopes
  return T(s * by1 + t * by2 + s * s * (0.5 * (to(-2) - 2 * down + 1 - by1 * by1)) +
           t * t * (0.5 * (to(2) - 2 * up + 1 - by2 * by2)) + s * t * (2 - down - up - by1 * by2));
}

}  // namespace sanov
