#include "cli/transport_answer.h"

#include <fmt/format.h>

#include <cmath>

#include "cli/json.h"
#include "cli/moves.h"
#include "cli/text.h"

namespace sanov::cli {
namespace {

/// What is known of the least cost.
std::string proof_of(const Transport& found) {
  const std::string within = fmt::format("no plan costs less by more than {}", rounded(found.gap, 2));
  if (found.status == Status::converged) return "the least there is: " + within;
  if (found.status == Status::no_progress) return within + ": costs of sizes too far apart for a closer proof";
  const std::string stopped = fmt::format("stopped after {}", counted(static_cast<double>(found.pivots), "pivot"));
  if (std::isinf(found.cost)) return stopped + ": the plan still uses forbidden pairs";
  return fmt::format("{}, not the least: that is from {} on", stopped, rounded(found.cost - found.gap, 6));
}

std::string distance_words(const TransportAnswer& answer) {
  const double power = answer.question.power;
  const std::string root = power == 1 ? "" : power == 2 ? "its square root: " : "its root: ";
  return root + "the Wasserstein distance" + (answer.found.status == Status::iteration_limit ? " is at most that" : "");
}

std::string figures_text(const TransportAnswer& answer, const Terminal& terminal) {
  const Transport& found = answer.found;
  Table table({Align::left, Align::right, Align::left});
  table.add({"cost", rounded(found.cost, 6), proof_of(found)});
  if (const auto distance = answer.distance()) {
    const double power = answer.question.power;
    table.add({fmt::format("W{}", power == 2   ? "₂"
                                  : power == 1 ? "₁"
                                               : fmt::format("({:g})", power)),
               rounded(*distance, 6), distance_words(answer)});
  }
  if (found.mass != 1) table.add({"mass", rounded(found.mass, 6), "that was moved"});
  if (found.mass_difference != 0)
    table.add({"", "",
               fmt::format("B's mass differs from A's by {}, which was taken for rounding",
                           rounded(found.mass_difference, 2))});
  return table.text(terminal);
}

}  // namespace

TransportAnswer transport_answer(TransportQuestion question, const TransportRequest& request) {
  Transport found = asked(question, [&] {
    TransportOptions options{
        .cost = question.cost, .a = question.masses_of(question.a), .b = question.masses_of(question.b)};
    if (request.max_pivots) options.pivots = *request.max_pivots;
    if (!question.has_points()) return transport(question.matrix(), options);
    options.power = question.power;
    return transport(question.a.rows(), question.b.rows(), options);
  });
  return {std::move(question), std::move(found)};
}

std::optional<double> TransportAnswer::distance() const {
  if (!question.has_points()) return std::nullopt;
  return std::pow(found.cost / found.mass, 1 / question.power);
}

std::string TransportAnswer::text(const Terminal& terminal) const {
  return question.title(terminal) + "\n" + figures_text(*this, terminal) + "\n" +
         moves_text(question, found.plan, terminal);
}

std::string TransportAnswer::json() const {
  Json json;
  json.object()
      .member("method", "exact")
      .member("cost_of", question.cost_name)
      .member("cost", found.cost)
      .member("gap", found.gap);
  if (const auto w = distance()) json.member("power", question.power).member("distance", *w);
  json.member("status", to_text(found.status))
      .member("mass", found.mass)
      .member("mass_difference", found.mass_difference)
      .member("pivots", static_cast<std::uint64_t>(found.pivots));
  add_names(json, question);
  add_plan(json, question, found.plan);
  add_numbers(json, "u", found.u);
  add_numbers(json, "v", found.v);
  return json.close().text();
}

}  // namespace sanov::cli
