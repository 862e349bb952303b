#pragma once

#include <optional>

namespace sanov {

/// A value that depends on θ, and its slope in θ; none where it has no derivative.
struct ValueAndSlope {
  double value = 0;
  std::optional<double> slope;
};

/// How far apart two parallel segments are, by five measures.
struct ParallelSegments {
  ValueAndSlope kl;               ///< KL(P₀‖P_θ), nats: 0 at θ = 0, else ∞, and nowhere a slope
  ValueAndSlope reverse_kl;       ///< KL(P_θ‖P₀): the same
  ValueAndSlope js;               ///< nats: 0 at θ = 0, else ln 2; slope 0, but none at the jump
  ValueAndSlope total_variation;  ///< 0 at θ = 0, else 1; slope 0, but none at the jump
  ValueAndSlope wasserstein;      ///< W₁: |θ|; slope sgn θ, but none at the kink
};

/// The example of the Wasserstein GAN: P₀ is uniform on a unit segment of the plane, {(0, z): 0 ≤ z ≤ 1}, and P_θ on the
/// segment parallel to it at distance θ, {(θ, z)}. As θ goes to 0 the one becomes the other, but of these measures only W₁
/// goes to 0 with it, and only W₁ has a slope that says which way.
///   θ ≠ 0: KL = ∞ both ways, JS = ln 2, TV = 1, W₁ = |θ|;  θ = 0: all are 0
/// The segments have no point in common unless θ = 0, so a ratio of densities can say no more than that; mass is moved
/// straight across, by θ. Exact. O(1).
/// Throws DomainError unless θ is finite.
/// Arjovsky, Chintala and Bottou, Wasserstein GAN, 2017, example 1.
ParallelSegments parallel_segments(double theta);

}  // namespace sanov
