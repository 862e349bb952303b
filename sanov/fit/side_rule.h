#pragma once

#include <vector>

namespace sanov {

/// A double exponential rule with fixed nodes: ∫ f over (0, length), length ≤ ∞, is Σ weight f(at) for functions that are
/// smooth inside and fall off as a tail of a distribution with a mean does. So that all nodes can be asked at once, and the
/// integral is a smooth function of parameters.
/// Takahasi and Mori, Publ. RIMS 9, 1974.
struct SideRule {
  std::vector<double> at, weight;  ///< rising
  /// Between each node and the next three points of Gauss's, for the integral over that gap alone.
  std::vector<double> inner, inner_weight;

  /// `step` in the rule's own variable: 1/24 for about 1e-12 of the integral, 1/10 for 1e-7.
  SideRule(double length, double step);
};

}  // namespace sanov
