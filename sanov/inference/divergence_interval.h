#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "sanov/inference/design_effects.h"
#include "sanov/inference/interval.h"
#include "sanov/inference/p_value.h"

/// Divergences estimated from counts, with their errors. Two samples of one distribution are never the same: what is
/// measured between them is too large by a bias, lies below a floor 95 times in 100, and its error is that of a
/// noncentral χ² variable, since the truth sits on the boundary D = 0.
namespace sanov {

/// An estimate T of a divergence D ≥ 0, in nats.
struct DivergenceEstimate {
  double value = 0;      ///< T, of the shares as counted; infinite where the reference lacks what the current table has
  double bias = 0;       ///< how much T is above D on average, to first order in 1/rows
  double corrected = 0;  ///< value − bias, which may be negative; infinite where value is
  Interval interval{};   ///< of D; [L, ∞) where value is infinite
  double floor = 0;      ///< what two samples of these sizes from one distribution stay below, 95 times in 100
  PValue p{1, 0,
           Method::asymptotic};  ///< of D = 0, from the interval's law: below 1 − level iff the lower end is above 0
  double scale = 0;              ///< T/scale is noncentral χ²,
  double freedom = 0;            ///< with these degrees of freedom and noncentrality D/scale; not whole
};

/// KL(current‖reference) from counts over the same cells; those that both lack do not count.
///   T = Σ p ln(p/q),  T/a ~ noncentral χ² with b/a degrees of freedom and noncentrality D/a
/// with p, q the shares of current and reference, b the bias, and a = v/(2b + 4D), v the variance: the mean and variance of T
/// at distributions that are D ≈ T − b apart, summed over the odds of each cell's counts (divergence_moments). As counts
/// grow these are the delta method's, b = (k − 1)/2m + (Σp/q − 1)/2n and a → (1/n + 1/m)/2 as D does to 0. The interval is
/// Feldman and Cousins'. Where the reference lacks a cell that the current table has, its lower end is that of the KL which
/// is left if as many rows as the level allows were hidden there: −ln(1 − level), 3 for 95%.
/// Where counts are not independent rows, `effects` say how many of them are worth one.
/// Cover measured wherever every cell expects 2 rows in both tables: 93–97%, of KL 91–98%, its least where the reference
/// expects 3 to 5 rows in each of 20 cells or more (`./dev bench statistics`).
/// O(cells), about 0.3 ms for 20; 3 ms where all expect but a few rows.
/// Throws InvalidArgument if the lengths differ, DomainError if either has no counts, as for level outside (0, 1) or
/// a design effect below 1.
DivergenceEstimate estimate_kl(std::span<const std::uint64_t> reference, std::span<const std::uint64_t> current,
                               double level = 0.95, const DesignEffects& effects = {});

/// The Jensen-Shannon divergence, in [0, ln 2], likewise; b → (k − 1)(1/n + 1/m)/8 and a → (1/n + 1/m)/8 as D does to 0. Its
/// root's interval is the roots of its ends.
DivergenceEstimate estimate_js(std::span<const std::uint64_t> reference, std::span<const std::uint64_t> current,
                               double level = 0.95, const DesignEffects& effects = {});

/// p of D ≤ least, by the estimate's law: the chance of such a value where the divergence is no more than `least`.
PValue p_of_more_than(const DivergenceEstimate& estimate, double least);

/// Cells that expect fewer rows than this in either table are too sparse for the formulas above.
inline constexpr double kFewestExpected = 2;

/// Counts with sparse cells merged, which keeps both estimates honest and can only make divergences smaller.
struct MergedCells {
  std::vector<std::uint64_t> reference, current;
  std::vector<std::size_t> group;  ///< of each given cell; that of an empty one means nothing
  std::size_t given = 0;           ///< cells that either table had rows in
  bool too_sparse() const noexcept { return given > 1 && reference.size() < 2; }
};

/// Merges cells until each expects at least `fewest` rows in both tables if these were alike: (c + d)·min(n, m)/(n + m) for
/// counts c and d. The first `ordered` cells are consecutive and merge with their neighbours; of the others the sparse
/// are put together, and where they remain sparse, join the rarest of the rest. Looks at the sums c + d alone, in rows that are
/// independent. O(cells).
/// Throws as the estimates do.
MergedCells merge_sparse_cells(std::span<const std::uint64_t> reference, std::span<const std::uint64_t> current,
                               std::size_t ordered, double fewest = kFewestExpected, const DesignEffects& effects = {});

}  // namespace sanov
