#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "sanov/numerics/random.h"

namespace sanov {

/// Multinomial distribution: how often each of some cells is met in a number of independent trials.
///   f(n) = trials!/Π nᵢ! Π probabilityᵢ^nᵢ
/// Support: k whole numbers, not negative, that sum to trials. Each nᵢ is binomial(trials, probabilityᵢ).
/// scipy multinomial(trials, probabilities); R dmultinom(size=trials, prob=probabilities); Boost none; torch
/// Multinomial(trials, probabilities).
class Multinomial {
 public:
  /// Throws InvalidArgument for no cells; DomainError unless trials is a whole number, 1 or more and at most 2^53, and the
  /// probabilities are not negative and sum to 1 within 1e-9.
  Multinomial(double trials, std::span<const double> probabilities);

  std::size_t cells() const { return probabilities_.size(); }
  double trials() const { return trials_; }
  std::span<const double> probabilities() const { return probabilities_; }

  /// −∞ where the counts are not on the support. As Poisson masses about their tops, so that no factorials cancel. Throws
  /// InvalidArgument unless there are as many cells, DomainError for NaN.
  double log_pdf(std::span<const double> counts) const;

  std::vector<double> mean() const;
  /// In rows; singular, since the counts sum to trials.
  std::vector<double> covariance() const;
  /// −E ln f, in nats. O(k √trials).
  double entropy() const;

  /// D(this‖q) in nats, never negative; ∞ where a cell of q is impossible that is possible here. Throws InvalidArgument
  /// unless q has as many cells and as many trials.
  double kl(const Multinomial& q) const;

  /// Fills `out` with counts: one binomial after the other.
  void sample(Random& random, std::span<double> out) const;

 private:
  double trials_;
  std::vector<double> probabilities_;
};

}  // namespace sanov
