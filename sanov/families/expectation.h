#pragma once

#include "sanov/families/distribution.h"
#include "sanov/numerics/roots.h"

/// Expectations under a distribution of any kind, for those that have no closed form.
namespace sanov {

/// E weight(X): a sum over atoms or whole numbers, and an integral that is cut at the distribution's breaks and its
/// median, with double exponential rules between. Relative accuracy about 1e-10 where weight is smooth between the breaks.
double expectation(const AnyDistribution& d, FunctionRef weight);

/// Moments so found. The ends say which diverge.
Moments moments_by_expectation(const AnyDistribution& d);

/// −E ln f(X), so found.
double entropy_by_expectation(const AnyDistribution& d);

/// Sorted, without repetitions, and only those strictly inside the support.
std::vector<double> inner_points(std::vector<double> points, const Support& support);

}  // namespace sanov
