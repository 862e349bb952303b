#pragma once

#include <array>

#include "sanov/families/support.h"

/// Moments of powers of simple positive numbers, E X^j = e^K(jh), without the cancellation of E X² − (E X)² where h is
/// small and X hardly varies.
namespace sanov {

/// What moments of a positive X follow from: ln E X, and ln E X^j − j ln E X for j = 2, 3, 4; of these as many as are
/// finite.
struct LogMoments {
  double first = 0;
  std::array<long double, 3> excess{};
  int finite = 4;  ///< how many of E X, …, E X⁴
};
Moments moments_from(const LogMoments& m);

/// ln Γ(1 + h), to full relative accuracy around h = 0; and ln Γ(1 + jh) − j ln Γ(1 + h), for 1 + jh > 0.
double log_gamma_of_one_and(double h);
long double log_gamma_excess_of_power(int j, double h);

/// Moments of W = (E^h − 1)/h for an exponential E of mean 1, for h = 0 of its limit ln E. Mean and variance to about
/// 1e-13, skewness and kurtosis to about 1e-9. The j-th is finite iff 1 + jh > 0.
Moments moments_of_exponential_power(double h);

/// Moments of the log-logistic X = (U/(1 − U))^h, 0 < h, U uniform; the j-th is finite iff jh < 1. As accurate.
Moments moments_of_odds_power(double h);

}  // namespace sanov
