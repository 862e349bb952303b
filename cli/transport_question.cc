#include "cli/transport_question.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <string>
#include <tuple>

#include "cli/rows.h"
#include "cli/text.h"
#include "sanov/base/error.h"

namespace sanov::cli {
namespace {

/// The places of A's categories among a file's rows or columns.
std::vector<std::size_t> places(const CloudInput& input, const std::vector<std::string>& names, std::size_t count,
                                const std::string& path, std::string_view kind) {
  std::vector<std::size_t> out;
  if (input.labels.empty() || names.empty()) {
    if (count != input.points)
      fail_argument("", path,
                    fmt::format("has {} {}s of costs, but {} has {} cells", count, kind, input.name, input.points));
    for (std::size_t i = 0; i < count; ++i) out.push_back(i);
    return out;
  }
  for (const std::string& label : input.labels) {
    const auto at = std::ranges::find(names, label);
    if (at == names.end())
      fail_argument("", path, fmt::format("has no {} '{}', which {} holds", kind, label, input.name));
    out.push_back(static_cast<std::size_t>(at - names.begin()));
  }
  return out;
}

/// The costs between the cells of A and of B, in their order.
std::vector<double> costs_of(const LabelledRows& file, const std::string& path, const CloudInput& a,
                             const CloudInput& b) {
  const auto rows = places(a, file.labels, file.rows, path, "row");
  const auto columns = places(b, file.columns, file.cells, path, "column");
  std::vector<double> out;
  for (const std::size_t i : rows)
    for (const std::size_t j : columns) out.push_back(file.values[i * file.cells + j]);
  return out;
}

TransportQuestion of_masses(const TransportRequest& request, Desk& desk) {
  for (const auto& [given, name] :
       {std::pair(!request.columns.empty(), "--columns"), std::pair(!request.weights.empty(), "--weights"),
        std::pair(request.power.has_value(), "--power"), std::pair(!request.cost.empty(), "--cost")})
    if (given) fail_argument("", name, "is for points; with --costs A and B are masses, and the costs are there");
  TransportQuestion question;
  question.a = read_masses(request.a, "A", desk);
  question.b = read_masses(request.b, "B", desk);
  question.cost_name = request.costs;
  question.costs = costs_of(read_rows(request.costs, desk), request.costs, question.a, question.b);
  return question;
}

double power_of(Cost cost, const TransportRequest& request) {
  if (cost == Cost::power) {
    if (!request.power) fail_argument("", "--power", "is missing; --cost power needs it");
    return *request.power;
  }
  if (request.power) fail_argument("", "--power", "is for --cost power");
  return cost == Cost::squared_euclidean ? 2 : 1;
}

TransportQuestion of_points(const TransportRequest& request, Desk& desk) {
  TransportQuestion question;
  question.cost = find_cost(request.cost.empty() ? "sqeuclidean" : request.cost, "");
  question.cost_name = to_text(question.cost);
  question.power = power_of(question.cost, request);
  question.weights = request.weights;
  CloudInput& a = question.a;
  a = read_points(request.a, "A", request.columns, request.weights, desk);
  // B has the columns of A, in A's order.
  const bool by_name = !a.columns.empty() && a.place == "row" && request.b.find(':') == std::string::npos;
  question.b = read_points(request.b, "B", by_name ? a.columns : request.columns, request.weights, desk);
  return question;
}

/// "366 rows", "3 categories".
std::string size_of(const CloudInput& input) {
  const auto count = static_cast<double>(input.points);
  if (input.labels.empty()) return counted(count, input.place);
  return with_commas(count) + (input.points == 1 ? " category" : " categories");
}

std::string cost_words(const TransportQuestion& question) {
  const std::string& name = question.cost_name;
  if (!question.has_points()) return "costs of " + name;
  if (name == "power") return fmt::format("Euclidean distance to the power {:g}", question.power);
  if (name == "sqeuclidean") return "squared Euclidean distance";
  if (name == "euclidean") return "Euclidean distance";
  return name + " distance";
}

/// The library's "point 3 of a", counted from 0, and its "y" among words.
void rename_in_rule(const TransportQuestion& question, std::string& rule) {
  for (const auto& [input, name] : {std::pair(&question.a, 'a'), std::pair(&question.b, 'b')}) {
    const std::size_t at = rule.find("point "), end = rule.find(std::string(" of ") + name + " ");
    if (at == std::string::npos || end == std::string::npos || end < at) continue;
    const std::size_t point = std::stoul(rule.substr(at + 6, end - at - 6));
    rule.replace(at, end + 5 - at, input->point_name(point) + " of " + input->name);
  }
  if (const std::size_t at = rule.find(" y "); at != std::string::npos) rule.replace(at, 3, " B ");
}

}  // namespace

std::optional<Cells> TransportQuestion::masses_of(const CloudInput& input) const {
  if (input.weights.empty()) return std::nullopt;
  return Cells(input.weights);
}

std::string TransportQuestion::heading() const {
  const std::string names = fmt::format("{}", fmt::join(a.columns, ", "));
  return fmt::format("From {}, {}, to {}, {}: {}{}", a.name, size_of(a), b.name, size_of(b),
                     names.empty() ? "" : names + "; ", cost_words(*this));
}

TransportQuestion read_transport(const TransportRequest& request, Desk& desk) {
  return request.costs.empty() ? of_points(request, desk) : of_masses(request, desk);
}

void rename_for_shell(const TransportQuestion& question, Complaint& complaint) {
  for (const char* option : {"epsilon", "power", "projections"})
    if (complaint.argument == option) complaint.argument = std::string("--") + option;
  if (complaint.argument == "reach_a" || complaint.argument == "reach_b") complaint.argument = "--reach";
  rename_in_rule(question, complaint.rule);
  if (complaint.argument == "costs" && !question.has_points()) complaint.argument = question.cost_name;
  for (const auto& [input, points, masses] : {std::tuple(&question.a, "x", "a"), std::tuple(&question.b, "y", "b")}) {
    const bool of_points = complaint.argument == points;
    if (!of_points && complaint.argument != masses) continue;
    const std::string what = of_points || question.weights.empty() ? input->name : input->name + ":" + question.weights;
    complaint.argument = what;
    if (complaint.index) {
      const std::size_t point = of_points ? *complaint.index / input->dimensions : *complaint.index;
      complaint.argument = input->point_name(point) + " of " + what;
    }
    complaint.index.reset();
  }
}

}  // namespace sanov::cli
