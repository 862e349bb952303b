#include "sanov/measures/cumulative.h"

#include <cmath>

namespace sanov {

std::vector<double> cumulative_difference(Cells p, Cells q) {
  std::vector<double> difference(p.size() - 1);
  RunningSum sum;
  for (std::size_t i = 0; i < difference.size(); ++i) {
    sum.add_difference(p[i], q[i]);
    difference[i] = sum.value();
  }
  return difference;
}

void spread_slopes(const std::vector<double>& slopes, double* gp, double* gq) {
  RunningSum sum;
  for (std::size_t i = slopes.size() + 1; i-- > 0;) {
    if (i < slopes.size()) sum.add(slopes[i]);
    if (gp != nullptr) gp[i] = sum.value();
    if (gq != nullptr) gq[i] = -sum.value();
  }
}

double stretched(double weight, double from, double to) noexcept {
  const double width = to - from;
  // A width that overflows joins numbers of opposite signs: there is nothing to cancel.
  return std::isfinite(width) ? weight * width : weight * to - weight * from;
}

}  // namespace sanov
