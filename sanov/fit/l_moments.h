#pragma once

#include <optional>
#include <span>

#include "sanov/families/distribution.h"

namespace sanov {

/// L-moments: expectations of linear combinations of order statistics.
///   λ₁ = E X, λ₂ = ½ E(X₂:₂ − X₁:₂), λ₃ = ⅓ E(X₃:₃ − 2X₂:₃ + X₁:₃), λ₄ = ¼ E(X₄:₄ − 3X₃:₄ + 3X₂:₄ − X₁:₄)
/// They exist wherever the mean does, and outliers move them less than they move moments. `skewness` and `kurtosis` are
/// the ratios λ₃/λ₂ and λ₄/λ₂, both in [−1, 1].
/// Hosking, L-moments: analysis and estimation of distributions using linear combinations of order statistics, Journal of
/// the Royal Statistical Society B 52, 1990.
struct LMoments {
  double mean = 0, scale = 0, skewness = 0, kurtosis = 0;
};

/// Of a sample in ascending order. Where all weights are whole numbers (or none are given) they count values, and the
/// estimates of λ are unbiased, by probability-weighted moments; otherwise they are the L-moments of the weighted empirical
/// distribution. Ratios of order r need r values, and are 0 without, or where all values are the same.
LMoments l_moments_of(std::span<const double> ascending, std::span<const double> weights = {});

/// Of a distribution, as integrals of its distribution function: λ₂ = ∫ F(1 − F) dx and so on; relative accuracy about
/// 1e-10, 1,500 calls of the density. None where the mean is not finite. Of whole numbers by summation, none
/// where a million terms do not suffice.
std::optional<LMoments> l_moments_of(const Distribution& d);

}  // namespace sanov
