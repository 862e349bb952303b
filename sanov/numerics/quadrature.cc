#include "sanov/numerics/quadrature.h"

#include <algorithm>
#include <boost/math/quadrature/exp_sinh.hpp>
#include <boost/math/quadrature/gauss_kronrod.hpp>
#include <boost/math/quadrature/sinh_sinh.hpp>
#include <boost/math/quadrature/tanh_sinh.hpp>
#include <cmath>
#include <limits>

#include "sanov/base/error.h"
#include "sanov/base/floating_point.h"

namespace sanov {
namespace {

namespace bp = boost::math::policies;
namespace bq = boost::math::quadrature;

/// Nothing of Boost's is thrown: trouble shows as NaN or as an error above the tolerance.
using Quiet =
    bp::policy<bp::domain_error<bp::ignore_error>, bp::pole_error<bp::ignore_error>,
               bp::overflow_error<bp::ignore_error>, bp::evaluation_error<bp::ignore_error>, bp::promote_double<false>>;

void check_interval(const char* function, double low, double high) {
  if (low < high) return;
  fail_argument(function, "low and high", "are " + to_text(low) + " and " + to_text(high) + "; low < high is needed");
}

Integral judged(Integral integral, double relative) {
  integral.error = std::fabs(integral.error);
  if (!std::isfinite(integral.value)) integral.error = std::numeric_limits<double>::infinity();
  if (!(integral.error <= relative * integral.size)) integral.status = Status::no_progress;
  return integral;
}

/// The double exponential rule for each kind of interval. The rules hold tables, grown as needed under their own locks.
Integral double_exponential(FunctionRef f, double low, double high, double relative) {
  static bq::tanh_sinh<double, Quiet> finite;
  static bq::exp_sinh<double, Quiet> half;
  static bq::sinh_sinh<double, Quiet> whole;
  Integral result;
  const bool below = std::isinf(low), above = std::isinf(high);
  if (below && above) {
    result.value = whole.integrate(f, relative, &result.error, &result.size);
  } else if (above) {
    result.value = half.integrate([&](double t) { return f(low + t); }, relative, &result.error, &result.size);
  } else if (below) {
    result.value = half.integrate([&](double t) { return f(high - t); }, relative, &result.error, &result.size);
  } else {
    // The rule of two arguments takes x from the nearer end. (That of one loses the left end's digits in Boost 1.74, and
    // can land on it.) Where rounding puts x on an end all the same, the number beside it stands for it.
    const auto inside = [&](double x, double) {
      return f(x <= low ? std::nextafter(low, high) : x >= high ? std::nextafter(high, low) : x);
    };
    result.value = finite.integrate(inside, low, high, relative, &result.error, &result.size);
  }
  return result;
}

using GaussKronrod = bq::gauss_kronrod<double, 15, Quiet>;

constexpr int kHalvings = 12;

Integral one_piece(FunctionRef f, double low, double high, double relative) {
  Integral piece;
  piece.value = GaussKronrod::integrate(f, low, high, 0, relative, &piece.error, &piece.size);
  piece.error *= (high - low) / 2;  // Boost's is for [−1, 1], which its own halving forgets
  return piece;
}

/// `whole`, which is one_piece from low to high, or its halves where that is off by more than `allowed`.
Integral halved(FunctionRef f, double low, double high, const Integral& whole, double allowed, double relative,
                int levels) {
  const double middle = low + (high - low) / 2;
  if (levels == 0 || whole.error <= std::max(allowed, relative * std::fabs(whole.value)) || middle <= low ||
      middle >= high)
    return whole;
  const auto half = [&](double a, double b) {
    return halved(f, a, b, one_piece(f, a, b, relative), allowed / 2, relative, levels - 1);
  };
  const Integral left = half(low, middle), right = half(middle, high);
  return {left.value + right.value, left.error + right.error, left.size + right.size};
}

}  // namespace

Integral integrate(FunctionRef f, double low, double high, const IntegralOptions& options) {
  const FloatingPoint environment;
  check_interval("integrate", low, high);
  return judged(double_exponential(f, low, high, options.relative), options.relative);
}

Integral integrate_in_pieces(FunctionRef f, double low, double high, const IntegralOptions& options) {
  const FloatingPoint environment;
  check_interval("integrate_in_pieces", low, high);
  Integral result;
  if (std::isinf(low) || std::isinf(high)) {
    result.value = GaussKronrod::integrate(f, low, high, kHalvings, options.relative, &result.error, &result.size);
  } else {
    const Integral whole = one_piece(f, low, high, options.relative);
    result = halved(f, low, high, whole, options.relative * whole.size, options.relative, kHalvings);
  }
  return judged(result, options.relative);
}

}  // namespace sanov
