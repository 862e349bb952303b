#pragma once

/// What the normal distribution's tails are made of, without the exponential factor that underflows.
namespace sanov {

/// Mills' ratio P(Z > t)/φ(t) for t ≥ −37: about 1/t for large t.
double mills(double t);

/// mills(a) − mills(b) for −37 ≤ a ≤ b, without cancellation.
double mills_gap(double a, double b);

/// ln mills(t), for any t, and its first two derivatives.
double log_mills(double t);
double log_mills_slope(double t);
double log_mills_bend(double t);

/// The first two derivatives of ln P(Z ≤ z).
double log_normal_cdf_slope(double z);
double log_normal_cdf_bend(double z);

/// Owen's T: the probability that X > h and 0 < Y < aX, for independent normals.
double owens_t(double h, double a);

}  // namespace sanov
