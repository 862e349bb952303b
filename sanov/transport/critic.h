#pragma once

#include <optional>
#include <vector>

#include "sanov/base/cells.h"

/// The critics of Wasserstein GANs on the line, where the best ones are known. x is the sample of real examples, y that of
/// generated ones; F and G are their distribution functions.
namespace sanov {

/// A function on the line in straight pieces. It is given up to a constant, which is chosen so that the real examples score
/// in the mean what the generated ones do with the sign changed: E f(x) = −E f(y).
struct Critic {
  std::vector<double> positions;  ///< ascending: where there is an example, each place once
  std::vector<double> values;     ///< f there
  std::vector<double> slopes;     ///< f′ between them, one fewer
  double difference = 0;          ///< E f(x) − E f(y): what the critic was to make large

  /// f(z); beyond the ends the last piece goes on. Throws DomainError unless z is finite.
  double operator()(double z) const;
};

struct CriticOptions {
  double clip = 1;                      ///< what no slope may exceed
  std::optional<Cells> a = {}, b = {};  ///< weights of the examples, divided by their sums; without them all are equal
};

/// The best of all critics whose slopes are at most `clip`: a Kantorovich potential.
///   f′ = clip · sgn(G − F), E f(x) − E f(y) = ∫ f′ (G − F) dz = clip · ∫ |F − G| dz = clip · W₁(x, y)
/// It has its slope ±1 (for clip = 1) wherever mass is to be moved across, however far apart the samples are: a generated
/// example is told which way to go. Where F = G any slope up to `clip` is as good; it is 0 there. Clipping scales W₁, and with
/// it all that the generator is told, by c; in a chain of L weights clipped to c, by c^L.
/// Signs and slopes are exact, `difference` is within 8 ULP and values within 10⁻¹⁵ of the largest. O(n log n + m log m).
/// Throws InvalidArgument unless clip is finite and above 0, if a sample is empty or has more than 2³⁰ points, or lengths
/// differ; DomainError for a position that is not finite, a weight that is negative or not finite, weights that are all 0,
/// or a result that overflows.
/// Arjovsky, Chintala and Bottou, Wasserstein GAN, 2017.
Critic optimal_critic(Cells x, Cells y, const CriticOptions& options = {});

/// The best critic of one weight, clipped to [−clip, clip]: what is left of a network that may not bend.
///   f(z) = w z, w = clip · sgn(E x − E y), E f(x) − E f(y) = clip · |E x − E y| ≤ clip · W₁(x, y)
/// It sees the means and nothing else: of a narrow and a wide sample around the same place it says 0, and w is 0.
/// Within 10⁻¹⁵ of the distance between the outermost points, times clip. Throws what optimal_critic throws.
Critic affine_critic(Cells x, Cells y, const CriticOptions& options = {});

struct PenaltyOptions {
  double coefficient = 10;              ///< λ of the penalty, in the unit of the positions
  std::optional<Cells> a = {}, b = {};  ///< weights of the examples, divided by their sums; without them all are equal
};

/// The best critic under the gradient penalty, and what the penalty costs it.
struct PenalisedCritic {
  Critic critic;
  std::vector<double> density;  ///< r of the interpolates, in each piece
  double penalty = 0;           ///< λ E (|f′(ẑ)| − 1)²
  double objective = 0;         ///< E f(x) − E f(y) − penalty
};

/// The best of all critics under the gradient penalty, which holds slopes to 1 where interpolates lie: ẑ = εx + (1 − ε)y,
/// with x and y drawn apart and ε uniform on [0, 1].
///   max E f(x) − E f(y) − λ E (|f′(ẑ)| − 1)² = max ∫ f′ h − λ r (|f′| − 1)² dz, h = G − F
///   f′ = sgn(h) (1 + |h|/(2λr)),  E f(x) − E f(y) = W₁ + ∫ h²/(2λr) dz,  objective = W₁ + ∫ h²/(4λr) dz
///   r(z) = Σ aᵢ bⱼ / |xᵢ − yⱼ| over the pairs that have z between them
/// At each z the objective is a parabola in |f′|, so the best slope is where it peaks. r is positive wherever h is not 0, and
/// |h|/r is at most D, the distance between the outermost points: slopes lie in [1, 1 + D/(2λ)], never below 1, and the
/// critic says between W₁ and W₁ (1 + D/(2λ)). As λ → ∞ slopes tend to ±1 and all tends to W₁; as λ → 0 they grow as 1/λ.
/// Where F = G the slopes 1 and −1 are equally good (0 is not: the penalty asks for 1, not for at most 1); it is 1 there.
/// Two points of mass 1 at distance θ: slope 1 + θ/(2λ), 5% too steep for θ = 1 and λ = 10.
/// A pair that coincides has all its interpolates at one point, where the slope may be 1 at no cost: r leaves it out.
/// Within 10⁻¹³. O(n (n + m)): 10,000 against as many points take half a second. The bits do not depend on the threads.
/// Throws InvalidArgument unless the coefficient is finite and above 0, and otherwise what optimal_critic throws.
/// Gulrajani et al., Improved Training of Wasserstein GANs, 2017.
PenalisedCritic penalised_critic(Cells x, Cells y, const PenaltyOptions& options = {});

}  // namespace sanov
