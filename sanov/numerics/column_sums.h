#pragma once

#include <array>
#include <span>

/// Sums over many numbers with weights (none: 1 each), in one pass on all threads. Chunks are added in order with
/// compensation: the same bits for any number of threads.
namespace sanov {

enum class Transform { none, log, log_complement, reciprocal };  ///< x, ln x, ln(1 − x), 1/x

/// Of t, the numbers transformed. NaN where one of them is.
struct ColumnMoments {
  double mass = 0;  ///< Σ w
  double mean = 0, variance = 0;
  double low = 0, high = 0;
  bool whole = false;  ///< all are whole numbers
};
/// x is not empty. Those whose t is not finite make the mean so.
ColumnMoments column_moments(Transform transform, std::span<const double> x, std::span<const double> weights);

/// out[i] = ln x[i].
void logarithms(std::span<const double> x, std::span<double> out);

/// ln Σ w e^(rate t), with its first two derivatives by the rate: the mean of t under these weights, and its variance. `of`
/// says where t lies.
std::array<double, 3> log_sum_tilted(std::span<const double> t, std::span<const double> weights, double rate,
                                     const ColumnMoments& of);

}  // namespace sanov
