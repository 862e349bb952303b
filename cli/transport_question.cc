#include "cli/transport_question.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <string>
#include <tuple>

#include "cli/cost_file.h"
#include "cli/text.h"
#include "sanov/base/error.h"

namespace sanov::cli {
namespace {

TransportQuestion of_masses(const TransportRequest& request, Desk& desk) {
  for (const auto& [given, name] :
       {std::pair(!request.columns.empty(), "--columns"), std::pair(!request.weights.empty(), "--weights"),
        std::pair(request.power.has_value(), "--power"), std::pair(!request.cost.empty(), "--cost")})
    if (given) fail_argument("", name, "is for points; with --costs A and B are masses, and the costs are there");
  TransportQuestion question;
  question.a = read_masses(request.a, "A", desk);
  question.b = read_masses(request.b, "B", desk);
  question.cost_name = request.costs;
  question.costs = read_costs(request.costs, question.a, question.b, desk);
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

void check_columns(const TransportRequest& request) {
  for (auto name = request.columns.begin(); name != request.columns.end(); ++name) {
    if (name->empty()) fail_argument("", "--columns", "has an empty name; write a,b,c");
    if (std::find(request.columns.begin(), name, *name) != name)
      fail_argument("", "--columns", fmt::format("names {} twice", *name));
  }
  if (request.counts && request.weights.empty())
    fail_argument("", "--counts",
                  "is for the masses of --costs and the weights of --weights; without these all points weigh the same");
}

/// "2 coordinates (x, y)".
std::string coordinates_of(const CloudInput& input) {
  const std::string count = counted(static_cast<double>(input.dimensions), "coordinate");
  return input.columns.empty() ? count : fmt::format("{} ({})", count, fmt::join(input.columns, ", "));
}

TransportQuestion of_points(const TransportRequest& request, Desk& desk) {
  check_columns(request);
  TransportQuestion question;
  question.cost = find_cost(request.cost.empty() ? "sqeuclidean" : request.cost, "");
  question.cost_name = to_text(question.cost);
  question.power = power_of(question.cost, request);
  question.weights = request.weights;
  CloudInput &a = question.a, &b = question.b;
  a = read_points(request.a, "A", request.columns, request.weights, desk);
  // B has the columns of A, in A's order.
  const bool by_name = names_a_table(request.b) && !a.columns.empty();
  b = read_points(request.b, "B", by_name ? a.columns : request.columns, request.weights, desk);
  if (by_name && names_a_table(request.a) && request.columns.empty())
    for (const std::string& name : columns_of_numbers(request.b, desk))
      if (name != request.weights && std::ranges::find(a.columns, name) == a.columns.end() &&
          std::ranges::find(a.left_out, name, &Aside::name) == a.left_out.end())
        a.left_out.push_back({name, "of B alone"});
  if (a.dimensions != b.dimensions)
    fail_argument("", b.name, fmt::format("has {}, but {} has {}", coordinates_of(b), a.name, coordinates_of(a)));
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

void replace(std::string& text, std::string_view from, std::string_view to) {
  if (const std::size_t at = text.find(from); at != std::string::npos) text.replace(at, from.size(), to);
}

/// The library's "point 3", counted from 0, among words.
void rename_point(const CloudInput& input, std::string_view before, std::string_view after,
                  std::string_view instead_of_after, std::string& rule) {
  const std::size_t at = rule.find(before);
  if (at == std::string::npos) return;
  const std::size_t digits = at + before.size(), end = rule.find(after, digits);
  if (end == std::string::npos || end == digits || end - digits > 18) return;
  if (rule.find_first_not_of("0123456789", digits) != end) return;
  const std::size_t point = std::stoul(rule.substr(digits, end - digits));
  rule.replace(at, end + after.size() - at, input.point_name(point) + std::string(instead_of_after));
}

void rename_in_rule(const TransportQuestion& question, const Complaint& complaint, std::string& rule) {
  const CloudInput &a = question.a, &b = question.b;
  rename_point(a, "point ", " of a ", " of " + a.name + " ", rule);
  rename_point(b, "point ", " of b ", " of " + b.name + " ", rule);
  rename_point(complaint.argument == "x" ? a : b, "its point ", " ", " ", rule);
  replace(rule, " y ", " B ");
  replace(rule, "the first measure", a.name);
  replace(rule, "divide both by their sums, or use unbalanced transport",
          "give --counts to have both divided by their sums, or --method unbalanced");
}

/// "the cost from sun to rain in costs.csv", or "the costs of costs.csv".
void rename_costs(const TransportQuestion& question, Complaint& complaint) {
  const CloudInput &a = question.a, &b = question.b;
  if (complaint.index)
    complaint.argument = fmt::format("the cost from {} to {} in {}", a.point_name(*complaint.index / b.points),
                                     b.point_name(*complaint.index % b.points), question.cost_name);
  else if (complaint.rule.starts_with("has "))
    complaint.argument = question.cost_name;
  else
    complaint.argument = "the costs of " + question.cost_name;
  complaint.index.reset();
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

std::string TransportQuestion::title(const Terminal& terminal, std::string_view beside) const {
  constexpr std::size_t kMost = 6;
  Table title;
  title.note(heading() + std::string(beside));
  std::string text;
  for (std::size_t i = 0; i < std::min(left_out().size(), kMost); ++i)
    text += fmt::format("{}{} ({})", i == 0 ? "" : ", ", left_out()[i].name, left_out()[i].reason);
  if (left_out().size() > kMost) text += fmt::format(" and {} more", left_out().size() - kMost);
  if (!text.empty()) title.note("Left out: " + text);
  return title.text(terminal);
}

TransportQuestion read_transport(const TransportRequest& request, Desk& desk) {
  TransportQuestion question = request.costs.empty() ? of_points(request, desk) : of_masses(request, desk);
  if (request.counts)
    for (CloudInput* input : {&question.a, &question.b}) normalize(*input);
  return question;
}

void rename_for_shell(const TransportQuestion& question, Complaint& complaint) {
  for (const auto& [name, option] :
       {std::pair("epsilon", "--epsilon"), std::pair("power", "--power"), std::pair("p", "--power"),
        std::pair("projections", "--projections"), std::pair("tolerance", "--tolerance"),
        std::pair("iterations", "--max-iterations"), std::pair("pivots", "--max-pivots"),
        std::pair("reach_a", "--reach"), std::pair("reach_b", "--reach")})
    if (complaint.argument == name) {
      complaint.argument = option;
      return;
    }
  rename_in_rule(question, complaint, complaint.rule);
  if (complaint.argument == "costs" && !question.has_points()) rename_costs(question, complaint);
  for (const auto& [input, points, masses] : {std::tuple(&question.a, "x", "a"), std::tuple(&question.b, "y", "b")}) {
    const bool of_points = complaint.argument == points;
    if (!of_points && complaint.argument != masses) continue;
    const std::string what = of_points || question.weights.empty() ? input->name : input->name + ":" + question.weights;
    if (complaint.index)
      complaint.argument =
          of_points ? input->coordinate_name(*complaint.index) : input->point_name(*complaint.index) + " of " + what;
    else
      complaint.argument = what;
    complaint.index.reset();
  }
}

}  // namespace sanov::cli
