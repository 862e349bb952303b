#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "sanov/samples/pair_kernel.h"

/// Two samples seen through a kernel of pairs: what energy distance and MMD are made of.
namespace sanov {

/// For each of n + m points, those of x first, the kernel's sum over the others in x and over those in y; and the sums of
/// its squares over ordered pairs of different points, of x and y over n·m pairs.
struct PairSums {
  std::size_t n = 0, m = 0;
  std::vector<double> to_x, to_y;
  double squares_xx = 0, squares_xy = 0, squares_yy = 0;
};
PairSums pair_sums(const PairPoints& points, PairKernel kernel, std::size_t n);

/// An estimate with the standard error of it.
struct Discrepancy {
  double value = 0, standard_error = 0;
};
/// Of E k(X, X') + E k(Y, Y') − 2 E k(X, Y), without bias. The variance counts both orders of the U-statistic, so that it
/// holds near 0, where the first one vanishes, and far from it. Needs two points a side.
Discrepancy discrepancy(const PairSums& sums);

/// That value for draws [0, draws) of which n of all points are x's: draw b is permutation() of the seed.
/// O(draws · size²) in products of matrices. Reports its progress.
std::vector<double> redrawn_discrepancies(const PairPoints& points, PairKernel kernel, const PairSums& sums,
                                          std::size_t draws, std::uint64_t seed);

}  // namespace sanov
