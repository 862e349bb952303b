#pragma once

/// The gamma distribution's tails in forms that keep their digits for large parameters and however far out.
namespace sanov {

/// ln of lower_gamma(a, x) = γ(a, x)/Γ(a) and of upper_gamma(a, x) = Γ(a, x)/Γ(a), for a > 0 and x ≥ 0, which do not
/// underflow. In its tail, where it is below about 1e-8, each is its leading power times a series or a continued
/// fraction; elsewhere Boost's. Relative accuracy of what they are the logarithm of: about 1e-13 down to 1e-300.
/// O(√a) there. Throws DomainError as lower_gamma does.
double log_lower_gamma(double a, double x);
double log_upper_gamma(double a, double x);

}  // namespace sanov
