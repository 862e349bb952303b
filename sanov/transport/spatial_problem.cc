#include "sanov/transport/spatial_problem.h"

#include <utility>

#include "sanov/transport/coarsen.h"
#include "sanov/transport/weightless.h"

namespace sanov {
namespace {

std::vector<std::uint32_t> order_of(const Cloud& cloud, std::span<const double> weights) {
  std::vector<std::uint32_t> order = spatial_order(cloud);
  std::erase_if(order, [&](std::uint32_t i) { return weights[i] == 0; });
  return order;
}

Cloud in_order(const Cloud& cloud, const std::vector<std::uint32_t>& order) {
  Cloud out(order.size(), cloud.dimensions());
  for (std::size_t k = 0; k < cloud.dimensions(); ++k)
    for (std::size_t i = 0; i < order.size(); ++i) out.coordinate(k)[i] = cloud.coordinate(k)[order[i]];
  return out;
}

std::vector<double> in_order(std::span<const double> values, const std::vector<std::uint32_t>& order) {
  std::vector<double> out;
  for (const std::uint32_t i : order) out.push_back(values[i]);
  return out;
}

/// Back in the order given, 0 for those left out.
void restore(std::vector<double>& values, const std::vector<std::uint32_t>& order, std::size_t count) {
  const std::vector<double> ordered = std::exchange(values, std::vector<double>(count));
  for (std::size_t i = 0; i < order.size(); ++i) values[order[i]] = ordered[i];
}

}  // namespace

SpatialProblem::SpatialProblem(const EntropicProblem& problem) : given_(problem) {
  const PairCosts& costs = problem.costs;
  if (costs.x() == nullptr) return;
  order_x_ = order_of(*costs.x(), problem.a);
  order_y_ = order_of(*costs.y(), problem.b);
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
  const EntropicProblem& p = given_;
  restore(solution.f, order_x_, p.a.size());
  restore(solution.row_masses, order_x_, p.a.size());
  restore(solution.g, order_y_, p.b.size());
  restore(solution.column_masses, order_y_, p.b.size());
  price_weightless(p.costs, p.epsilon, p.reach_a, p.a, p.b, solution.g, solution.f);
  price_weightless(p.costs.transposed(), p.epsilon, p.reach_b, p.b, p.a, solution.f, solution.g);
  return solution;
}

}  // namespace sanov
