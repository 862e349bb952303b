#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

/// Neyman's smooth test, of two samples counted in ordered cells.
namespace sanov {

struct SmoothTest {
  double statistic = 0;
  double degrees = 0;  ///< 4, or one less than the cells with rows where these are fewer than 5
};

/// How much two samples differ in location, scale, skewness and weight of the tails, as ranks see it: with P₁, …, P₄ the
/// polynomials in the mid-rank that are orthonormal over the pooled rows,
///   S = (N − 1)/(n m) Σ_k (Σⱼ (bⱼ − m lⱼ/N) P_k(uⱼ))²
/// lⱼ the rows of both samples in cell j. χ² under the null hypothesis as the samples grow, whatever the ties, with mean
/// `degrees` exactly. Symmetric in the samples; 0 where a sample has no rows. O(cells).
/// Throws InvalidArgument if the lengths differ.
/// Neyman, "Smooth test" for goodness of fit, Skand. Aktuarietidskr. 20, 1937.
SmoothTest neyman_smooth(std::span<const std::uint64_t> a, std::span<const std::uint64_t> b);

inline constexpr std::size_t kSmoothOrder = 4;

/// Polynomials in the mid-rank that are orthonormal over cells with these positive weights, which add up to 1, and to
/// the constant: the first kSmoothOrder, or one less than there are cells. Value of each at each cell.
/// By Stieltjes' recurrence. O(cells).
std::vector<std::vector<double>> rank_polynomials(std::span<const double> weights);

}  // namespace sanov
