#pragma once

#include <cmath>
#include <vector>

#include "sanov/base/cells.h"

/// What the measures over ordered cells share: the difference of two cumulative distributions.
namespace sanov {

/// A running sum in twice the working precision.
class RunningSum {
 public:
  void add(double x) noexcept {
    const double next = high_ + x, part = next - high_;
    low_ += (high_ - (next - part)) + (x - part);
    high_ = next;
  }
  /// Adds a − b, of which no bit is lost.
  void add_difference(double a, double b) noexcept {
    const double difference = a - b, part = difference - a;
    low_ += (a - (difference - part)) - (b + part);
    add(difference);
  }
  double value() const noexcept { return std::isfinite(high_) ? high_ + low_ : high_; }

 private:
  double high_ = 0, low_ = 0;
};

/// F − G after every cell but the last, where both have reached 1: n − 1 numbers, each within 1 ULP + n·10⁻³².
std::vector<double> cumulative_difference(Cells p, Cells q);

/// From ∂value/∂(F − G) after every cell but the last to ∂value/∂p and ∂value/∂q: sums from the far end. Null pointers
/// are left out.
void spread_slopes(const std::vector<double>& slopes, double* gp, double* gq);

/// weight · (to − from), also where the width alone overflows. `weight` is at most 1 in size.
double stretched(double weight, double from, double to) noexcept;

}  // namespace sanov
