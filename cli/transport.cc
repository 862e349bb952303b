#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <tuple>

#include "cli/output.h"
#include "cli/rows.h"
#include "cli/transport_answer.h"
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

/// The library's words for A and B, and its index, which counts coordinates, as a point's name.
Complaint of_shell(Complaint complaint, const CloudInput& a, const CloudInput& b, const std::string& weights) {
  complaint.function.clear();
  for (const auto& [input, points, masses] : {std::tuple(&a, "x", "a"), std::tuple(&b, "y", "b")}) {
    const bool of_points = complaint.argument == points;
    if (!of_points && complaint.argument != masses) continue;
    const std::string what = of_points || weights.empty() ? input->name : input->name + ":" + weights;
    complaint.argument = what;
    if (complaint.index) {
      const std::size_t point = of_points ? *complaint.index / input->dimensions : *complaint.index;
      complaint.argument = input->point_name(point) + " of " + what;
    }
    complaint.index.reset();
  }
  return complaint;
}

template <class Work>
Transport computed(const TransportAnswer& answer, const std::string& weights, Work&& work) {
  try {
    return work();
  } catch (const DomainError& error) {
    throw DomainError(of_shell(error.complaint(), answer.a, answer.b, weights));
  } catch (const InvalidArgument& error) {
    throw InvalidArgument(of_shell(error.complaint(), answer.a, answer.b, weights));
  }
}

TransportAnswer of_masses(const TransportRequest& request, Desk& desk) {
  for (const auto& [given, name] :
       {std::pair(!request.columns.empty(), "--columns"), std::pair(!request.weights.empty(), "--weights"),
        std::pair(request.power.has_value(), "--power"), std::pair(!request.cost.empty(), "--cost")})
    if (given) fail_argument("", name, "is for points; with --costs A and B are masses, and the costs are there");
  TransportAnswer answer;
  answer.a = read_masses(request.a, "A", desk);
  answer.b = read_masses(request.b, "B", desk);
  answer.cost = request.costs;
  const LabelledRows file = read_rows(request.costs, desk);
  const std::vector<double> costs = costs_of(file, request.costs, answer.a, answer.b);
  TransportOptions options{.a = answer.a.weights, .b = answer.b.weights};
  const CostMatrix matrix{Rows(costs.data(), answer.a.points, answer.b.points)};
  answer.found = computed(answer, "", [&] { return transport(matrix, options); });
  return answer;
}

/// Masses of weights as they come: their sum is what is moved. Without weights it is 1.
std::optional<Cells> weights_of(const CloudInput& input) {
  if (input.weights.empty()) return std::nullopt;
  return Cells(input.weights);
}

double power_of(Cost cost, const TransportRequest& request) {
  if (cost == Cost::power) {
    if (!request.power) fail_argument("", "--power", "is missing; --cost power needs it");
    return *request.power;
  }
  if (request.power) fail_argument("", "--power", "is for --cost power");
  return cost == Cost::squared_euclidean ? 2 : 1;
}

TransportAnswer of_points(const TransportRequest& request, Desk& desk) {
  TransportAnswer answer;
  const Cost cost = find_cost(request.cost.empty() ? "sqeuclidean" : request.cost, "");
  answer.cost = to_text(cost);
  answer.power = power_of(cost, request);
  answer.a = read_points(request.a, "A", request.columns, request.weights, desk);
  // B has the columns of A, in A's order.
  const bool by_name = !answer.a.columns.empty() && answer.a.place == "row" && request.b.find(':') == std::string::npos;
  answer.b = read_points(request.b, "B", by_name ? answer.a.columns : request.columns, request.weights, desk);
  const TransportOptions options{
      .cost = cost, .power = *answer.power, .a = weights_of(answer.a), .b = weights_of(answer.b)};
  answer.found =
      computed(answer, request.weights, [&] { return transport(answer.a.rows(), answer.b.rows(), options); });
  return answer;
}

}  // namespace

void transport(const TransportRequest& request, Desk& desk) {
  if (request.a == "-" && request.b == "-")
    fail_argument("", "A and B", "cannot both be standard input; give one of them as numbers or as a file");
  if (request.json && !request.output.empty() && !request.output.ends_with(".json"))
    fail_argument("", "--json", fmt::format("and -o {} exclude each other", request.output));
  if (!request.output.empty() && !request.output.ends_with(".json") && !request.output.ends_with(".svg"))
    fail_argument("", request.output, "ends in neither .json nor .svg");
  const TransportAnswer answer = request.costs.empty() ? of_points(request, desk) : of_masses(request, desk);
  const bool json = request.json || request.output.ends_with(".json");
  const std::string bytes = json                     ? transport_json(answer)
                            : request.output.empty() ? transport_text(answer, desk.terminal)
                                                     : transport_svg(answer);
  if (!request.plan.empty()) write_plan(answer, request.plan, desk);
  if (request.output.empty())
    desk.out << bytes;
  else
    write_file(request.output, bytes);
}

}  // namespace sanov::cli
