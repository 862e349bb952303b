#pragma once

#include <cmath>
#include <cstddef>
#include <limits>
#include <optional>
#include <span>
#include <vector>

#include "sanov/base/status.h"
#include "sanov/transport/pair_costs.h"

namespace sanov {

/// Entropic transport between the masses a and b. A side's marginal is held exactly where its reach is infinite, else to
/// reach·KL.
struct EntropicProblem {
  const PairCosts& costs;
  std::span<const double> a, b;
  double epsilon;
  double reach_a = std::numeric_limits<double>::infinity(), reach_b = reach_a;
  double tolerance = 1e-9;  ///< of the mass
  std::size_t passes = 10000;
  std::size_t memory = 0;
};

/// P = aᵢ bⱼ exp((fᵢ + gⱼ − cᵢⱼ)/ε), whose rows' marginals are right.
struct EntropicSolution {
  std::vector<double> f, g;
  std::vector<double> row_masses, column_masses;
  double error = 0;  ///< Σⱼ of how far the columns' masses are from those wanted, as a share of Σ b
  Status status = Status::iteration_limit;
  std::size_t passes = 0;
  /// Where ε is so wide beside the costs that sums which have it as a factor would have lost their digits.
  struct Wide {
    /// ε Σⱼ bⱼ (exp((fᵢ + gⱼ − cᵢⱼ)/ε) − 1), and the same with the sides exchanged.
    std::vector<double> row_excess, column_excess;
    double step;  ///< how far Sinkhorn's map would move g at most
  };
  std::optional<Wide> wide = {};
};

/// The share of its softmin that a side's potential is: 1 where the marginal is held.
inline double kept_share(double reach, double epsilon) { return std::isinf(reach) ? 1 : reach / (reach + epsilon); }

/// Maximises the dual over g, f being eliminated, with ε falling to its value. Each step is Newton's on the logarithms of
/// the columns' masses, by conjugate gradients; where that does not bring the marginals nearer, Sinkhorn's.
EntropicSolution solve_entropic(const EntropicProblem& problem);

/// The same for a measure and itself: rows and columns are alike, a = b and the reaches are equal. Each step goes a part of
/// Sinkhorn's way, from g to f(g); by parts chosen so that four of them reduce the error at least 577-fold where
/// exp(−c/ε) is positive definite, whatever ε is. Where that does not bring it home, solve_entropic() does.
EntropicSolution solve_symmetric(const EntropicProblem& problem);

}  // namespace sanov
