#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "sanov/transport/pair_costs.h"

namespace sanov {

/// Rows worked on together: the columns' sums are read and written once for all of them.
inline constexpr std::size_t kBlock = 4;
/// Columns worked on together.
inline constexpr std::size_t kTile = 64;

/// A block of rows of Q over some tiles of columns, which lie side by side in each row; and sums over the columns, by
/// column. Each row is in double or in single precision.
struct TiledRows {
  std::span<const std::uint32_t> tiles = {};
  const double* q[kBlock] = {};
  const float* kept[kBlock] = {};
  double mass[kBlock] = {};
  double* sums = nullptr;
};

/// Turns costs into h − cost; returns the largest. All widths here are multiples of 8.
double subtract_costs(const double* h, double* row, std::size_t width);

/// Turns each number into exp((number − top)/ε), or 0 below e⁻⁶⁴; returns their sum.
double exponentiate(double* row, double top, double epsilon, std::size_t width);

void multiply_row(double* row, double by, std::size_t width);

/// The largest of a tile.
double largest_of_tile(const double* row);

double sum_of_tile(const double* row);

/// Rounds a tile to single precision, and what is below 10⁻³⁰ to 0; returns the sum of what it became.
double keep_tile(const double* row, float* kept);

/// Adds the rows to the columns' masses `sums`, and mass·Q (1 − share·Q) to `diagonal`.
void add_rows(const TiledRows& rows, double share, double* diagonal);

/// Adds mass·Q (x − share·x̄) to the columns' sums, x̄ = Σ Q x / total being each row's mean.
void spread_rows(const TiledRows& rows, const double* x, double share, const double* totals);

/// Turns a row of costs into the shares that it sends where: exp((hⱼ − cⱼ)/ε) divided by their sum. Returns −ε log of
/// that sum; where all terms are 0, +∞, and the row is all 0.
double turn_into_shares(std::span<const double> h, double epsilon, double* row);

/// −ε log Σⱼ exp((hⱼ − cᵢⱼ)/ε) for the given rows; +∞ where all terms are 0. In parallel.
void softmin_of_rows(const PairCosts& costs, std::span<const std::uint32_t> rows, double epsilon,
                     std::span<const double> h, std::span<double> out);

}  // namespace sanov
