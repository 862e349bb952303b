#pragma once

#include <span>
#include <vector>

#include "sanov/transport/sinkhorn_solver.h"

namespace sanov {

/// What a solution is worth.
struct EntropicValues {
  double objective = 0, dual = 0;
  double rounding = 0;   ///< by how much `dual` may be off
  double shortfall = 0;  ///< the dual's maximum is in [dual − rounding, dual + shortfall]: proved, rounding included
  std::vector<double> a_slopes, b_slopes;
};

/// Where both marginals are held, a and b are of sum 1, and f and g are moved so that Σ a f = Σ b g. Else the reference is
/// a⊗b, whatever the masses are. b may hold masses that the problem's own has 0 for: of columns that nothing can reach.
EntropicValues values_of(const EntropicProblem& problem, std::span<const double> b, EntropicSolution& solution);

}  // namespace sanov
