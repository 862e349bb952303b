#include "sanov/transport/shares.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "sanov/base/error.h"
#include "sanov/base/running_sum.h"

namespace sanov {

std::vector<double> checked_shares(const std::optional<Cells>& shares, std::size_t n, const char* things,
                                   const char* function) {
  if (!shares) return std::vector<double>(n, 1 / static_cast<double>(n));
  if (shares->size() != n)
    fail_argument(function, "shares",
                  "has " + std::to_string(shares->size()) + " numbers for " + std::to_string(n) + " " + things);
  double largest = 0;
  for (std::size_t k = 0; k < n; ++k) {
    if (!((*shares)[k] >= 0) || std::isinf((*shares)[k]))
      fail_value(function, "shares", k, (*shares)[k], "shares are finite and not negative");
    largest = std::max(largest, (*shares)[k]);
  }
  if (largest == 0) fail_domain(function, "shares", "are all 0; at least one must be positive");
  RunningSum sum;
  std::vector<double> out(n);
  for (std::size_t k = 0; k < n; ++k) sum.add(out[k] = (*shares)[k] / largest);
  for (double& share : out) share /= sum.value();
  return out;
}

}  // namespace sanov
