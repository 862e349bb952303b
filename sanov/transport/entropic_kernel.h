#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace sanov {

/// The plan that one side's potentials g describe: P = rᵢ Qᵢⱼ, where each row of Q sums to 1 and the masses r of the rows
/// are those wanted. What a solver asks of it; every look() and spread() is a pass over all that there is, in parallel,
/// with the same bits for any number of threads and on AVX2 and AVX-512.
class EntropicKernel {
 public:
  virtual ~EntropicKernel() = default;

  /// From the potentials g:
  ///   softmin()ᵢ = −ε log Σⱼ bⱼ exp((gⱼ − cᵢⱼ)/ε),  Qᵢⱼ = bⱼ exp((gⱼ − cᵢⱼ + softmin()ᵢ)/ε)
  ///   row_masses()ᵢ = aᵢ exp(−leak·softmin()ᵢ),  column_masses()ⱼ = Σᵢ rᵢ Qᵢⱼ
  /// Entries below about e⁻⁶⁴ of their row's largest are taken for 0. softmin is +∞ where a row has no finite cost to a
  /// column with mass, and such a row's mass is 0.
  virtual void look(double epsilon, double leak, std::span<const double> g) = 0;

  std::span<const double> softmin() const noexcept { return softmin_; }
  std::span<const double> row_masses() const noexcept { return row_masses_; }
  std::span<const double> column_masses() const noexcept { return column_masses_; }

  /// outⱼ = Σᵢ rᵢ Qᵢⱼ (xⱼ − (1 − ε·leak)·x̄ᵢ), x̄ᵢ = Σⱼ Qᵢⱼ xⱼ: how the columns' masses answer to their potentials, to
  /// single precision at least.
  virtual void spread(std::span<const double> x, std::span<double> out) = 0;
  /// The diagonal of that matrix.
  virtual std::span<const double> diagonal() = 0;

  /// The columns in groups of group_size() neighbours: Σᵢ rᵢ q̄ᵢ q̄ᵢᵀ in its lower triangle, q̄ being the sums of a row of Q
  /// over the groups. No groups: there is no such thing to be had.
  virtual std::size_t groups() const noexcept { return 0; }
  virtual std::size_t group_size() const noexcept { return 1; }
  virtual std::span<const double> products() const noexcept { return {}; }

  /// −ε log Σᵢ exp((hᵢ − cᵢⱼ)/ε) of these columns.
  virtual void softmin_of_columns(std::span<const std::uint32_t> columns, double epsilon, std::span<const double> h,
                                  std::span<double> out) const = 0;

  std::size_t passes() const noexcept { return passes_; }

 protected:
  std::vector<double> softmin_, row_masses_, column_masses_;
  std::size_t passes_ = 0;
};

}  // namespace sanov
