#include "cli/plan_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "cli/output.h"
#include "cli/table_file.h"
#include "cli/text.h"
#include "sanov/base/error.h"

namespace sanov::cli {
namespace {

std::string plan_csv(const Plan& plan) {
  std::string text = "from,to,mass,cost\n";
  for (std::size_t e = 0; e < plan.mass.size(); ++e)
    text += fmt::format("{},{},{},{}\n", plan.from[e], plan.to[e], to_text(plan.mass[e]), to_text(plan.cost[e]));
  return text;
}

}  // namespace

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

std::optional<PlanPicture> picture_of(const TransportQuestion& question, const Plan& plan) {
  const CloudInput& a = question.a;
  if (!question.has_points() || a.dimensions == 0 || a.dimensions > 2) return std::nullopt;
  PlanPicture picture{.axes = a.columns,
                      .from_name = "A",
                      .to_name = "B",
                      .from = a.values,
                      .to = question.b.values,
                      .dimensions = a.dimensions,
                      .moves = {},
                      .is_date = a.is_date};
  while (picture.axes.size() < picture.dimensions)
    picture.axes.push_back(fmt::format("coordinate {}", picture.axes.size() + 1));
  for (const std::size_t e : dearest(plan, std::vector<double>(plan.mass.size(), 1), plan.mass.size()))
    picture.moves.push_back({plan.from[e], plan.to[e], plan.mass[e]});
  return picture;
}

std::string svg_of(const TransportQuestion& question, const Plan& plan) {
  const auto picture = picture_of(question, plan);
  if (!picture)
    fail_argument("", "-o",
                  "draws a plan on a line or in the plane; here are " +
                      (question.has_points() ? counted(static_cast<double>(question.a.dimensions), "coordinate")
                                             : "costs without points"));
  return svg_plan(*picture);
}

void write_plan(const Plan& plan, const std::string& path, Desk& desk) {
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
