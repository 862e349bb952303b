#pragma once

#include <limits>
#include <optional>

namespace sanov {

/// The smallest closed interval in which everything is drawn.
struct Support {
  double low = -std::numeric_limits<double>::infinity(), high = std::numeric_limits<double>::infinity();
};

/// How a density behaves as x nears an end of its support: what decides which integrals are infinite.
/// With t = x for an infinite end and t = |x − end| for a finite one:
struct End {
  enum class Kind {
    power,               ///< f ~ |t|^index: index > −1 at a finite end, < −1 at an infinite one
    log_squared,         ///< −ln f ~ rate (ln |t|)²
    exponential,         ///< −ln f ~ rate |t|^index: index > 0 at an infinite end, < 0 at a finite one
    double_exponential,  ///< −ln f ~ e^(rate |t|)
    zero,                ///< nothing is drawn near it: whole numbers from a last one on
  };
  Kind kind = Kind::power;
  double index = 0, rate = 1;
};

/// Infinite where the integral diverges, none where it is not defined at all.
struct Moments {
  std::optional<double> mean, variance, skewness, excess_kurtosis;
};

}  // namespace sanov
