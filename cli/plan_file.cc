#include "cli/plan_file.h"

#include <fmt/format.h>

#include <vector>

#include "cli/moves.h"
#include "cli/table_file.h"
#include "cli/text.h"
#include "sanov/base/error.h"
#include "sanov/base/whole_file.h"

namespace sanov::cli {
namespace {

std::vector<std::string> labels_at(const std::vector<std::string>& labels, const std::vector<std::uint32_t>& cells) {
  std::vector<std::string> out;
  for (const std::uint32_t cell : cells) out.push_back(labels[cell]);
  return out;
}

std::string plan_csv(const TransportQuestion& question, const Plan& plan) {
  const std::vector<std::string>&from = question.a.labels, &to = question.b.labels;
  std::string text = "from,to,mass,cost";
  text += from.empty() ? "" : ",from_label";
  text += to.empty() ? "\n" : ",to_label\n";
  for (std::size_t e = 0; e < plan.mass.size(); ++e) {
    text += fmt::format("{},{},{},{}", plan.from[e], plan.to[e], to_text(plan.mass[e]), to_text(plan.cost[e]));
    if (!from.empty()) text += "," + csv_field(from[plan.from[e]]);
    if (!to.empty()) text += "," + csv_field(to[plan.to[e]]);
    text += "\n";
  }
  return text;
}

}  // namespace

std::optional<PlanPicture> picture_of(const TransportQuestion& question, const Plan& plan, bool is_blurred) {
  const CloudInput& a = question.a;
  if (!question.has_points() || a.dimensions == 0 || a.dimensions > 2) return std::nullopt;
  PlanPicture picture{.axes = a.columns.empty() ? question.b.columns : a.columns,
                      .from_name = a.name,
                      .to_name = question.b.name,
                      .from = a.values,
                      .to = question.b.values,
                      .dimensions = a.dimensions,
                      .moves = {},
                      .is_date = a.is_date,
                      .is_blurred = is_blurred};
  while (picture.axes.size() < picture.dimensions)
    picture.axes.push_back(picture.dimensions == 1 ? "position"
                                                   : fmt::format("coordinate {}", picture.axes.size() + 1));
  for (const std::size_t e : moves_of(plan)) picture.moves.push_back({plan.from[e], plan.to[e], plan.mass[e]});
  return picture;
}

PlanPicture picture_asked_for(const TransportQuestion& question, const Plan& plan, bool is_blurred) {
  auto picture = picture_of(question, plan, is_blurred);
  if (!picture)
    fail_argument("", "-o",
                  "draws a plan on a line or in the plane; here are " +
                      (question.has_points() ? counted(static_cast<double>(question.a.dimensions), "coordinate")
                                             : "costs without points"));
  return std::move(*picture);
}

void write_plan(const TransportQuestion& question, const Plan& plan, const std::string& path, Desk& desk) {
  if (path.ends_with(".csv")) return write_file(path, plan_csv(question, plan));
  MemoryTable table(path);
  table.add("from", std::vector<std::int64_t>(plan.from.begin(), plan.from.end()))
      .add("to", std::vector<std::int64_t>(plan.to.begin(), plan.to.end()))
      .add("mass", plan.mass)
      .add("cost", plan.cost);
  if (!question.a.labels.empty()) table.add("from_label", labels_at(question.a.labels, plan.from));
  if (!question.b.labels.empty()) table.add("to_label", labels_at(question.b.labels, plan.to));
  write_parquet(table, path, desk);
}

}  // namespace sanov::cli
