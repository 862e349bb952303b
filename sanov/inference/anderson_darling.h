#pragma once

#include <array>
#include <complex>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

/// Anderson and Darling's test of two samples counted in ordered cells, and the law of its statistic for any ties.
namespace sanov {

/// The two-sample statistic in the form for ties, midranks (A²akN): cells are values, or hold values that count as equal.
///   A² = (N − 1)/(n m) Σⱼ (lⱼ/N) (N Mⱼ − n Bⱼ)² / (Bⱼ (N − Bⱼ) − N lⱼ/4)
/// lⱼ the rows of both samples in cell j, Bⱼ those below it and half of lⱼ, Mⱼ the same of the first sample.
/// Its mean under the null hypothesis is 1 whatever the ties. Symmetric in the samples; empty cells count as none;
/// 0 where a sample has no rows or all rows are in one cell. O(cells).
/// Throws InvalidArgument if the lengths differ.
/// Scholz and Stephens, K-sample Anderson–Darling tests, JASA 82, 1987, equation 7.
double anderson_darling(std::span<const std::uint64_t> a, std::span<const std::uint64_t> b);

/// The law that A² tends to under the null hypothesis as the samples grow: that of a weighted sum of squares of
/// independent normals, with weights 1/(j(j + 1)) without ties and others with them. Both tails to about 1e-8 relative,
/// however far out.
class AndersonDarlingLaw {
 public:
  /// Without ties.
  AndersonDarlingLaw() = default;
  /// With ties: `pooled` holds the rows of both samples in each cell. Falls back on the law without ties where two rows
  /// are in one cell with odds of 1/512 or less, which changes p by about 1%. O(1) then, else O(cells).
  /// Throws InvalidArgument if fewer than two cells have rows.
  explicit AndersonDarlingLaw(std::span<const std::uint64_t> pooled);

  /// ln P(A² > x). 0 for x ≤ 0. O(1) without ties, O(10 cells) with them.
  double log_sf(double x) const;

  /// The x that A² exceeds with probability exp(log_p), log_p < 0, to about 1e-9.
  double upper_quantile(double log_p) const;

 private:
  static constexpr std::size_t kNodes = 12;
  using Nodes = std::array<std::complex<double>, kNodes>;
  /// ln E exp(−s A²) for s in the upper half-plane.
  void log_transform(const Nodes& s, Nodes& result) const;
  bool positive_at(double s) const;
  double nearest(double low, double high, double tolerance) const;

  // Pivots of the inverse covariance of a Brownian bridge at the ends of the cells, and of the quadratic form. Empty
  // without ties.
  std::vector<double> precision_, weight_, off_precision_, off_weight_, pivot_at_0_;
  double nearest_ = 1;  ///< −nearest_ lies just before the transform's singularity nearest to 0, −1/(2 largest weight)
};

}  // namespace sanov
