#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace sanov {

/// The area under the ROC curve of scores, of which those with `is_positive` should be the higher, and each row's part in
/// it: the share of the other side that it is on the right side of, half for equal ones.
struct Auc {
  double value = 0.5;
  std::vector<double> placements;
};
/// Both kinds must be there. O(n log n).
Auc auc_of(std::span<const double> scores, std::span<const unsigned char> is_positive);

/// Its value alone, by SIMD: scores that differ by a last place may count as equal.
double auc_value(std::span<const double> scores, std::span<const unsigned char> is_positive);

}  // namespace sanov
