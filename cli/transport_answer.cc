#include "cli/transport_answer.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "cli/json.h"
#include "cli/output.h"
#include "cli/plan_picture.h"
#include "cli/table_file.h"
#include "cli/text.h"
#include "sanov/base/error.h"

namespace sanov::cli {
namespace {

constexpr std::size_t kMovesShown = 5;

/// "366 rows", "3 categories".
std::string size_of(const CloudInput& input) {
  const auto count = static_cast<double>(input.points);
  if (input.labels.empty()) return counted(count, input.place);
  return with_commas(count) + (input.points == 1 ? " category" : " categories");
}

/// "A (a.csv), 366 rows, to B (b.csv), 365 rows: temp_max and wind, squared Euclidean distance".
std::string heading(const TransportAnswer& answer, const std::string& cost) {
  const std::string names = fmt::format("{}", fmt::join(answer.a.columns, ", "));
  return fmt::format("From {}, {}, to {}, {}: {}{}", answer.a.name, size_of(answer.a), answer.b.name, size_of(answer.b),
                     names.empty() ? "" : names + "; ", cost);
}

std::string cost_words(const TransportAnswer& answer) {
  if (!answer.power) return "costs of " + answer.cost;
  if (answer.cost == "power") return fmt::format("Euclidean distance to the power {:g}", *answer.power);
  if (answer.cost == "sqeuclidean") return "squared Euclidean distance";
  if (answer.cost == "euclidean") return "Euclidean distance";
  return answer.cost + " distance";
}

/// The plan's parts, the largest share of the cost first.
std::vector<std::size_t> dearest(const Plan& plan, const std::vector<double>& costs, std::size_t most) {
  std::vector<std::size_t> order(plan.mass.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  most = std::min(most, order.size());
  const auto share = [&](std::size_t e) { return plan.mass[e] * std::fabs(costs[e]); };
  std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(most), order.end(),
                    [&](std::size_t x, std::size_t y) { return share(x) != share(y) ? share(x) > share(y) : x < y; });
  order.resize(most);
  return order;
}

std::string moves_text(const TransportAnswer& answer, const Terminal& terminal) {
  const Plan& plan = answer.found.plan;
  Table table({Align::left, Align::left, Align::right, Align::right});
  table.add({"from", "to", "mass", "cost"});
  for (const std::size_t e : dearest(plan, plan.cost, kMovesShown))
    table.add({answer.a.point_name(plan.from[e]), answer.b.point_name(plan.to[e]), rounded(plan.mass[e]),
               rounded(plan.mass[e] * plan.cost[e])});
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
  if (const auto distance = answer.distance())
    table.add({fmt::format("W{}", *answer.power == 2   ? "₂"
                                  : *answer.power == 1 ? "₁"
                                                       : fmt::format("({:g})", *answer.power)),
               rounded(*distance, 6),
               *answer.power == 1
                   ? "the Wasserstein distance"
                   : fmt::format("its {}root: the Wasserstein distance", *answer.power == 2 ? "square " : "")});
  if (found.mass != 1) table.add({"mass", rounded(found.mass, 6), "that was moved"});
  if (found.mass_difference != 0)
    table.add({"", "",
               fmt::format("B's mass differs from A's by {}, which was taken for rounding",
                           rounded(found.mass_difference, 2))});
  return table.text(terminal);
}

std::optional<PlanPicture> picture_of(const TransportAnswer& answer) {
  if (!answer.power || answer.a.dimensions == 0 || answer.a.dimensions > 2) return std::nullopt;
  PlanPicture picture{.axes = answer.a.columns,
                      .from_name = "A",
                      .to_name = "B",
                      .from = answer.a.values,
                      .to = answer.b.values,
                      .dimensions = answer.a.dimensions,
                      .moves = {},
                      .is_date = answer.a.is_date};
  while (picture.axes.size() < picture.dimensions)
    picture.axes.push_back(fmt::format("coordinate {}", picture.axes.size() + 1));
  const Plan& plan = answer.found.plan;
  for (const std::size_t e : dearest(plan, std::vector<double>(plan.mass.size(), 1), plan.mass.size()))
    picture.moves.push_back({plan.from[e], plan.to[e], plan.mass[e]});
  return picture;
}

std::string plan_csv(const Plan& plan) {
  std::string text = "from,to,mass,cost\n";
  for (std::size_t e = 0; e < plan.mass.size(); ++e)
    text += fmt::format("{},{},{},{}\n", plan.from[e], plan.to[e], to_text(plan.mass[e]), to_text(plan.cost[e]));
  return text;
}

void add_numbers(Json& json, std::string_view name, const auto& values) {
  json.key(name).array();
  for (const auto value : values) json.value(static_cast<double>(value));
  json.close();
}

}  // namespace

std::optional<double> TransportAnswer::distance() const {
  if (!power) return std::nullopt;
  return std::pow(found.cost / found.mass, 1 / *power);
}

std::string transport_text(const TransportAnswer& answer, const Terminal& terminal) {
  Table title;
  title.note(heading(answer, cost_words(answer)));
  std::string text = title.text(terminal) + "\n" + figures_text(answer, terminal) + "\nThe dearest moves:\n" +
                     moves_text(answer, terminal);
  if (const auto picture = picture_of(answer)) {
    const std::string drawn = terminal_plan(*picture, terminal);
    if (!drawn.empty()) text += "\n" + drawn;
  }
  return text;
}

std::string transport_json(const TransportAnswer& answer) {
  const Transport& found = answer.found;
  Json json;
  json.object()
      .member("method", "exact")
      .member("cost_of", answer.cost)
      .member("cost", found.cost)
      .member("gap", found.gap);
  if (const auto distance = answer.distance()) json.member("power", *answer.power).member("distance", *distance);
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

std::string transport_svg(const TransportAnswer& answer) {
  const auto picture = picture_of(answer);
  if (!picture)
    fail_argument(
        "", "-o",
        "draws a plan on a line or in the plane; here are " +
            (answer.power ? counted(static_cast<double>(answer.a.dimensions), "coordinate") : "costs without points"));
  return svg_plan(*picture);
}

void write_plan(const TransportAnswer& answer, const std::string& path, Desk& desk) {
  const Plan& plan = answer.found.plan;
  if (path.ends_with(".csv")) return write_file(path, plan_csv(plan));
  if (!path.ends_with(".parquet")) fail_argument("", path, "ends in neither .csv nor .parquet");
  MemoryTable table(path);
  table.add("from", std::vector<std::int64_t>(plan.from.begin(), plan.from.end()))
      .add("to", std::vector<std::int64_t>(plan.to.begin(), plan.to.end()))
      .add("mass", plan.mass)
      .add("cost", plan.cost);
  write_parquet(table, path, desk);
}

}  // namespace sanov::cli
