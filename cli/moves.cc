#include "cli/moves.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "cli/text.h"
#include "sanov/base/running_sum.h"

namespace sanov::cli {
namespace {

constexpr std::size_t kMovesShown = 5;
constexpr double kDust = 1e-12;

void add_texts(Json& json, std::string_view name, const std::vector<std::string>& texts) {
  if (texts.empty()) return;
  json.key(name).array();
  for (const std::string& text : texts) json.value(text);
  json.close();
}

void add_labels(Json& json, std::string_view name, const std::vector<std::string>& labels,
                const std::vector<std::uint32_t>& of) {
  if (labels.empty()) return;
  json.key(name).array();
  for (const std::uint32_t cell : of) json.value(labels[cell]);
  json.close();
}

}  // namespace

std::vector<std::size_t> moves_of(const Plan& plan) {
  RunningSum mass;
  for (const double part : plan.mass) mass.add(part);
  std::vector<std::size_t> out;
  for (std::size_t e = 0; e < plan.mass.size(); ++e)
    if (plan.mass[e] >= kDust * mass.value()) out.push_back(e);
  return out;
}

std::string moves_text(const TransportQuestion& question, const Plan& plan, const Terminal& terminal) {
  std::vector<std::size_t> moves = moves_of(plan);
  const std::size_t count = moves.size(), shown = std::min(kMovesShown, count);
  const auto share = [&](std::size_t e) { return plan.mass[e] * std::fabs(plan.cost[e]); };
  std::partial_sort(moves.begin(), moves.begin() + static_cast<std::ptrdiff_t>(shown), moves.end(),
                    [&](std::size_t x, std::size_t y) { return share(x) != share(y) ? share(x) > share(y) : x < y; });
  Table table({Align::left, Align::left, Align::right, Align::right});
  table.add({"from", "to", "mass", "cost"});
  for (std::size_t k = 0; k < shown; ++k) {
    const std::size_t e = moves[k];
    table.add({question.a.point_name(plan.from[e]), question.b.point_name(plan.to[e]), rounded(plan.mass[e]),
               rounded(plan.mass[e] * plan.cost[e])});
  }
  if (count > shown) table.add({fmt::format("{} more", with_commas(static_cast<double>(count - shown)))});
  return "The dearest moves:\n" + table.text(terminal);
}

void add_names(Json& json, const TransportQuestion& question) {
  add_texts(json, "columns", question.a.columns);
  std::vector<std::string> left_out;
  for (const Aside& aside : question.left_out()) left_out.push_back(aside.name);
  add_texts(json, "left_out", left_out);
  add_texts(json, "from_labels", question.a.labels);
  add_texts(json, "to_labels", question.b.labels);
}

void add_plan(Json& json, const TransportQuestion& question, const Plan& plan) {
  json.key("plan").object().member("index_base", 0);
  add_numbers(json, "from", plan.from);
  add_numbers(json, "to", plan.to);
  add_labels(json, "from_label", question.a.labels, plan.from);
  add_labels(json, "to_label", question.b.labels, plan.to);
  add_numbers(json, "mass", plan.mass);
  add_numbers(json, "cost", plan.cost);
  json.close();
}

}  // namespace sanov::cli
