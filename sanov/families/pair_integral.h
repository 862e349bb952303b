#pragma once

#include <vector>

#include "sanov/families/distribution.h"
#include "sanov/numerics/roots.h"

/// Integrals and sums over where either of two distributions puts its mass.
namespace sanov {

/// A number and an estimate of how far off it is.
struct Estimate {
  double value = 0, error = 0;
};

/// Where integrals over two distributions are cut.
struct Cuts {
  std::vector<double> at;  ///< rising, all different; infinite ends included
  std::vector<double>
      origins;  ///< finite ends of the supports and medians: a piece far from one is smooth in ln |x − it|
};

/// Cut at the ends of the supports, the breaks, and quantiles of both from 10⁻¹⁰⁰ to the middle on either side, and at
/// the places given.
Cuts cuts(const Distribution& p, const Distribution& q, const std::vector<double>& also = {});

/// ∫ f over the line between the first and the last cut: double exponential rules from cut to cut, beside which Gauss and
/// Kronrod's stand for the error.
Estimate integrate_between(FunctionRef f, const Cuts& cuts);

/// Σ f(k) over the whole numbers on which p or q puts more than 1e-18, and as far beyond as terms count: one by one up to
/// 10⁷ of them; of longer tails what is beyond 2¹⁷ by Euler and Maclaurin's formula, for which f is to be smooth there.
Estimate sum_over(FunctionRef f, const Distribution& p, const Distribution& q);

}  // namespace sanov
