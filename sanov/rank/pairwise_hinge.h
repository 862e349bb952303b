#pragma once

#include <span>

namespace sanov {

/// What a pair in the wrong order, or in the right one by less than the margin, costs.
enum class Hinge { linear, squared };

/// Pairwise hinge loss of scores s and targets y, for ranking: the mean over pairs of different targets, the larger one
/// called j, of what sⱼ − sᵢ lacks of the margin.
///   L = 1/P Σ_{yᵢ<yⱼ} max(0, m − (sⱼ − sᵢ)), or its square; P the number of such pairs
/// Fills `gradient` with ∂L/∂s, unless it is empty; where a pair just has the margin, with the slope 0. Range [0, ∞).
/// Pairs tied in y are left out; with none left L is 0 and so is its gradient.
/// Within 10⁻¹³ of the scores' range and margin (squared: of its square). O(n log n): 1e6 scores in about 0.6 s.
/// Throws InvalidArgument if lengths differ or the margin is negative, infinite or NaN; DomainError for a score that is
/// not finite, or NaN in y.
double pairwise_hinge(std::span<const double> s, std::span<const double> y, double margin, Hinge hinge = Hinge::linear,
                      std::span<double> gradient = {});

}  // namespace sanov
