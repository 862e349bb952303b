#pragma once

#include <cstdint>
#include <span>

#include "sanov/inference/drawn_p.h"
#include "sanov/inference/p_value.h"

/// Are two samples counted in the same cells from one distribution? Pearson's test of homogeneity.
namespace sanov {

struct Homogeneity {
  double statistic = 0;       ///< X², at least 0
  double degrees = 0;         ///< cells that hold a row of either sample, less 1
  double least_expected = 0;  ///< the fewest rows that a cell expects of the smaller sample; 0 without cells
};

/// Pearson's statistic of two samples' counts:
///   X² = Σᵢ (aᵢ/n − bᵢ/m)² nm / (aᵢ + bᵢ),  n = Σ aᵢ, m = Σ bᵢ
/// Cells without a row count as none. 0 where a sample has no rows. O(cells).
/// Throws InvalidArgument if the lengths differ.
Homogeneity pearson_homogeneity(std::span<const std::uint64_t> a, std::span<const std::uint64_t> b);

/// The p of X² for cells chosen without looking at which sample a row is in: categories as they are, or hashed.
///
/// From the law of χ² where every cell expects 10 rows of the smaller sample; for two cells the exact sum over all
/// tables with the same margins; else from tables with the same margins at random (draw_without_replacement), which
/// holds P(p ≤ α) ≤ α for any counts, with early stopping and a fitted tail (sequential_p).
///
/// Cells cut so as to suit one of the samples need more care. Cells between quantiles of a sample: test_ordered. A cell
/// of "texts that the reference lacks" is empty on one side by construction: give every such text a cell of its own, or
/// hash them into cells together with texts of the reference. The reference's most frequent texts, where it has many
/// more, have too high a count in it by selection: hash all texts, but those that are listed by a wide margin.
///
/// 1 where there are fewer than two cells with rows, or a sample has none. O(cells) a draw, about 0.1 µs each.
/// Throws InvalidArgument if the lengths differ; what sequential_p throws.
PValue homogeneity_p(std::span<const std::uint64_t> a, std::span<const std::uint64_t> b,
                     const DrawOptions& options = {});

/// −ln of a rough p of X² under the null: that of a gamma law with the mean and variance which X² has over all tables
/// with these margins, `pooled` = a + b, and samples of n and m rows.
/// Haldane, The mean and variance of χ² when used as a test of homogeneity, Biometrika 31, 1940.
class HomogeneityScore {
 public:
  HomogeneityScore(std::span<const std::uint64_t> pooled, std::uint64_t n, std::uint64_t m);
  double operator()(double statistic) const;
  double mean() const { return mean_; }
  double variance() const { return variance_; }

 private:
  double mean_, variance_;
};

}  // namespace sanov
