#include "cli/transport_answer.h"

#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "cli/json.h"
#include "cli/plan_file.h"
#include "cli/text.h"
#include "sanov/base/running_sum.h"
#include "sanov/transport/transport_1d.h"

namespace sanov::cli {
namespace {

constexpr std::size_t kMovesShown = 5;

/// The mass of a side where sorting is enough; nothing where the sides' masses differ, which the simplex has words for.
std::optional<double> mass_on_a_line(const TransportQuestion& question) {
  const double power = question.power;
  if (!question.has_points() || question.a.dimensions != 1 || question.b.dimensions != 1) return std::nullopt;
  if (question.cost == Cost::cosine || !(power >= 1) || std::isinf(power)) return std::nullopt;
  if (question.a.weights.empty() && question.b.weights.empty()) return 1;
  RunningSum of_a, of_b;
  for (const double w : question.a.weights) of_a.add(w);
  for (const double w : question.b.weights) of_b.add(w);
  if (!(of_a.value() > 0) || of_a.value() != of_b.value() || std::isinf(of_a.value())) return std::nullopt;
  return of_a.value();
}

/// Sorting divides weights by their sum: what it found, of the mass that there is.
Transport by_sorting(const TransportQuestion& question, double mass) {
  const CloudInput &a = question.a, &b = question.b;
  Transport found = transport_1d(a.values, b.values, {question.power, question.masses_of(a), question.masses_of(b)});
  Plan& plan = found.plan;
  plan.cost.clear();
  for (std::size_t e = 0; e < plan.mass.size(); ++e)
    plan.cost.push_back(std::pow(std::fabs(a.values[plan.from[e]] - b.values[plan.to[e]]), question.power));
  if (mass == 1) return found;
  for (double& part : plan.mass) part *= mass;
  found.cost *= mass;
  // What the products round is found.cost's last digit at most.
  found.gap = std::nextafter(found.gap * mass + found.cost * 0x1p-52, std::numeric_limits<double>::infinity());
  found.mass = mass;
  return found;
}

std::string moves_text(const TransportAnswer& answer, const Terminal& terminal) {
  const Plan& plan = answer.found.plan;
  Table table({Align::left, Align::left, Align::right, Align::right});
  table.add({"from", "to", "mass", "cost"});
  for (const std::size_t e : dearest(plan, plan.cost, kMovesShown))
    table.add({answer.question.a.point_name(plan.from[e]), answer.question.b.point_name(plan.to[e]),
               rounded(plan.mass[e]), rounded(plan.mass[e] * plan.cost[e])});
  if (plan.mass.size() > kMovesShown)
    table.add({fmt::format("{} more", with_commas(static_cast<double>(plan.mass.size() - kMovesShown)))});
  return table.text(terminal);
}

std::string figures_text(const TransportAnswer& answer, const Terminal& terminal) {
  const Transport& found = answer.found;
  Table table({Align::left, Align::right, Align::left});
  const std::string proof =
      found.status == Status::converged
          ? fmt::format("the least there is: no plan costs less by more than {}", rounded(found.gap, 2))
          : fmt::format("of a plan that was stopped: the least is from {} on", rounded(found.cost - found.gap, 6));
  table.add({"cost", rounded(found.cost, 6), proof});
  if (const auto distance = answer.distance()) {
    const double power = answer.question.power;
    table.add({fmt::format("W{}", power == 2   ? "₂"
                                  : power == 1 ? "₁"
                                               : fmt::format("({:g})", power)),
               rounded(*distance, 6),
               power == 1 ? "the Wasserstein distance"
                          : fmt::format("its {}root: the Wasserstein distance", power == 2 ? "square " : "")});
  }
  if (found.mass != 1) table.add({"mass", rounded(found.mass, 6), "that was moved"});
  if (found.mass_difference != 0)
    table.add({"", "",
               fmt::format("B's mass differs from A's by {}, which was taken for rounding",
                           rounded(found.mass_difference, 2))});
  return table.text(terminal);
}

void add_numbers(Json& json, std::string_view name, const auto& values) {
  json.key(name).array();
  for (const auto value : values) json.value(static_cast<double>(value));
  json.close();
}

}  // namespace

TransportAnswer transport_answer(TransportQuestion question) {
  Transport found = asked(question, [&] {
    if (const auto mass = mass_on_a_line(question)) return by_sorting(question, *mass);
    TransportOptions options{
        .cost = question.cost, .a = question.masses_of(question.a), .b = question.masses_of(question.b)};
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
  Table title;
  title.note(question.heading());
  std::string text = title.text(terminal) + "\n" + figures_text(*this, terminal) + "\nThe dearest moves:\n" +
                     moves_text(*this, terminal);
  if (const auto picture = picture_of(question, found.plan)) {
    const std::string drawn = terminal_plan(*picture, terminal);
    if (!drawn.empty()) text += "\n" + drawn;
  }
  return text;
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
  json.key("plan").object();
  add_numbers(json, "from", found.plan.from);
  add_numbers(json, "to", found.plan.to);
  add_numbers(json, "mass", found.plan.mass);
  json.close();
  add_numbers(json, "u", found.u);
  add_numbers(json, "v", found.v);
  return json.close().text();
}

}  // namespace sanov::cli
