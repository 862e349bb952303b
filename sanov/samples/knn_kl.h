#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "sanov/base/cells.h"
#include "sanov/inference/interval.h"
#include "sanov/inference/p_value.h"

namespace sanov {

/// Beyond so many dimensions the nearest neighbours are too far away for an interval: the bias is larger than it.
inline constexpr std::size_t kMostCoveredDimensions = 3;

struct KnnOptions {
  std::size_t k = 5;                   ///< which neighbour: a larger one scatters less and is biased more
  std::size_t permutations = 999;      ///< behind p; 0 for none
  std::size_t most_permuted = 20'000;  ///< rows of both sides together beyond which there is no p
  double level = 0.95;                 ///< of the interval
  std::uint64_t seed = 0;              ///< of parts, permutations, and where ties are spread to
};

/// KL divergence estimated from two samples of points.
struct KnnDivergence {
  double kl = 0;                         ///< nats; near 0 it is below 0 half of the time
  std::optional<double> standard_error;  ///< from parts of the samples; absent where these are too small for it
  std::optional<Interval> interval;      ///< absent too above three dimensions, where none would cover
  std::optional<PValue> p;               ///< that the two come from one distribution; by permutation
  std::vector<std::size_t> spread;       ///< columns with ties, whose values were spread over their granularity
};

/// KL(P‖Q) from a sample x of P and y of Q, with no cells: from how much nearer the k-th neighbour of each x is among the
/// other x than among the y.
///   (d/n) Σᵢ ln(νᵢ/ρᵢ) + ln(m/(n − 1)),  ρᵢ, νᵢ the distance from xᵢ to its k-th neighbour in x without xᵢ, and in y
/// Unit: nats. It may be negative. Its bias goes down slowly in many dimensions (a true ½ reads about 0.42 in five, n =
/// 1000), so that beyond three no coverage is claimed and no interval given. The standard error is that of the estimates
/// of disjoint parts. The interval also reaches as far beyond the end of the bias, read off the estimates with 1, …, k, as
/// that is away: between normals up to 1 apart in each column it covers in over 95%. Where P reaches far into Q's tails the
/// estimate is low and the interval too short (N(0, 4) from N(0, 1), or a correlation of 0.8 from none: 60 to 80%).
/// Columns count by their scale, though the truth does not: bring them to one scale first. A column in which a value comes
/// twice is spread evenly over its granularity, by the seed; `spread` names it. Then KL is that of the values with their
/// probabilities; where x has a value that y lacks the estimate is large, not infinite.
/// O((n + m) log(n + m)) in few dimensions: 1e5 against 1e5 points in three take 0.3 s without p. The same bits for any
/// number of threads.
/// Throws InvalidArgument if the numbers of columns differ, there are none, k is 0, a side has no more than k rows,
/// or unless level is in (0, 1); DomainError for a coordinate that is not finite.
/// Wang, Kulkarni and Verdú, Divergence estimation for multidimensional densities via k-nearest-neighbor distances, IEEE
/// Transactions on Information Theory 55, 2009; Berrett and Samworth, Efficient functional estimation and the
/// super-oracle phenomenon, Annals of Statistics 51, 2023.
KnnDivergence knn_kl(Rows x, Rows y, const KnnOptions& options = {});

}  // namespace sanov
