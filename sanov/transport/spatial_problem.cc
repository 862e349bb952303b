#include "sanov/transport/spatial_problem.h"

#include <utility>

#include "sanov/transport/coarsen.h"

namespace sanov {
namespace {

Cloud in_order(const Cloud& cloud, const std::vector<std::uint32_t>& order) {
  Cloud out(cloud.size(), cloud.dimensions());
  for (std::size_t k = 0; k < cloud.dimensions(); ++k)
    for (std::size_t i = 0; i < order.size(); ++i) out.coordinate(k)[i] = cloud.coordinate(k)[order[i]];
  return out;
}

std::vector<double> in_order(std::span<const double> values, const std::vector<std::uint32_t>& order) {
  std::vector<double> out;
  for (const std::uint32_t i : order) out.push_back(values[i]);
  return out;
}

void restore(std::vector<double>& values, const std::vector<std::uint32_t>& order) {
  const std::vector<double> ordered = std::exchange(values, std::vector<double>(order.size()));
  for (std::size_t i = 0; i < order.size(); ++i) values[order[i]] = ordered[i];
}

}  // namespace

SpatialProblem::SpatialProblem(const EntropicProblem& problem) : given_(problem) {
  const PairCosts& costs = problem.costs;
  if (costs.x() == nullptr) return;
  order_x_ = spatial_order(*costs.x());
  order_y_ = costs.x() == costs.y() ? order_x_ : spatial_order(*costs.y());
  x_ = in_order(*costs.x(), order_x_);
  y_ = in_order(*costs.y(), order_y_);
  a_ = in_order(problem.a, order_x_);
  b_ = in_order(problem.b, order_y_);
  costs_.emplace(*x_, *y_, costs.cost(), costs.power());
  ordered_.emplace(EntropicProblem{.costs = *costs_,
                                   .a = a_,
                                   .b = b_,
                                   .epsilon = problem.epsilon,
                                   .reach_a = problem.reach_a,
                                   .reach_b = problem.reach_b,
                                   .tolerance = problem.tolerance,
                                   .passes = problem.passes,
                                   .memory = problem.memory});
}

EntropicSolution SpatialProblem::put_back(EntropicSolution solution) const {
  if (!ordered_) return solution;
  restore(solution.f, order_x_);
  restore(solution.row_masses, order_x_);
  restore(solution.g, order_y_);
  restore(solution.column_masses, order_y_);
  return solution;
}

}  // namespace sanov
