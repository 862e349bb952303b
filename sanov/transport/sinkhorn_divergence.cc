#include "sanov/transport/sinkhorn_divergence.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "sanov/base/error.h"
#include "sanov/base/floating_point.h"
#include "sanov/base/running_sum.h"
#include "sanov/transport/sinkhorn_input.h"
#include "sanov/transport/sinkhorn_plan_sums.h"
#include "sanov/transport/sinkhorn_solver.h"
#include "sanov/transport/sinkhorn_values.h"

namespace sanov {
namespace {

constexpr const char* kName = "sinkhorn_divergence";

/// One of the three problems, solved.
struct Solved {
  EntropicSolution solution;
  EntropicValues values;
};

bool positive_definite(const SinkhornOptions& options, std::size_t dimensions) {
  switch (options.cost) {
    case Cost::squared_euclidean:
    case Cost::euclidean:
    case Cost::cityblock:
    case Cost::cosine: return true;
    case Cost::chebyshev: return dimensions <= 2;
    case Cost::power: return options.power <= 2;
  }
  return false;
}

bool same(const Cloud& x, const Cloud& y) {
  if (x.size() != y.size()) return false;
  for (std::size_t k = 0; k < x.dimensions(); ++k)
    if (!std::equal(x.coordinate(k), x.coordinate(k) + x.size(), y.coordinate(k))) return false;
  return true;
}

double total(const std::vector<double>& weights) {
  RunningSum sum;
  for (const double w : weights) sum.add(w);
  return sum.value();
}

class Divergence {
 public:
  Divergence(Rows x, Rows y, const SinkhornOptions& options)
      : options_(options), x_(x), y_(y), in_(x, y, options, kName), same_(same(*in_.x, *in_.y) && in_.a == in_.b) {
    if (options.reach_a != options.reach_b)
      fail_argument(kName, "reach_b",
                    "is " + to_text(options.reach_b) + ", but reach_a is " + to_text(options.reach_a) +
                        "; a measure's transport to itself needs them equal");
  }

  SinkhornDivergence run() {
    const Solved of_a = within(*in_.x, in_.a);
    note(of_a.solution);
    out_.within_a = in_.mass * of_a.values.dual;
    if (same_) {
      out_.within_b = out_.between = out_.within_a;
      out_.error = 2 * in_.mass * of_a.values.shortfall;
      out_.a_slopes.assign(in_.a.size(), 0);
      out_.b_slopes.assign(in_.b.size(), 0);
      if (options_.position_slopes) out_.x_slopes = out_.y_slopes = zeros();
      return std::move(out_);
    }
    const Solved of_b = within(*in_.y, in_.b);
    note(of_b.solution);
    const EntropicProblem problem = in_.problem(options_);
    Solved between{solve_entropic(problem), {}};
    between.values = values_of(problem, in_.b, between.solution);
    note(between.solution);
    out_.within_b = in_.mass * of_b.values.dual;
    out_.between = in_.mass * between.values.dual;
    value(of_a, of_b, between);
    slopes_in_weights(of_a, of_b, between);
    if (options_.position_slopes) slopes_in_positions(of_a, of_b, between);
    return std::move(out_);
  }

 private:
  /// The transport of a measure to itself.
  Solved within(const Cloud& points, const std::vector<double>& weights) const {
    PairCosts costs(points, points, options_.cost, options_.power);
    costs.narrow(weights, weights);
    const EntropicProblem problem = problem_within(costs, weights);
    Solved out{solve_symmetric(problem), {}};
    out.values = values_of(problem, weights, out.solution);
    return out;
  }

  EntropicProblem problem_within(const PairCosts& costs, const std::vector<double>& weights) const {
    return {.costs = costs,
            .a = weights,
            .b = weights,
            .epsilon = in_.epsilon,
            .reach_a = options_.reach_a,
            .reach_b = options_.reach_b,
            .tolerance = options_.tolerance,
            .passes = options_.iterations,
            .memory = 0};
  }

