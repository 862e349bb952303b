#pragma once

#include <cmath>

namespace sanov {

/// A sum in twice the working precision, added up one by one: value() is within 1 ULP + n·10⁻³² of the sum of the
/// sizes. An infinity, or an overflow, stays one.
class RunningSum {
 public:
  void add(double x) noexcept {
    // What the addition loses is known exactly, whichever of the two is larger (Knuth's two-sum).
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

}  // namespace sanov
