#pragma once

#include "sanov/base/status.h"
#include "sanov/numerics/roots.h"

/// Integrals of a function of one number. Two rules of different kinds, so that one can check the other.
namespace sanov {

struct Integral {
  double value = 0;
  double error = 0;  ///< an estimate of |value − truth|, from two levels of the rule; not a bound
  double size = 0;   ///< the integral of |f|: value is meaningful to about error/size digits
  Status status = Status::converged;
};

struct IntegralOptions {
  double relative = 1e-12;  ///< tolerance on the error as a fraction of the integral of |f|
};

/// The integral of f from low to high, either of which may be infinite, by double exponential rules (tanh-sinh,
/// exp-sinh, sinh-sinh). f may be infinite at the ends, and is not called there; it should be smooth between. The error
/// falls exponentially with the number of calls, of which a few hundred are usual.
/// Status::no_progress where the tolerance was not reached; value is then NaN if f was.
/// Throws InvalidArgument unless low < high.
/// Takahasi and Mori, Publ. RIMS 9, 1974.
Integral integrate(FunctionRef f, double low, double high, const IntegralOptions& options = {});

/// The same by Gauss and Kronrod's 15 points, halving the interval where they do not suffice (at most 2^12 pieces). For
/// smooth f, or f with kinks inside.
Integral integrate_in_pieces(FunctionRef f, double low, double high, const IntegralOptions& options = {});

}  // namespace sanov
