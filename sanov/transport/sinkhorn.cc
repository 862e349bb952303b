#include "sanov/transport/sinkhorn.h"

#include <cmath>
#include <string>

#include "sanov/base/error.h"
#include "sanov/base/floating_point.h"
#include "sanov/base/running_sum.h"
#include "sanov/transport/sinkhorn_input.h"
#include "sanov/transport/sinkhorn_plan_sums.h"
#include "sanov/transport/sinkhorn_solver.h"

namespace sanov {
namespace {

constexpr const char* kName = "sinkhorn";

/// Σ weights·values, without those of no weight.
double worth(const std::vector<double>& weights, const std::vector<double>& values) {
  RunningSum sum;
  for (std::size_t i = 0; i < weights.size(); ++i)
    if (weights[i] > 0) sum.add(weights[i] * values[i]);
  return sum.value();
}

Sinkhorn answer(const EntropicInput& in, const SinkhornOptions& options) {
  EntropicSolution s = solve_entropic({.costs = *in.costs,
                                       .a = in.a,
                                       .b = in.b,
                                       .epsilon = options.epsilon,
                                       .tolerance = options.tolerance,
                                       .passes = options.iterations,
                                       .memory = options.memory});
  Sinkhorn out;
  const double shift = (worth(in.a, s.f) - worth(in.b, s.g)) / 2;
  for (double& f : s.f) f -= shift;
  for (double& g : s.g) g += shift;
  const EntropicPlan plan(*in.costs, options.epsilon, s.row_masses, in.b, s.g);
  out.transport_cost = in.mass * cost_of_plan(plan);
  const double of_rows = worth(in.a, s.f);
  out.objective = in.mass * (of_rows + worth(s.column_masses, s.g));
  out.dual = in.mass * (of_rows + worth(in.b, s.g));
  out.marginal_error = s.error;
  out.mass = in.mass;
  out.mass_difference = in.difference;
  out.status = s.status;
  out.iterations = s.passes;
  if (options.position_slopes && in.x) {
    out.x_slopes = slopes_of_plan(plan, *in.x, *in.y, options.cost, options.power);
    const EntropicPlan back(in.costs->transposed(), options.epsilon, s.column_masses, in.a, s.f);
    out.y_slopes = slopes_of_plan(back, *in.y, *in.x, options.cost, options.power);
    for (double& slope : out.x_slopes) slope *= in.mass;
    for (double& slope : out.y_slopes) slope *= in.mass;
  }
  out.f = std::move(s.f);
  out.g = std::move(s.g);
  return out;
}

}  // namespace

Sinkhorn sinkhorn(Rows x, Rows y, const SinkhornOptions& options) {
  const FloatingPoint guard;
  const EntropicInput in(x, y, options, true, kName);
  Sinkhorn out = answer(in, options);
  if (options.position_slopes && options.cost == Cost::cosine) {
    undo_unit_length(x, *in.x, out.x_slopes);
    undo_unit_length(y, *in.y, out.y_slopes);
  }
  return out;
}

Sinkhorn sinkhorn(CostMatrix costs, const SinkhornOptions& options) {
  const FloatingPoint guard;
  return answer(EntropicInput(costs, options, true, kName), options);
}

struct SinkhornPlan::Parts {
  template <class... Given>
  explicit Parts(const SinkhornOptions& options, const Sinkhorn& answer, Given... given)
      : input(given..., options, true, "sinkhorn_plan"),
        plan(*input.costs, options.epsilon, input.a, input.b, answer.g) {}
  EntropicInput input;
  EntropicPlan plan;
};

namespace {

void check_sizes(std::size_t n, std::size_t m, const Sinkhorn& answer) {
  if (answer.f.size() != n || answer.g.size() != m)
    fail_argument("sinkhorn_plan", "answer",
                  "is of " + std::to_string(answer.f.size()) + " and " + std::to_string(answer.g.size()) +
                      " points, but there are " + std::to_string(n) + " and " + std::to_string(m));
}

}  // namespace

SinkhornPlan::SinkhornPlan(Rows x, Rows y, const SinkhornOptions& options, const Sinkhorn& answer) {
  check_sizes(x.rows(), y.rows(), answer);
  parts_ = std::make_unique<Parts>(options, answer, x, y);
}
SinkhornPlan::SinkhornPlan(CostMatrix costs, const SinkhornOptions& options, const Sinkhorn& answer) {
  check_sizes(costs.costs.rows(), costs.costs.columns(), answer);
  parts_ = std::make_unique<Parts>(options, answer, costs);
}
SinkhornPlan::~SinkhornPlan() = default;
SinkhornPlan::SinkhornPlan(SinkhornPlan&&) noexcept = default;
SinkhornPlan& SinkhornPlan::operator=(SinkhornPlan&&) noexcept = default;

std::size_t SinkhornPlan::rows() const noexcept { return parts_->input.a.size(); }
std::size_t SinkhornPlan::columns() const noexcept { return parts_->input.b.size(); }

std::vector<double> SinkhornPlan::row(std::size_t i) const {
  if (i >= rows())
    fail_argument("sinkhorn_plan", "i",
                  "is " + std::to_string(i) + ", but there are " + std::to_string(rows()) + " rows");
  const FloatingPoint guard;
  std::vector<double> out(parts_->plan.costs.stride());
  parts_->plan.row(i, out.data());
  out.resize(columns());
  for (double& p : out) p *= parts_->input.mass;
  return out;
}

std::vector<double> SinkhornPlan::dense() const {
  std::vector<double> out;
  out.reserve(rows() * columns());
  for (std::size_t i = 0; i < rows(); ++i) {
    const std::vector<double> part = row(i);
    out.insert(out.end(), part.begin(), part.end());
  }
  return out;
}

}  // namespace sanov
