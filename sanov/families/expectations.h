#pragma once

#include <optional>
#include <vector>

/// What makes closed forms of KL(P‖Q) = −H(P) − E_P ln q for pairs of different families: q says of which functions of x
/// its log density is a linear combination, p knows their means.
namespace sanov {

/// A function of x.
struct Statistic {
  enum class Kind {
    one,               ///< 1
    x,                 ///< x
    squared_x,         ///< (x − at)²
    log_x,             ///< ln x
    squared_log_x,     ///< (ln x)²
    log_complement,    ///< ln(1 − x)
    power_of_x,        ///< x^at
    exponential_of_x,  ///< e^(at·x)
    distance,          ///< |x − at|
  };
  Kind kind = Kind::one;
  double at = 0;
};

/// coefficient · statistic
struct StatisticTerm {
  double coefficient = 1;
  Statistic statistic;
};

}  // namespace sanov
