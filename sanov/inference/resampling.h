#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "sanov/inference/p_value.h"

/// Resampling by counter: draw b takes its random numbers from stream b of the seed, so it is the same draw whichever
/// thread makes it, and draw 7 can be had without those before it.
namespace sanov {

/// Draw number `draw`: 0, …, n − 1 in random order, each order as likely. O(n).
/// Fisher and Yates; Durstenfeld, Algorithm 235, CACM 7, 1964.
void permutation(std::uint64_t seed, std::uint64_t draw, std::span<std::uint32_t> order);

/// Draw number `draw`: indices.size() of 0, …, n − 1, with replacement, each as likely every time. O(size).
/// Throws InvalidArgument for n = 0.
void bootstrap_indices(std::uint64_t seed, std::uint64_t draw, std::uint32_t n, std::span<std::uint32_t> indices);

/// The permutation p of an observed statistic: (1 + the draws at least as extreme) / (1 + draws), which holds its size
/// whatever the number of draws. `statistic(b)` is the statistic of draw b, called from many threads; it is as extreme
/// where it differs from the observed one by rounding alone: by 1e-12 of it, or of `scale`, which is the size of the
/// numbers that a statistic near 0 is a difference of. Two-sided, extreme means far from 0. Reports its progress.
/// Throws InvalidArgument for no draws, Cancelled where the progress hook says stop.
/// Phipson and Smyth, Permutation p-values should never be zero, SAGMB 9, 2010.
PValue permutation_p(double observed, std::size_t draws, Alternative alternative,
                     const std::function<double(std::uint64_t draw)>& statistic, double scale = 1);

/// What permutations say of several statistics together.
struct JointPermutation {
  PValue p;                  ///< of the smallest of the statistics' own p, which each draw has too
  std::vector<PValue> each;  ///< of each statistic by itself
};

/// One p of several statistics, of which large values are extreme: each has a p of its own in every draw, the smallest of
/// these is the draw's, and p is the share of draws whose smallest is no larger than the observed one's. It holds its size
/// whatever the statistics have in common. `statistics(b, out)` writes those of draw b, called from many threads; equal is
/// what permutation_p takes for equal. `every` says that the draws are all arrangements, the observed one among them: then p
/// is exact, their share alone. O(draws log(draws)) beside the statistics.
/// Throws InvalidArgument for no draws or no statistic, Cancelled where the progress hook says stop.
/// Westfall and Young, Resampling-based multiple testing, 1993.
JointPermutation joint_permutation_p(std::span<const double> observed, std::size_t draws, bool every,
                                     const std::function<void(std::uint64_t draw, std::span<double> out)>& statistics);

}  // namespace sanov
