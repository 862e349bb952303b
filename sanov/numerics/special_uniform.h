#pragma once

#include <array>

#include "sanov/numerics/roots.h"

/// What the tails of gamma and beta distributions have in common where their parameters are large: they are the normal's
/// and a correction, however far out. For numerics alone.
namespace sanov {

/// Where a place μ stands for a number x, and ζ for how much the density's logarithm has lost from its top: ½ size ζ².
/// These belong together by μ dμ = ζ (1 + tilt μ − bend μ²) dζ, ζ = μ + …
/// A gamma number of shape a is x = a (1 + μ), with size a, tilt 1, bend 0. A beta number of alpha a and beta b, with the top
/// t = a/(a + b), is x = t (1 + (1 − t) μ), with size ab/(a + b), tilt 1 − 2t, bend t (1 − t).
struct UniformShape {
  static constexpr int kTerms = 27;
  double tilt, bend;
  std::array<double, kTerms + 1> place{};  ///< μ = Σ place[n] ζⁿ
  std::array<double, kTerms> ratio{};      ///< ζ/μ = Σ ratio[n] ζⁿ

  UniformShape(double tilt, double bend);
};

/// P(below ζ) and P(above ζ) as multiples of the normal density at ζ √size, for size ≥ kLeast and |ζ| ≤ 0.8, to about an ulp:
/// the normal's Mills ratio, and a power series in ζ. Its coefficients follow from those of ζ/μ by a recursion in 1/size,
/// which is as asymptotic as Stirling's series, and no more.
/// Temme, SIAM J. Math. Anal. 10, 1979, and 18, 1987; Gil, Segura and Temme, SIAM J. Sci. Comput. 34, 2012.
class UniformTail {
 public:
  static constexpr double kLeast = 100;

  /// `norm`: the density's height at the top beside that of the normal distribution it tends to.
  UniformTail(const UniformShape& shape, double size, double norm);

  /// Whether a density that has lost `fall` nats from its top is within reach.
  static bool reaches(double size, double fall) { return size >= kLeast && fall <= 0.32 * size; }

  /// ln P(below) and ln P(above), where the density has lost `fall` nats, below its top (`side` −1) or above it (1).
  double log_below(double side, double fall) const;
  double log_above(double side, double fall) const;

  /// Whether the quantile that is `normal` for the standard normal distribution is within reach.
  static bool reaches_quantile(double size, double normal) { return size >= kLeast && normal * normal <= 0.5 * size; }
  /// The μ below which (`lower`), or above which, lies e^log_p, by Newton's method from where the normal distribution has
  /// it. `fall` is what the density has lost at μ.
  double quantile(double log_p, double normal, bool lower, FunctionRef fall) const;

 private:
  double correction(double zeta) const;
  double below_over_density(double t) const;
  double above_over_density(double t) const;

  const UniformShape& shape_;
  double size_, root_, norm_;
};

}  // namespace sanov
