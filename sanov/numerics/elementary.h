#pragma once

/// Combinations of elementary functions without the cancellation or the overflow of the plain way to write them. To a few
/// ulps, of the result, everywhere. Nothing is checked: a NaN, or a negative number where a logarithm is taken, gives NaN.
namespace sanov {

/// ln(x/y) for x ≥ 0, y > 0: exact near x = y, and where x/y is out of range; −∞ at x = 0.
double log_ratio(double x, double y);

/// ln x − c for x ≥ 0: where the two nearly cancel, within 1e-16.
double log_less(double x, double c);

/// ln(1 + e^x)
double softplus(double x);

/// ln(1 − e^x) for x ≤ 0; −∞ at 0.
double log_one_less_exp(double x);

/// ln(1 − e^(−t)) for t = e^u: the logarithm of the chance that something happens whose mean count is t, also where t
/// underflows.
double log_chance(double u);

/// ln(1 + x²)
double log1p_square(double x);

/// ln cosh x
double log_cosh(double x);

/// ln(1 + y)/y for y ≥ −1, which is 1 at y = 0 (∞ at −1); and its first two derivatives.
double log1p_ratio(double y);
double log1p_ratio_slope(double y);
double log1p_ratio_bend(double y);

/// (e^y − 1)/y, which is 1 at y = 0.
double expm1_ratio(double y);

}  // namespace sanov
