#pragma once

#include <optional>
#include <span>
#include <vector>

#include "sanov/base/cells.h"

namespace sanov {

/// One of the samples to be averaged.
struct LineSample {
  Cells x;
  std::optional<Cells> weights = {};  ///< divided by their sum; without them all are equal
};

/// A measure on the line: positions that do not decrease, with masses that add up to 1.
struct LineMeasure {
  std::vector<double> positions, masses;
};

/// The W₂ barycentre of samples on the line: the measure whose mean squared distance W₂² to them is least. Its quantile
/// function is the mean of theirs.
///   F⁻¹(t) = Σₖ λₖ Fₖ⁻¹(t), λ the shares divided by their sum; without any all are equal
/// It keeps the shape of what it averages: that of two bumps is one bump between them, not both of them fainter.
/// Exact, up to rounding of the positions and 2⁻⁶⁰ of mass: one atom for every step that any of the quantile functions
/// makes, at most Σ nₖ − K + 1 of them; K samples of n points each without weights give n. Atoms of one position are
/// kept apart. O(N log N) for N points in all.
/// Throws InvalidArgument if there are no samples, one is empty, or lengths differ; DomainError for a position that is
/// not finite, a weight or share that is negative or not finite, or where these are all 0.
/// Agueh and Carlier, Barycenters in the Wasserstein space, SIAM J. Math. Anal. 43, 2011.
LineMeasure quantile_barycentre(std::span<const LineSample> samples, std::optional<Cells> shares = {});

/// Its quantiles at given levels, of [0, 1] and in any order: Σₖ λₖ inf {x : Fₖ(x) ≥ t}; at level 0 it is the mean of
/// the smallest positions that have mass. Levels are read 2 ULP lower than given, so that 0.1 of ten points is the
/// first. O(N log N + L K log n).
/// Throws the same, and DomainError for a level outside of [0, 1].
std::vector<double> quantile_barycentre_at(Cells levels, std::span<const LineSample> samples,
                                           std::optional<Cells> shares = {});

}  // namespace sanov
