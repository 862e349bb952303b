#pragma once

/// The gamma distribution's tails in forms that keep their digits for large parameters and however far out.
namespace sanov {

/// ln of lower_gamma(a, x) = γ(a, x)/Γ(a) and of upper_gamma(a, x) = Γ(a, x)/Γ(a), for a > 0 and x ≥ 0, which do not
/// underflow. From a = 100 on by Temme's uniform expansion, at the same cost however large a is; below, in its tail, each is
/// its leading power times a series or a continued fraction, and elsewhere Boost's. Relative accuracy of what they are the
/// logarithm of: about 1e-13 down to 1e-300. Throws DomainError as lower_gamma does.
double log_lower_gamma(double a, double x);
double log_upper_gamma(double a, double x);

/// The same at x = a (1 + above), for above ≥ −1, from `above`: where a is large only that has the digits.
double log_lower_gamma_about(double a, double above);
double log_upper_gamma_about(double a, double above);

}  // namespace sanov
