#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace sanov {

/// The answer of the columns' masses to potentials that are the same all over each group of neighbouring columns: a small
/// matrix, factorised. Conjugate gradients find local modes by themselves, and this gives them the wide ones.
class CoarseSpread {
 public:
  explicit CoarseSpread(std::size_t groups) : groups_(groups), factor_(groups * groups), work_(groups) {}

  /// products (groups × groups, of which the lower triangle counts): Σᵢ rᵢ q̄ᵢ q̄ᵢᵀ, q̄ being a row's sums over the groups;
  /// masses: the groups'. Factorises diag(masses)·(1 + extra) − share·products.
  void factorise(std::span<const double> products, std::span<const double> masses, double share, double extra);

  /// Adds the solution for the right-hand side r, summed over the groups, to z; group_size columns make a group.
  void add_solution(std::span<const double> r, std::size_t group_size, std::span<double> z);

 private:
  std::size_t groups_;
  std::vector<double> factor_, work_;
};

}  // namespace sanov
