#pragma once

#include <concepts>
#include <memory>
#include <type_traits>

#include "sanov/base/status.h"

/// Roots and minima of a function of one number on an interval.
namespace sanov {

/// A function of one number, borrowed for the length of a call.
class FunctionRef {
 public:
  template <class F>
    requires(!std::same_as<std::remove_cvref_t<F>, FunctionRef> && std::is_invocable_r_v<double, F&, double>)
  FunctionRef(F&& f) noexcept
      : context_(const_cast<void*>(static_cast<const void*>(std::addressof(f)))),
        call_([](void* context, double x) -> double {
          return (*static_cast<std::remove_reference_t<F>*>(context))(x);
        }) {}
  double operator()(double x) const { return call_(context_, x); }

 private:
  void* context_;
  double (*call_)(void*, double);
};

struct Root {
  double x = 0;
  double residual = 0;  ///< f(x)
  int iterations = 0;
  Status status = Status::converged;
};

struct RootOptions {
  double relative = 4e-16;  ///< tolerance on x as a fraction of |x|
  double absolute = 0;      ///< and on top of that, beside 1e-30 of the interval's larger end (a root may be 0)
  int max_iterations = 200;
};

/// A root of a continuous f between low and high, where f has opposite signs (or is 0). f may be ±∞ at the ends.
/// Each step is an inverse quadratic interpolation where the last three points allow one, else a bisection: about 8
/// calls of f for smooth functions. A NaN from f ends the search with Status::no_progress.
/// Throws InvalidArgument unless low < high are finite; DomainError if f has the same sign, or NaN, at both.
/// Chandrupatla, Advances in Engineering Software 28, 1997.
Root find_root(FunctionRef f, double low, double high, const RootOptions& options = {});

struct Minimum {
  double x = 0;
  double value = 0;     ///< f(x)
  double residual = 0;  ///< the minimum is within this of x
  int iterations = 0;
  Status status = Status::converged;
};

struct MinimumOptions {
  double relative = 1.5e-8;  ///< tolerance on x as a fraction of |x|; below √ε rounding in f hides the minimum
  double absolute = 1e-12;   ///< and on top of that
  int max_iterations = 200;
};

/// A local minimum of f on [low, high], the ends included; the only one if f is unimodal. Parabolas through the best
/// three points, golden sections where they do not serve. NaN from f counts as ∞; if nothing else comes,
/// Status::no_progress.
/// Throws InvalidArgument unless low < high are finite.
/// Brent, Algorithms for Minimization without Derivatives, 1973, chapter 5.
Minimum minimize(FunctionRef f, double low, double high, const MinimumOptions& options = {});

}  // namespace sanov
