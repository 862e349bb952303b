#pragma once

#include <span>

namespace sanov {

/// Soft ranks: ranks with a slope everywhere, for training.
///   rᵢ = ½ + Σⱼ F((sᵢ − sⱼ)/t), F Laplace's distribution function and t the temperature
/// They add up to n(n+1)/2, and lie between ½ and n + ½. Temperature is in the unit of the scores: it blurs over those
/// nearer than it. At 0 they are the ranks, ties at their mean. Within n·10⁻¹⁵. O(n log n).
/// Throws InvalidArgument if the lengths differ or the temperature is negative, infinite or NaN; DomainError for a
/// score that is not finite.
/// Struski et al., LapSum, arXiv 2503.06242, 2025 (with a backward pass of O(n²)).
void soft_ranks(std::span<const double> s, double temperature, std::span<double> ranks);

/// The gradient by the scores, given that by the ranks: gradientᵢ = Σₖ by_ranksₖ ∂rₖ/∂sᵢ. At temperature 0 it is 0.
/// O(n log n). Throws as soft_ranks does.
void soft_ranks_gradient(std::span<const double> s, double temperature, std::span<const double> by_ranks,
                         std::span<double> gradient);

/// Soft Spearman: the correlation of the scores' soft ranks with the targets' ranks, ties at their mean.
///   ρ = Σ (rᵢ − r̄)(qᵢ − q̄)/√(Σ (rᵢ − r̄)² Σ (qᵢ − q̄)²), r soft ranks of s, q ranks of y
/// Fills `gradient` with ∂ρ/∂s, unless it is empty. Range [−1, 1]. At temperature 0 it is Spearman's ρ, and the
/// gradient 0.
/// Where all targets or all soft ranks are alike, both are 0. Value within 10⁻¹³, gradient within 10⁻¹² of its largest
/// element at temperatures up to the scores' range. O(n log n).
/// Throws as soft_ranks does, and DomainError for NaN in y.
double soft_spearman(std::span<const double> s, std::span<const double> y, double temperature,
                     std::span<double> gradient = {});

}  // namespace sanov
