#include "sanov/transport/unit_masses.h"

#include <algorithm>
#include <cmath>

#include "sanov/base/error.h"
#include "sanov/base/running_sum.h"

namespace sanov {

std::vector<double> unit_masses(const std::optional<Cells>& weights, std::size_t n, const char* function,
                                const std::string& name) {
  if (!weights) return std::vector<double>(n, 1 / static_cast<double>(n));
  if (weights->size() != n)
    fail_argument(function, name,
                  "has " + std::to_string(weights->size()) + " numbers for " + std::to_string(n) + " points");
  double largest = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const double w = (*weights)[i];
    if (!(w >= 0) || std::isinf(w)) fail_value(function, name, i, w, "weights are finite and not negative");
    largest = std::max(largest, w);
  }
  if (largest == 0) fail_domain(function, name, "holds no mass: its weights are all 0");
  // Their sum could overflow; their sum as parts of the largest cannot.
  std::vector<double> out(n);
  RunningSum sum;
  for (std::size_t i = 0; i < n; ++i) sum.add(out[i] = (*weights)[i] / largest);
  for (double& mass : out) mass /= sum.value();
  return out;
}

void check_above_zero(double value, const char* function, const char* argument) {
  if (!(value > 0 && std::isfinite(value)))
    fail_argument(function, argument, "is " + to_text(value) + "; it is a finite number above 0");
}

}  // namespace sanov
