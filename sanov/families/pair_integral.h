#pragma once

#include <vector>

#include "sanov/families/distribution.h"
#include "sanov/families/whole_sum.h"
#include "sanov/numerics/roots.h"

/// Integrals and sums over where either of two distributions puts its mass.
namespace sanov {

/// Where integrals over two distributions are cut.
struct Cuts {
  std::vector<double> at;  ///< rising, all different; infinite ends included
  std::vector<double>
      origins;  ///< finite ends of the supports and medians: a piece far from one is smooth in ln |x − it|
};

/// Cut at the ends of the supports, the breaks, and quantiles of both from 10⁻¹⁰⁰ to the middle on either side, and at
/// the places given.
Cuts cuts(const Distribution& p, const Distribution& q, const std::vector<double>& also = {});

/// Where a function of x that goes with p and q changes its sign, as a grid of cuts and quantiles of both shows it.
std::vector<double> sign_changes(FunctionRef f, const Distribution& p, const Distribution& q);

/// P(X ≤ x) − Q(X ≤ x), from the tails that have the digits.
double cdf_difference(const Distribution& p, const Distribution& q, double x);

/// ∫ f over the line between the first and the last cut: double exponential rules from cut to cut, beside which Gauss and
/// Kronrod's stand for the error. Both go on until they change by no more than `settled`, whose square they are then near.
Estimate integrate_between(FunctionRef f, const Cuts& cuts, double settled = 1e-8);

/// Σ f(k) over the whole numbers on which p or q puts more than 1e-18, and as far beyond as terms count: one by one up to
/// 65,536 of them, else by sum_of_whole from cut to cut, `also` among the cuts.
Estimate sum_over(FunctionRef f, const Distribution& p, const Distribution& q, const std::vector<double>& also = {});

/// The whole numbers at which sums over both are cut: quantiles, breaks, atoms and the places given; rising.
std::vector<double> whole_cuts(const Distribution& p, const Distribution& q, const std::vector<double>& also = {});

}  // namespace sanov
