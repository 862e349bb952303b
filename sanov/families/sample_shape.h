#pragma once

namespace sanov {

/// What a family needs to know of data to begin a fit of itself. Weighted, if the data are.
struct SampleShape {
  double mass = 0;  ///< the sum of the weights: the number of values, if they have none
  double low = 0, high = 0;
  double mean = 0, sd = 0, skewness = 0, kurtosis = 3;
  double mean_distance = 0;  ///< from the median
  double lower_quartile = 0, median = 0, upper_quartile = 0;
  double mean_log = 0, sd_log = 0;  ///< of the values, where all are positive
  double mean_reciprocal = 0;       ///< of 1/x, where all are positive
  bool whole = false;               ///< all values are whole numbers
};

}  // namespace sanov
