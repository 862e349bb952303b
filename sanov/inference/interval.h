#pragma once

namespace sanov {

/// A confidence interval: in `level` of all samples, one made like this holds what it estimates.
struct Interval {
  double lower, upper;
  double level;  ///< 0.95 for 95%
};

}  // namespace sanov
