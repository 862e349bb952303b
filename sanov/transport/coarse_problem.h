#pragma once

#include <optional>
#include <vector>

#include "sanov/transport/sinkhorn_solver.h"

namespace sanov {

/// An entropic problem between points that stand in spatial order, with every four neighbours put together at their
/// centre of mass: a sixteenth of the pairs, and nearly the same plan for an ε above what a point is from its centre.
class CoarseProblem {
 public:
  /// Whether there are enough points for it to pay.
  static bool pays(const EntropicProblem& fine);
  explicit CoarseProblem(const EntropicProblem& fine);

  /// What moving each point to its centre costs, on average: on the side where it costs more.
  double resolution() const noexcept { return resolution_; }
  /// The coarse problem at this ε, to be solved to this tolerance.
  EntropicProblem at(double epsilon, double tolerance) const;
  /// The potentials of the fine columns that those of the coarse rows imply.
  std::vector<double> lift(const EntropicSolution& coarse, double epsilon) const;

 private:
  struct Side {
    Side(const Cloud& fine, std::span<const double> weights, Cost cost, double power);
    Cloud cloud;
    std::vector<double> weights;
    double resolution = 0;
  };
  const EntropicProblem& fine_;
  Side x_, y_;
  PairCosts costs_;
  double resolution_;
};

}  // namespace sanov
