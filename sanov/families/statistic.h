#pragma once

#include <cmath>

namespace sanov {

/// A function of x whose mean is all that a log density asks of data, and that many families know of themselves: an
/// exponential family is Σ coefficient(parameters) · statistic(x).
struct Statistic {
  enum class Kind {
    one,             ///< 1
    x,               ///< x
    squared_x,       ///< x²
    log_x,           ///< ln x
    squared_log_x,   ///< (ln x)²
    log_complement,  ///< ln(1 − x)
    reciprocal_x,    ///< 1/x
  };
  Kind kind = Kind::one;

  double operator()(double x) const {
    switch (kind) {
      case Kind::one: return 1;
      case Kind::x: return x;
      case Kind::squared_x: return x * x;
      case Kind::log_x: return std::log(x);
      case Kind::squared_log_x: return std::log(x) * std::log(x);
      case Kind::log_complement: return std::log1p(-x);
      case Kind::reciprocal_x: return 1 / x;
    }
    return 0;
  }
};

}  // namespace sanov
