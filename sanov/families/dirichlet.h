#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "sanov/numerics/random.h"

namespace sanov {

/// Dirichlet distribution: probabilities of some cells, themselves uncertain.
///   f(p) = Γ(Σ concentration) Π pᵢ^(concentrationᵢ − 1)/Γ(concentrationᵢ)
/// Support: k numbers, not negative, that sum to 1; the density is by the first k − 1. Each pᵢ is
/// beta(alpha=concentrationᵢ, beta=Σ − concentrationᵢ).
/// scipy dirichlet(concentration); R none (gtools ddirichlet); Boost none; torch Dirichlet(concentration).
class Dirichlet {
 public:
  /// Throws InvalidArgument for fewer than two cells, DomainError for a concentration that is not positive and finite.
  explicit Dirichlet(std::span<const double> concentration);

  std::size_t cells() const { return concentration_.size(); }
  std::span<const double> concentration() const { return concentration_; }

  /// At a pᵢ of 0 the density is 0, its limit, where the concentration is above 1, and ∞ where it is below (0 where both
  /// happen at once). Throws InvalidArgument unless there are as many cells; DomainError unless they are probabilities,
  /// which sum to 1 within 1e-9.
  double log_pdf(std::span<const double> probabilities) const;

  std::vector<double> mean() const;
  /// In rows; singular, since the cells sum to 1.
  std::vector<double> covariance() const;
  /// −E ln f, in nats; mostly negative.
  double entropy() const;

  /// D(this‖q) in nats, not below 0: what the concentrations add, less what their sum takes away, so that digits are lost
  /// near q. Throws InvalidArgument unless q has as many cells.
  double kl(const Dirichlet& q) const;

  /// Fills `out` with probabilities.
  void sample(Random& random, std::span<double> out) const;

 private:
  std::vector<double> concentration_;
  double total_ = 0;
};

}  // namespace sanov