  void note(const EntropicSolution& solution) {
    out_.marginal_error = std::max(out_.marginal_error, solution.error);
    if (out_.status == Status::converged) out_.status = solution.status;
    out_.iterations += solution.passes;
  }

  void value(const Solved& of_a, const Solved& of_b, const Solved& between) {
    RunningSum sum;
    sum.add(between.values.dual);
    sum.add(-of_a.values.dual / 2);
    sum.add(-of_b.values.dual / 2);
    difference_ = std::isinf(options_.reach_a) ? 0 : total(in_.a) - total(in_.b);
    const double apart = options_.epsilon / 2 * difference_ * difference_;
    if (!std::isfinite(apart))
      fail_argument(kName, "epsilon",
                    "is " + to_text(options_.epsilon) + ", for which ε/2 (Σ a − Σ b)² overflows; masses differ by " +
                        to_text(difference_));
    sum.add(apart);
    out_.divergence = in_.mass * sum.value();
    out_.error =
        in_.mass * (between.values.shortfall + (of_a.values.shortfall + of_b.values.shortfall) / 2 + 0x1p-50 * apart);
    if (out_.divergence < 0 && out_.divergence >= -out_.error && positive_definite(options_, in_.x->dimensions()))
      out_.divergence = 0;
  }

  void slopes_in_weights(const Solved& of_a, const Solved& of_b, const Solved& between) {
    const auto without = [](std::vector<double> slopes, const EntropicValues& own, double more) {
      for (std::size_t i = 0; i < slopes.size(); ++i) slopes[i] += more - (own.a_slopes[i] + own.b_slopes[i]) / 2;
      return slopes;
    };
    out_.a_slopes = without(between.values.a_slopes, of_a.values, options_.epsilon * difference_);
    out_.b_slopes = without(between.values.b_slopes, of_b.values, -options_.epsilon * difference_);
  }

  /// Σⱼ Pᵢⱼ ∂c(xᵢ, yⱼ)/∂xᵢ, times the mass.
  std::vector<double> slopes(const Cloud& x, const Cloud& y, const std::vector<double>& row_masses,
                             const std::vector<double>& b, const std::vector<double>& g) const {
    const EntropicPlan plan(PairCosts(x, y, options_.cost, options_.power), in_.epsilon, row_masses, b, g);
    std::vector<double> out = slopes_of_plan(plan, x, y, options_.cost, options_.power);
    for (double& slope : out) slope *= in_.mass;
    return out;
  }

  /// A measure's transport to itself moves with each point twice, so half of it once.
  void slopes_in_positions(const Solved& of_a, const Solved& of_b, const Solved& between) {
    const EntropicSolution &a = of_a.solution, &b = of_b.solution, &ab = between.solution;
    out_.x_slopes = slopes(*in_.x, *in_.y, ab.row_masses, in_.b, ab.g);
    out_.y_slopes = slopes(*in_.y, *in_.x, ab.column_masses, in_.a, ab.f);
    const std::vector<double> own_x = slopes(*in_.x, *in_.x, a.row_masses, in_.a, a.g),
                              own_y = slopes(*in_.y, *in_.y, b.row_masses, in_.b, b.g);
    for (std::size_t k = 0; k < own_x.size(); ++k) out_.x_slopes[k] -= own_x[k];
    for (std::size_t k = 0; k < own_y.size(); ++k) out_.y_slopes[k] -= own_y[k];
    if (options_.cost != Cost::cosine) return;
    undo_unit_length(x_, *in_.x, out_.x_slopes);
    undo_unit_length(y_, *in_.y, out_.y_slopes);
  }

  std::vector<double> zeros() const { return std::vector<double>(in_.x->size() * in_.x->dimensions()); }

  const SinkhornOptions& options_;
  Rows x_, y_;
  EntropicInput in_;
  bool same_;
  double difference_ = 0;
  SinkhornDivergence out_;
};

}  // namespace

SinkhornDivergence sinkhorn_divergence(Rows x, Rows y, const SinkhornOptions& options) {
  const FloatingPoint guard;
  return Divergence(x, y, options).run();
}

}  // namespace sanov
