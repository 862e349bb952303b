#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "sanov/transport/pair_costs.h"

namespace sanov {

/// The plan whose row i shares out the mass rᵢ: Pᵢⱼ = rᵢ exp((hⱼ − cᵢⱼ)/ε) / Σₖ exp((hₖ − cᵢₖ)/ε), h being the columns'
/// potentials and ε times the logarithms of their weights. Never stored: each function below computes it anew, in one
/// parallel pass over all pairs. What is below e⁻⁶⁴ of a row's largest is 0.
struct EntropicPlan {
  EntropicPlan(const PairCosts& costs, double epsilon, std::span<const double> row_masses, std::span<const double> b,
               std::span<const double> g);
  /// Row i; `out` has costs.stride() places, 0 beyond the last column.
  void row(std::size_t i, double* out) const;

  PairCosts costs;
  double epsilon;
  std::vector<double> masses, h;  ///< h is padded to costs.stride()
};

/// Σ Pᵢⱼ cᵢⱼ.
double cost_of_plan(const EntropicPlan& plan);

/// Σⱼ Pᵢⱼ ∂c(xᵢ, yⱼ)/∂xᵢ, a row for each point of x. Where a cost has no slope (euclidean at 0, cityblock and chebyshev
/// where they have a crease) the mean of those beside it. For cosine the slopes are in points brought to length 1.
std::vector<double> slopes_of_plan(const EntropicPlan& plan, const Cloud& x, const Cloud& y, Cost cost, double power);

}  // namespace sanov
