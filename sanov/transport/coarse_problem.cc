#include "sanov/transport/coarse_problem.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "sanov/transport/sinkhorn_rows.h"

namespace sanov {
namespace {

constexpr std::size_t kTogether = 4, kFewestPoints = 512;

}  // namespace

bool CoarseProblem::pays(const EntropicProblem& fine) {
  return fine.costs.x() != nullptr && std::min(fine.costs.rows(), fine.costs.columns()) >= kFewestPoints;
}

CoarseProblem::Side::Side(const Cloud& fine, std::span<const double> all, Cost cost, double power)
    : cloud((fine.size() + kTogether - 1) / kTogether, fine.dimensions()), weights(cloud.size()) {
  double total = 0;
  for (std::size_t c = 0; c < cloud.size(); ++c) {
    const std::size_t first = c * kTogether, last = std::min(first + kTogether, fine.size());
    for (std::size_t i = first; i < last; ++i) weights[c] += all[i];
    Cloud members(last - first, fine.dimensions()), centre(1, fine.dimensions());
    for (std::size_t k = 0; k < fine.dimensions(); ++k) {
      double sum = 0;
      for (std::size_t i = first; i < last; ++i) {
        const double share = weights[c] > 0 ? all[i] / weights[c] : 1 / static_cast<double>(last - first);
        sum += share * fine.coordinate(k)[i];
        members.coordinate(k)[i - first] = fine.coordinate(k)[i];
      }
      cloud.coordinate(k)[c] = centre.coordinate(k)[0] = sum;
    }
    double costs[8];
    PairCosts(centre, members, cost, power).fill(0, 1, costs);
    for (std::size_t i = first; i < last; ++i) resolution += all[i] * costs[i - first];
    total += weights[c];
  }
  resolution /= total;
}

CoarseProblem::CoarseProblem(const EntropicProblem& fine)
    : fine_(fine),
      x_(*fine.costs.x(), fine.a, fine.costs.cost(), fine.costs.power()),
      y_(*fine.costs.y(), fine.b, fine.costs.cost(), fine.costs.power()),
      costs_(x_.cloud, y_.cloud, fine.costs.cost(), fine.costs.power()),
      resolution_(std::max(x_.resolution, y_.resolution)) {}

EntropicProblem CoarseProblem::at(double epsilon, double tolerance) const {
  return {.costs = costs_,
          .a = x_.weights,
          .b = y_.weights,
          .epsilon = epsilon,
          .reach_a = fine_.reach_a,
          .reach_b = fine_.reach_b,
          .tolerance = tolerance,
          .passes = fine_.passes,
          .memory = fine_.memory};
}

std::vector<double> CoarseProblem::lift(const EntropicSolution& coarse, double epsilon) const {
  const PairCosts costs(*fine_.costs.y(), x_.cloud, fine_.costs.cost(), fine_.costs.power());
  std::vector<std::uint32_t> all(costs.rows());
  std::iota(all.begin(), all.end(), 0u);
  std::vector<double> h(x_.weights.size()), g(costs.rows());
  for (std::size_t i = 0; i < h.size(); ++i)
    h[i] = x_.weights[i] > 0 ? coarse.f[i] + epsilon * std::log(x_.weights[i]) : -HUGE_VAL;
  softmin_of_rows(costs, all, epsilon, h, g);
  const double share = kept_share(fine_.reach_b, epsilon);
  for (double& potential : g) potential *= share;
  return g;
}

}  // namespace sanov
