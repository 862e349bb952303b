#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "sanov/numerics/random.h"

namespace sanov {

/// Multivariate normal distribution: points whose every weighted sum of coordinates is normal.
///   f(x) = exp(−(x − mean)ᵀ covariance⁻¹ (x − mean)/2) / √((2π)^d det covariance)
/// Support: all points of d coordinates. The covariance is symmetric and positive definite; it is kept as its Cholesky
/// factor L, covariance = LLᵀ, and nothing is ever inverted.
/// scipy multivariate_normal(mean, covariance); R none (mvtnorm dmvnorm); Boost none; torch
/// MultivariateNormal(mean, covariance).
class MultivariateNormal {
 public:
  /// `covariance` has d × d entries, in rows. O(d³).
  /// Throws InvalidArgument for no coordinates, or sizes that do not fit; DomainError for entries that are not finite, for
  /// a matrix that is not symmetric beyond rounding, and for one that is not positive definite beyond rounding: naming the
  /// coordinate that those before it explain.
  MultivariateNormal(std::span<const double> mean, std::span<const double> covariance);

  std::size_t dimensions() const { return mean_.size(); }
  std::span<const double> mean() const { return mean_; }
  std::span<const double> covariance() const { return covariance_; }

  /// At one point. O(d²). Throws InvalidArgument unless it has d coordinates, DomainError for NaN.
  double log_pdf(std::span<const double> x) const;
  /// At out.size() points, whose coordinates lie one point after the other; on all threads.
  void log_pdf(std::span<const double> points, std::span<double> out) const;

  /// −E ln f(X), in nats: the least that a covariance leaves unknown.
  double entropy() const;

  /// D(this‖q) in nats, never negative, and with its digits also where the two are near each other: a sum of squares and
  /// of deviances. O(d³). Throws InvalidArgument unless q has as many coordinates.
  double kl(const MultivariateNormal& q) const;

  /// Of these coordinates, in this order. Throws InvalidArgument for none, for one out of range, or one named twice.
  MultivariateNormal marginal(std::span<const std::size_t> coordinates) const;

  /// Fills `out` with one point.
  void sample(Random& random, std::span<double> out) const;
  /// Fills `out` with points, one after the other, that depend on the seed and the place alone; on all threads.
  void sample(std::uint64_t seed, std::span<double> out) const;

 private:
  double log_pdf_unchecked(const double* x, double* work) const;
  void draw(Random& random, double* out, double* work) const;

  std::vector<double> mean_, covariance_;
  std::vector<double> factor_;  ///< L in rows
  double log_constant_ = 0;     ///< ln f at the mean
};

}  // namespace sanov
