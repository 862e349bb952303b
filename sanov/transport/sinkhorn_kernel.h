#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "sanov/transport/pair_costs.h"

namespace sanov {

/// The plan that one side's potentials g describe: P = rᵢ Qᵢⱼ, where each row of Q sums to 1 and the masses r of the rows
/// are those wanted. Every function is one pass over all pairs, in parallel, with the same bits for any number of
/// threads and on AVX2 and AVX-512.
class SinkhornKernel {
 public:
  /// Rows of Q are kept, in single precision, as far as `memory` bytes hold them; the others are computed again.
  SinkhornKernel(const PairCosts& costs, std::span<const double> a, std::span<const double> b, std::size_t memory);

  /// Looks at all pairs from the potentials g:
  ///   softmin()ᵢ = −ε log Σⱼ bⱼ exp((gⱼ − cᵢⱼ)/ε),  Qᵢⱼ = bⱼ exp((gⱼ − cᵢⱼ + softmin()ᵢ)/ε)
  ///   row_masses()ᵢ = aᵢ exp(−leak·softmin()ᵢ),  column_masses()ⱼ = Σᵢ rᵢ Qᵢⱼ
  /// Entries below e⁻⁶⁴ of their row's largest are taken for 0. softmin is +∞ where a row has no finite cost to a column
  /// with mass, and such a row's mass is 0.
  void look(double epsilon, double leak, std::span<const double> g);

  std::span<const double> softmin() const noexcept { return softmin_; }
  std::span<const double> row_masses() const noexcept { return row_masses_; }
  std::span<const double> column_masses() const noexcept { return column_masses_; }

  /// outⱼ = Σᵢ rᵢ Qᵢⱼ (xⱼ − (1 − ε·leak)·x̄ᵢ), x̄ᵢ = Σⱼ Qᵢⱼ xⱼ: how the columns' masses answer to their potentials, to
  /// single precision. Positive semidefinite in spite of rounding.
  void spread(std::span<const double> x, std::span<double> out);
  /// The diagonal of that matrix.
  std::span<const double> diagonal() const noexcept { return diagonal_; }

  std::size_t passes() const noexcept { return passes_; }
  const PairCosts& costs() const noexcept { return costs_; }

 private:
  double* sums(std::size_t chunk, std::size_t which) noexcept;
  void add_up(std::size_t which, std::span<double> out) const;

  const PairCosts& costs_;
  std::span<const double> a_;
  std::vector<double> log_b_, shifted_, softmin_, row_masses_, row_sums_, column_masses_, diagonal_, partial_, padded_;
  std::vector<float> kept_;
  std::size_t stride_, kept_rows_, chunk_rows_, chunks_, passes_ = 0;
  double inverse_ = 1, share_ = 1;
};

/// Turns a row of costs, `stride` long, into the shares that it sends where: exp((hⱼ − cⱼ)/ε) divided by their sum. Returns
/// −ε log of that sum; where all terms are 0, +∞, and the row is all 0.
double turn_into_shares(std::span<const double> h, double epsilon, double* row);

/// −ε log Σⱼ exp((hⱼ − cᵢⱼ)/ε) for the given rows; +∞ where all terms are 0. One pass over these rows.
void softmin_of_rows(const PairCosts& costs, std::span<const std::uint32_t> rows, double epsilon,
                     std::span<const double> h, std::span<double> out);

}  // namespace sanov
