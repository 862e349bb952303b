#pragma once

/// Logarithms of Bessel functions without their exponential factor, which is what densities need of them, with two
/// derivatives each. Within about 1e-15 of the larger of 1 and the value; the derivatives within 1e-12 relative.
namespace sanov {

/// ln( e^(−x) I₀(x) ) for x ≥ 0: 0 at 0, about −½ ln 2πx for large x.
double log_bessel_i0(double x);
double log_bessel_i0_slope(double x);
double log_bessel_i0_bend(double x);

/// ln( e^x K₁(x) ) for x > 0: about −ln x for small x, ½ ln(π/2x) for large x.
double log_bessel_k1(double x);
double log_bessel_k1_slope(double x);
double log_bessel_k1_bend(double x);

}  // namespace sanov
