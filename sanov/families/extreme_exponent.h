#pragma once

#include <cmath>

#include "sanov/families/jet.h"

/// w = ln(1 + shape z)/shape with z = (x − location)/scale, for shape = 0 its limit z: what the generalised extreme value
/// and Pareto distributions are written in.
namespace sanov {

/// With all digits, also where 1 + shape z nears 0, the finite end of the support; ±∞ at that end and beyond.
inline double extreme_exponent(double x, double location, double scale, double shape) {
  const double d = x - location, z = d / scale;
  if (!(shape * z < -0.5)) return z * log1p_ratio(shape * z);
  // (scale + shape (x − location))/scale: rounded once, with what x − location lost put back.
  const double back = x - d, lost = (x - (d + back)) + (back - location);
  const double room = std::fma(shape, d, scale) + shape * lost;
  return room > 0 ? std::log(room / scale) / shape : -HUGE_VAL / shape;
}

/// The same with derivatives.
template <class T>
T extreme_exponent_of(double x, const T& location, const T& scale, const T& shape) {
  const double exact = extreme_exponent(x, value_of(location), value_of(scale), value_of(shape));
  if (std::isinf(exact)) return T(exact);
  const T z = (x - location) / scale;
  return with_value(T(z * log1p_ratio(shape * z)), exact);
}

}  // namespace sanov
