#include "sanov/transport/sinkhorn.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "sanov/base/error.h"
#include "sanov/base/floating_point.h"
#include "sanov/base/running_sum.h"
#include "sanov/transport/cost_gaps.h"
#include "sanov/transport/sinkhorn_input.h"
#include "sanov/transport/sinkhorn_plan_sums.h"
#include "sanov/transport/sinkhorn_solver.h"
#include "sanov/transport/sinkhorn_values.h"
#include "sanov/transport/weightless.h"

namespace sanov {
namespace {

constexpr const char* kName = "sinkhorn";

void multiply(std::vector<double>& values, double by) {
  for (double& x : values) x *= by;
}

double total(const std::vector<double>& masses) {
  RunningSum sum;
  for (const double mass : masses) sum.add(mass);
  return sum.value();
}

double highest(const std::vector<double>& weights, const std::vector<double>& potentials) {
  double out = -HUGE_VAL;
  for (std::size_t i = 0; i < weights.size(); ++i)
    if (weights[i] > 0) out = std::max(out, potentials[i]);
  return out;
}

/// Whether the pairs that cost at least `dear` carry nothing at these potentials: below e⁻⁶⁴ of their row's largest entry,
/// which is at least aᵢ/m.
bool carry_nothing(const EntropicInput& in, const EntropicSolution& s, double dear) {
  const double faintest = 64 + std::log(static_cast<double>(in.b.size()));
  return s.status == Status::converged && highest(in.a, s.f) + highest(in.b, s.g) + faintest * in.epsilon < dear;
}

/// Without the pairs that cost far more than the others, if these turn out to carry nothing anyway; else with them.
/// `costs` are those that count.
EntropicSolution solve(const EntropicInput& in, const SinkhornOptions& options, const PairCosts*& costs) {
  if (in.usual) {
    costs = &*in.usual;
    EntropicSolution s = solve_entropic(in.problem(*costs, options));
    if (carry_nothing(in, s, costs->lowest() + kGap * std::max(costs->highest() - costs->lowest(), in.epsilon))) {
      price_weightless(*in.costs, in.epsilon, options.reach_a, in.a, in.reachable, s.g, s.f);
      price_weightless(in.costs->transposed(), in.epsilon, options.reach_b, in.reachable, in.a, s.f, s.g);
      return s;
    }
  }
  costs = &*in.costs;
  return solve_entropic(in.problem(options));
}

Sinkhorn answer(const EntropicInput& in, const SinkhornOptions& options) {
  const PairCosts* costs = nullptr;
  EntropicSolution s = solve(in, options, costs);
  EntropicValues values = values_of(in.problem(*costs, options), in.b, s);
  const EntropicPlan plan(*costs, in.epsilon, s.row_masses, in.reachable, s.g);
  Sinkhorn out;
  out.transport_cost = in.mass * cost_of_plan(plan);
  out.objective = in.mass * values.objective;
  out.dual = in.mass * (values.dual - values.rounding);
  out.a_slopes = std::move(values.a_slopes);
  out.b_slopes = std::move(values.b_slopes);
  if (options.position_slopes && in.x) {
    const EntropicPlan back(in.costs->transposed(), in.epsilon, s.column_masses, in.a, s.f);
    out.x_slopes = slopes_of_plan(plan, *in.x, *in.y, options.cost, options.power);
    out.y_slopes = slopes_of_plan(back, *in.y, *in.x, options.cost, options.power);
    multiply(out.x_slopes, in.mass);
    multiply(out.y_slopes, in.mass);
  }
  out.f = std::move(s.f);
  out.g = std::move(s.g);
  out.row_masses = std::move(s.row_masses);
  out.column_masses = std::move(s.column_masses);
  multiply(out.row_masses, in.mass);
  multiply(out.column_masses, in.mass);
  out.marginal_error = s.error;
  out.mass = total(out.row_masses);
  out.mass_difference = in.difference;
  out.status = s.status;
  out.iterations = s.passes;
  return out;
}

}  // namespace

Sinkhorn sinkhorn(Rows x, Rows y, const SinkhornOptions& options) {
  const FloatingPoint guard;
  const EntropicInput in(x, y, options, kName);
  Sinkhorn out = answer(in, options);
  if (options.position_slopes && options.cost == Cost::cosine) {
    undo_unit_length(x, *in.x, out.x_slopes);
    undo_unit_length(y, *in.y, out.y_slopes);
  }
  return out;
}

Sinkhorn sinkhorn(CostMatrix costs, const SinkhornOptions& options) {
  const FloatingPoint guard;
  return answer(EntropicInput(costs, options, kName), options);
}

struct SinkhornPlan::Parts {
  template <class... Given>
  explicit Parts(const SinkhornOptions& options, const Sinkhorn& answer, Given... given)
      : input(given..., options, "sinkhorn_plan"),
        plan(*input.costs, input.epsilon, answer.row_masses, input.reachable, answer.g) {}
  EntropicInput input;
  EntropicPlan plan;
};

namespace {

void check_sizes(std::size_t n, std::size_t m, const Sinkhorn& answer) {
  if (answer.row_masses.size() != n || answer.g.size() != m)
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
