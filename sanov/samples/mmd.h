#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "sanov/base/cells.h"
#include "sanov/inference/p_value.h"

namespace sanov {

struct MmdOptions {
  std::optional<double> bandwidth =
      {};                          ///< of the kernel, in the unit of the coordinates; the median distance unless given
  std::size_t max_rows = 2000;     ///< of each side; 0 takes all
  std::size_t permutations = 999;  ///< behind p; 0 for none
  std::uint64_t seed = 0;          ///< of the rows chosen and of the permutations
};

/// How far apart two samples are by a kernel's means.
struct Mmd {
  double squared = 0;                  ///< the unbiased estimate of MMD²: near 0, half of the time below
  double standard_error = 0;           ///< of it
  double bandwidth = 0;                ///< σ of the kernel
  std::optional<PValue> p;             ///< that the two come from one distribution; by permutation
  std::size_t x_rows = 0, y_rows = 0;  ///< that it was computed from
};

/// Maximum mean discrepancy with a Gaussian kernel, squared: 0 only for equal distributions, in any number of dimensions.
///   MMD² = E k(X, X') + E k(Y, Y') − 2 E k(X, Y),  k(x, y) = exp(−‖x − y‖²/(2σ²))
/// Range of the distributions' [0, 2]; without unit. Differences much finer or much coarser than σ are hardly seen. σ is
/// the median distance of two different rows of both samples together, within 10⁻⁶, unless given. The standard error
/// holds for equal distributions too, where the estimate is no longer normal.
/// Over all pairs of at most max_rows rows a side, chosen by the seed: O(N² (d + permutations)), 2,000 against 2,000 with
/// 999 permutations in a second. Within 10⁻¹². The same bits for any number of threads.
/// Throws InvalidArgument if the numbers of columns differ, there are none, a side has fewer than 2 rows, max_rows is 1, or
/// unless the bandwidth is a finite number above 0; DomainError for a coordinate that is not finite, and where all rows
/// are the same and no bandwidth is given.
/// Gretton, Borgwardt, Rasch, Schölkopf and Smola, A kernel two-sample test, JMLR 13, 2012.
Mmd mmd(Rows x, Rows y, const MmdOptions& options = {});

}  // namespace sanov
