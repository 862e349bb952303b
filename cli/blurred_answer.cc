#include "cli/blurred_answer.h"

#include <fmt/format.h>

#include <cmath>

#include "cli/json.h"
#include "cli/moves.h"
#include "cli/text.h"
#include "sanov/base/error.h"
#include "sanov/base/running_sum.h"
#include "sanov/transport/cloud.h"
#include "sanov/transport/pair_costs.h"

namespace sanov::cli {
namespace {

constexpr std::size_t kMostPairs = 10'000'000, kMostPairsShown = 1'000'000;

double mass_of(const CloudInput& input) {
  RunningSum sum;
  for (const double w : input.weights) sum.add(w);
  return input.weights.empty() ? 1 : sum.value();
}

Sinkhorn solved(const BlurredAnswer& answer) {
  const TransportQuestion& question = answer.question;
  if (!question.has_points()) return sinkhorn(question.matrix(), answer.options());
  return sinkhorn(question.a.rows(), question.b.rows(), answer.options());
}

/// All rows of a plan, and what a unit costs in them.
Plan listed(const SinkhornPlan& plan, const PairCosts& costs) {
  Plan out;
  std::vector<double> row_costs(costs.stride());
  for (std::size_t i = 0; i < plan.rows(); ++i) {
    const std::vector<double> row = plan.row(i);
    costs.fill(i, 1, row_costs.data());
    for (std::size_t j = 0; j < row.size(); ++j) {
      if (row[j] == 0) continue;
      out.from.push_back(static_cast<std::uint32_t>(i));
      out.to.push_back(static_cast<std::uint32_t>(j));
      out.mass.push_back(row[j]);
      out.cost.push_back(row_costs[j]);
    }
  }
  return out;
}

Plan plan_of(const BlurredAnswer& answer) {
  const TransportQuestion& question = answer.question;
  const CloudInput &a = question.a, &b = question.b;
  const SinkhornOptions options = answer.options();
  if (!question.has_points())
    return listed(SinkhornPlan(question.matrix(), options, answer.found), PairCosts(question.matrix().costs, ""));
  const Cloud x(a.rows(), question.cost, "", "x"), y(b.rows(), question.cost, "", "y");
  return listed(SinkhornPlan(a.rows(), b.rows(), options, answer.found),
                PairCosts(x, y, question.cost, question.power));
}

/// Few enough pairs to be listed for `most`.
bool within(const TransportQuestion& question, std::size_t most) {
  return question.a.points <= most / question.b.points;
}

void refuse_too_many(const TransportQuestion& question) {
  const auto a = static_cast<double>(question.a.points), b = static_cast<double>(question.b.points);
  if (!within(question, kMostPairs))
    fail_argument("", "the plan",
                  fmt::format("has {} by {} entries, and {} are the most that are written; --method exact has a "
                              "plan of {} at most",
                              with_commas(a), with_commas(b), with_commas(static_cast<double>(kMostPairs)),
                              with_commas(a + b - 1)));
}

std::string ending(const BlurredAnswer& answer) {
  const Sinkhorn& found = answer.found;
  const std::string passes = counted(static_cast<double>(found.iterations), "pass") == "1 pass"
                                 ? "1 pass"
                                 : with_commas(static_cast<double>(found.iterations)) + " passes";
  if (found.status == Status::converged) return fmt::format("of the mass is misplaced: converged after {}", passes);
  return fmt::format("of the mass is misplaced: stopped after {}, {}", passes,
                     found.status == Status::iteration_limit
                         ? "the limit; a larger --epsilon takes fewer, --max-iterations allows more"
                         : "for rounding allows no more");
}

}  // namespace

SinkhornOptions BlurredAnswer::options() const {
  SinkhornOptions options{.cost = question.cost,
                          .epsilon = epsilon,
                          .a = question.masses_of(question.a),
                          .b = question.masses_of(question.b)};
  if (question.has_points()) options.power = question.power;
  if (reach) options.reach_a = options.reach_b = *reach;
  if (max_iterations) options.iterations = *max_iterations;
  if (tolerance) options.tolerance = *tolerance;
  return options;
}

BlurredAnswer blurred_answer(TransportQuestion question, const TransportRequest& request) {
  const bool asked_for = !request.plan.empty() || request.output.ends_with(".svg");
  if (asked_for) refuse_too_many(question);
  BlurredAnswer answer{.question = std::move(question),
                       .epsilon = request.epsilon.value_or(0),
                       .reach = request.reach,
                       .found = {},
                       .divergence = {},
                       .max_iterations = request.max_iterations,
                       .tolerance = request.tolerance,
                       .listed = {}};
  const TransportQuestion& asked_of = answer.question;
  asked(asked_of, [&] {
    answer.found = solved(answer);
    if (asked_of.has_points())
      answer.divergence = sinkhorn_divergence(asked_of.a.rows(), asked_of.b.rows(), answer.options());
    if (asked_for || (!request.json && within(asked_of, kMostPairsShown))) answer.listed = plan_of(answer);
  });
  return answer;
}

std::string BlurredAnswer::text(const Terminal& terminal) const {
  const std::string blur =
      fmt::format(", blurred by {:g}", epsilon) + (reach ? fmt::format(", with a reach of {:g}", *reach) : "");
  Table table({Align::left, Align::right, Align::left});
  if (divergence)
    table.add(
        {"divergence", rounded(divergence->divergence, 6),
         fmt::format("± {}: the objective less its bias, 0 between equal measures", rounded(divergence->error, 2))});
  table.add({"transport cost", rounded(found.transport_cost, 6),
             reach ? "⟨P, C⟩: what the plan P moves" : "⟨P, C⟩: what the plan P moves, above the exact cost"});
  table.add({"objective", rounded(found.objective, 6),
             reach ? "⟨P, C⟩ + ε KL(P‖a⊗b) + ρ KL of both marginals: what P minimises"
                   : "⟨P, C⟩ + ε KL(P‖a⊗b): what P minimises"});
  const double apart = std::fabs(found.objective - found.dual);
  table.add(
      {"dual", rounded(found.dual, 6), fmt::format("no plan has a lower objective; {} apart", rounded(apart, 2))});
  if (reach)
    table.add({"mass", rounded(found.mass, 6),
               fmt::format("was moved; A has {} and B {}", rounded(mass_of(question.a), 6),
                           rounded(mass_of(question.b), 6))});
  else if (std::fabs(found.mass - 1) > 1e-9)
    table.add({"mass", rounded(found.mass, 6), "that was moved"});
  if (found.mass_difference != 0)
    table.add({"", "",
               fmt::format("B's mass differs from A's by {}, which was taken for rounding",
                           rounded(found.mass_difference, 2))});
  table.add({"marginal error", rounded(found.marginal_error, 2), ending(*this)});
  const std::string moves = listed ? "\n" + moves_text(question, *listed, terminal) : "";
  return question.title(terminal, blur) + "\n" + table.text(terminal) + moves;
}

std::string BlurredAnswer::json() const {
  Json json;
  json.object()
      .member("method", reach ? "unbalanced" : "sinkhorn")
      .member("cost_of", question.cost_name)
      .member("epsilon", epsilon);
  if (reach) json.member("reach", *reach);
  if (divergence) json.member("divergence", divergence->divergence).member("divergence_error", divergence->error);
  json.member("transport_cost", found.transport_cost)
      .member("objective", found.objective)
      .member("dual", found.dual)
      .member("gap", found.objective - found.dual)
      .member("marginal_error", found.marginal_error)
      .member("mass", found.mass)
      .member("mass_difference", found.mass_difference)
      .member("status", to_text(found.status))
      .member("iterations", static_cast<std::uint64_t>(found.iterations));
  if (divergence) json.member("divergence_status", to_text(divergence->status));
  add_names(json, question);
  add_numbers(json, "f", found.f);
  add_numbers(json, "g", found.g);
  add_numbers(json, "row_masses", found.row_masses);
  add_numbers(json, "column_masses", found.column_masses);
  return json.close().text();
}

}  // namespace sanov::cli
