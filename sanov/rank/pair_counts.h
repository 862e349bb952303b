#pragma once

#include <cstdint>
#include <span>

namespace sanov {

/// What the lengths t of a column's runs of equal values add up to: 0 without ties.
struct TieSums {
  std::uint64_t pairs = 0;   ///< Σ t(t−1)/2
  double triples = 0;        ///< Σ t(t−1)(t−2)
  double weighted = 0;       ///< Σ t(t−1)(2t+5)
  std::uint64_t groups = 0;  ///< distinct values
};

/// The n(n−1)/2 pairs of pairs (xᵢ, yᵢ), (xⱼ, yⱼ), sorted by how they stand to each other. All are exact.
struct PairCounts {
  std::uint64_t n = 0;
  std::uint64_t concordant = 0, discordant = 0;
  TieSums x, y;            ///< x.pairs are tied in x, those tied in both among them
  std::uint64_t both = 0;  ///< tied in x and y

  std::uint64_t total() const noexcept { return n < 2 ? 0 : (n % 2 == 0 ? n / 2 * (n - 1) : (n - 1) / 2 * n); }
  bool tied() const noexcept { return x.pairs > 0 || y.pairs > 0; }
  /// Concordant less discordant.
  double excess() const noexcept;
  /// Kendall's three coefficients. b and c want a column that is not constant.
  double tau_a() const noexcept;
  double tau_b() const noexcept;
  double tau_c() const noexcept;
  /// Somers' D(y|x) and Goodman and Kruskal's γ; both want columns that are not constant.
  double somers_d() const noexcept;
  double gamma() const noexcept;
};

/// Counts them in O(n log n): 1e6 pairs without ties in about 30 ms on two cores. ±∞ are values like others.
/// Throws InvalidArgument if the lengths differ or there are 2^31 or more; DomainError for NaN.
PairCounts count_pairs(std::span<const double> x, std::span<const double> y);

}  // namespace sanov
