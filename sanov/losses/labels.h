#pragma once

#include <cstddef>

#include "sanov/losses/rows.h"

/// Class indices as targets.
namespace sanov::losses {

/// The sum of the labels' weights (1 each without), rows whose index is `ignored` left out: what a mean divides by.
/// Throws DomainError for an index that is no class.
double label_weights(const Call& call, const RowLayout& layout, double ignored);

/// Throws DomainError about the row's label in operand k if it is no class.
void fail_label(const Call& call, std::size_t k, const RowLayout& layout, std::size_t row);

/// Throws DomainError about the row's probabilities in operand k: one below 0, or that they do not sum to 1.
void fail_probabilities(const Call& call, std::size_t k, const RowLayout& layout, std::size_t row);

}  // namespace sanov::losses
