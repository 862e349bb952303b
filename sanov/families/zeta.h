#pragma once

#include <cmath>

#include "sanov/families/jet.h"

namespace sanov {

/// Σ (n + a)^(−s) over n ≥ 0, for s > 1 and a ≥ 1 (Hurwitz's zeta function), times a^s, which keeps it in range. For plain
/// numbers and for jets of s. By Euler and Maclaurin after as many terms as s asks for: to a few ulps.
template <class T>
T scaled_hurwitz_zeta(const T& s, double a) {
  using std::exp;
  constexpr double kTerms[] = {1.0 / 12,          -1.0 / 720,
                               1.0 / 30240,       -1.0 / 1209600,
                               1.0 / 47900160,    -691.0 / 1307674368000,
                               1.0 / 74724249600, -3617.0 / 10670622842880000};
  const double needed = 16 + 1.5 * value_of(s);
  double n = 0;
  T sum(0.0);
  const auto power = [&](double m) { return T(exp(-s * std::log1p(m / a))); };
  for (; a + n < needed; ++n) {
    const T term = power(n);
    sum += term;
    if (value_of(term) < 1e-40) return sum;
  }
  const double at = a + n;
  const T edge = power(n);
  T tail = at / (s - 1.0) + 0.5, rising = s * (1 / at);
  for (int k = 0; k < 8; ++k) {
    tail += rising * kTerms[k];
    rising = rising * ((s + (2 * k + 1)) * (1 / at)) * ((s + (2 * k + 2)) * (1 / at));
  }
  return sum + edge * tail;
}

/// Σ n^(−s) over n ≥ 1, for s > 1: Riemann's.
template <class T>
T zeta(const T& s) {
  return scaled_hurwitz_zeta(s, 1);
}

}  // namespace sanov
