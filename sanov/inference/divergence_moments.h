#pragma once

#include <vector>

namespace sanov {

/// Shares of two tables over the cells that either has, and how many rows they were counted from.
struct CellShares {
  std::vector<double> p, q;  ///< current, reference
  double m = 0, n = 0;       ///< their rows
};

/// How a divergence T of two samples is distributed around that of the distributions they come from.
struct DivergenceMoments {
  double divergence = 0;  ///< of the distributions
  double bias = 0;        ///< the mean of T, less that
  double scale = 0;  ///< a such that T/a has the mean and variance of a noncentral χ² with noncentrality divergence/a
                     ///< and bias/a degrees of freedom: variance/(2 bias + 4 divergence)
};

enum class DivergenceKind { kl, js };

/// The moments of KL(current‖reference), or of the Jensen-Shannon divergence, where s are the distributions. Cell by cell, counts
/// being Poisson's, which they nearly are beside their sums: over all counts where a cell expects under 20 rows,
/// elsewhere by seven points of a normal variable with Poisson's skewness. KL's are of samples in which it is finite.
/// Tends to the delta method's bias and variance as counts grow, and is right where these fail, at a few rows a cell. O(cells):
/// 1 µs each, 30 µs where both expect under 20 rows.
DivergenceMoments divergence_moments(DivergenceKind kind, const CellShares& s);

/// T itself.
double plug_in_divergence(DivergenceKind kind, const CellShares& s);

}  // namespace sanov
