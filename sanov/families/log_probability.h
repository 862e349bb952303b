#pragma once

#include <cmath>

/// Sums and differences of probabilities that are given by their logarithms.
namespace sanov {

/// ln(1 − e^x) for x ≤ 0, without the loss of digits near either end.
/// Mächler, Accurately computing log(1 − exp(−|a|)), 2012.
inline double log_of_rest(double x) {
  return x > -0.6931471805599453 ? std::log(-std::expm1(x)) : std::log1p(-std::exp(x));
}

/// ln(e^a + e^b).
inline double log_add(double a, double b) {
  if (a < b) return log_add(b, a);
  return std::isinf(a) ? a : a + std::log1p(std::exp(b - a));
}

/// ln(e^a − e^b) for a ≥ b.
inline double log_subtract(double a, double b) {
  return b == -HUGE_VAL ? a : a <= b ? -HUGE_VAL : a + log_of_rest(b - a);
}

}  // namespace sanov
