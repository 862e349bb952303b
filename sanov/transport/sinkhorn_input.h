#pragma once

#include <optional>
#include <vector>

#include "sanov/transport/masses.h"
#include "sanov/transport/pair_costs.h"
#include "sanov/transport/sinkhorn.h"
#include "sanov/transport/sinkhorn_solver.h"

namespace sanov {

/// Checked costs and masses of an entropic problem.
struct EntropicInput {
  EntropicInput(Rows x, Rows y, const SinkhornOptions& options, const char* function);
  EntropicInput(CostMatrix matrix, const SinkhornOptions& options, const char* function);
  EntropicInput(const EntropicInput&) = delete;
  EntropicInput& operator=(const EntropicInput&) = delete;

  EntropicProblem problem(const SinkhornOptions& options) const { return problem(*costs, options); }
  EntropicProblem problem(const PairCosts& of, const SinkhornOptions& options) const;

  std::optional<Cloud> x, y;
  std::optional<PairCosts> costs;
  /// Where both marginals are held, and can be met without the pairs that cost far more than the others: the costs with
  /// those forbidden. A cost that stands for "never" would drown the others' digits in the potentials.
  std::optional<PairCosts> usual;
  std::vector<double> a, b;       ///< of sum 1 where both marginals are held, else as given
  std::vector<double> reachable;  ///< b, without what no mass may reach
  double epsilon;                 ///< that of the options, or where P is the same to all digits a lower one
  double mass = 1, difference = 0;

 private:
  void take_weights(const SinkhornOptions& options, const char* function);
  void find_usual(const char* function);
  void take_epsilon(const SinkhornOptions& options);
  Masses units_;  ///< where both marginals are held
};

/// Slopes in points brought to length 1 turned into those in the points themselves.
void undo_unit_length(Rows points, const Cloud& unit, std::vector<double>& slopes);

}  // namespace sanov
