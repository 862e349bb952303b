#pragma once

#include <cstddef>
#include <vector>

#include "sanov/transport/sinkhorn.h"

namespace sanov {

/// How far apart two measures are when looked at with the blur ε.
struct SinkhornDivergence {
  double divergence = 0;
  /// The true divergence is within [divergence − error, divergence + error]: proved from the duals, rounding included.
  double error = 0;
  double between = 0, within_a = 0, within_b = 0;  ///< the entropic objectives that it is made of
  std::vector<double> a_slopes, b_slopes;          ///< in the weights; up to a constant where both marginals are held
  std::vector<double> x_slopes, y_slopes;          ///< in the points' coordinates, in rows, where asked for
  double marginal_error = 0;                       ///< the largest of the three problems
  Status status = Status::converged;               ///< of the first of them that did not converge
  std::size_t iterations = 0;                      ///< passes over all pairs, in sum
};

/// Sinkhorn divergence: entropic transport without its bias.
///   S(a, b) = T(a, b) − ½ T(a, a) − ½ T(b, b) + ½ ε (Σ a − Σ b)²,  T the objective of sinkhorn()
/// Unit: mass times cost. Where exp(−c/ε) is positive definite (squared_euclidean, euclidean, cityblock, cosine, power up
/// to 2, chebyshev in up to two dimensions) it is 0 between equal measures and above 0 between others, convex in each, and
/// metrizes convergence in law; there a negative value, which only what `error` bounds can bring about, is returned as 0.
/// For the other costs it may be negative. Exactly 0, with slopes of 0, for the same points with the same weights.
/// It goes from the exact cost, as ε falls, to the mean cost between less half of the mean costs within (half of the energy
/// distance, for euclidean), as ε rises. The last term is 0 where both marginals are held.
/// The problems of a measure with itself are solved by steps of Sinkhorn's map that go part of the way: about 13 passes
/// for nine digits, whatever ε is.
/// Cost, throws, options: as sinkhorn(), three times. Both reaches must be equal.
/// Feydy, Séjourné, Vialard, Amari, Trouvé and Peyré, Interpolating between optimal transport and MMD using Sinkhorn
/// divergences, AISTATS 2019. Séjourné, Feydy, Vialard, Trouvé and Peyré, Sinkhorn divergences for unbalanced optimal
/// transport, 2019.
SinkhornDivergence sinkhorn_divergence(Rows x, Rows y, const SinkhornOptions& options);

}  // namespace sanov
