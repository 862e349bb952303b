#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "sanov/families/catalogue.h"

namespace sanov {

/// How a density q is held against a target p on a grid of points xᵢ, n of them. With p̃ and q̃ both divided by their sums
/// over the grid:
///   kl          (1/n) Σ p (ln p − ln q)   as PyTorch's kl_div with reduction="mean"; p as it is
///   mse         (1/n) Σ (p − q)²          p as it is
///   cosine      1 − Σ p q / √(Σ p² Σ q²)
///   reverse_kl  Σ q̃ ln(q̃/p̃)
///   js          ½ Σ p̃ ln(p̃/m̃) + ½ Σ q̃ ln(q̃/m̃)
///   hellinger   √(½ Σ (√p̃ − √q̃)²)
///   w2          √(min Σ (x − y)²) over couplings of p̃ and q̃
enum class DensityLoss { kl, reverse_kl, js, mse, cosine, hellinger, w2 };
std::string_view to_text(DensityLoss loss);
/// Throws InvalidArgument, with the nearest name, for an unknown one.
DensityLoss density_loss(std::string_view name);

/// A density on a grid: not negative, and not 0 everywhere; it need not integrate to 1.
struct DensityOnGrid {
  std::vector<double> x, value;
  /// The points are whole numbers and the values masses: kl is then their sum, Σ p (ln p − ln q), without the 1/n.
  bool masses = false;
};

/// A loss as a function of a family's parameters, with its slopes.
class DensityObjective {
 public:
  /// Throws DomainError for values that are negative, not finite or all 0; InvalidArgument for fewer than 2 points, or
  /// points that do not rise, or are no whole numbers where the family is of these.
  DensityObjective(DensityLoss loss, const FamilyEntry& family, DensityOnGrid target);

  double value(std::span<const double> parameters) const;
  double value(std::span<const double> parameters, std::span<double> slopes) const;

  const DensityOnGrid& target() const noexcept { return target_; }
  /// Σ p Δx: what the target integrates to over the grid.
  double mass() const noexcept { return mass_; }

 private:
  double from_statistics(std::span<const double> parameters, std::span<double> slopes) const;

  DensityLoss loss_;
  const FamilyEntry* family_;
  DensityOnGrid target_;
  std::vector<double> share_;       ///< p̃
  std::vector<double> statistics_;  ///< (1/n) Σ p T(x), for kl and exponential families; of masses without the 1/n
  double own_ = 0;                  ///< (1/n) Σ p ln p, and so of masses
  double mass_ = 0;
};

}  // namespace sanov
