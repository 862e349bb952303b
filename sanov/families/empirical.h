#pragma once

#include <span>

#include "sanov/families/distribution.h"

namespace sanov {

/// Empirical distribution: every value of a sample with its share of the weight.
///   P(X = x) = Σ weights at x / Σ weights
/// Without weights each value has the same. Its log_pdf is the logarithm of that mass, −∞ between the values; whole()
/// where all values are whole numbers. Its entropy is that of the masses. O(n log n) to make, O(log n) a call.
/// As a spec empirical(1, 2, 5), or empirical(1:0.25, 5:0.75) with weights; beyond 100 values shortened, not to be read
/// back.
/// Throws InvalidArgument for no values or lengths that differ, DomainError for values that are not finite and weights
/// that are negative, not finite, or all 0.
Distribution empirical(std::span<const double> values, std::span<const double> weights = {});

/// Categorical distribution: 0, 1, 2, … with these probabilities.
/// Throws DomainError unless they are not negative and add to 1 within 1e-9.
Distribution categorical(std::span<const double> probabilities);

}  // namespace sanov
