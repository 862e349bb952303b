#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "cli/blurred_answer.h"
#include "cli/plan_file.h"
#include "cli/sliced_answer.h"
#include "cli/text.h"
#include "cli/transport_answer.h"
#include "cli/transport_question.h"
#include "sanov/base/error.h"
#include "sanov/base/whole_file.h"

namespace sanov::cli {
namespace {

constexpr std::array<std::string_view, 4> kMethods{"exact", "sinkhorn", "unbalanced", "sliced"};

struct OptionOfMethods {
  const char* name;
  bool given;
  std::vector<std::string_view> methods;
};

/// Options that other methods have.
void check_method(const TransportRequest& request) {
  const std::string& method = request.method;
  if (std::ranges::find(kMethods, method) == kMethods.end()) {
    const std::string near = nearest(method, kMethods.data(), kMethods.size());
    fail_argument(
        "", "--method",
        fmt::format("'{}' is unknown; {}", method,
                    near.empty() ? "it is exact, sinkhorn, unbalanced or sliced" : "did you mean '" + near + "'?"));
  }
  const OptionOfMethods options[] = {
      {"--epsilon", request.epsilon.has_value(), {"sinkhorn", "unbalanced"}},
      {"--reach", request.reach.has_value(), {"unbalanced"}},
      {"--projections", request.projections.has_value(), {"sliced"}},
      {"--seed", request.seed.has_value(), {"sliced"}},
      {"--max-iterations", request.max_iterations.has_value(), {"sinkhorn", "unbalanced"}},
      {"--tolerance", request.tolerance.has_value(), {"sinkhorn", "unbalanced"}},
      {"--max-pivots", request.max_pivots.has_value(), {"exact"}},
      {"--costs", !request.costs.empty(), {"exact", "sinkhorn", "unbalanced"}},
      {"--plan", !request.plan.empty(), {"exact", "sinkhorn", "unbalanced"}},
  };
  for (const auto& [name, given, methods] : options) {
    if (!given || std::ranges::find(methods, method) != methods.end()) continue;
    std::string of(methods.front());
    for (std::size_t k = 1; k < methods.size(); ++k)
      of += (k + 1 == methods.size() ? " or " : ", ") + std::string(methods[k]);
    fail_argument("", name, fmt::format("is for --method {}, not for {}", of, method));
  }
  if (request.method == "sinkhorn" || request.method == "unbalanced")
    if (!request.epsilon)
      fail_argument(
          "", "--epsilon",
          fmt::format("is missing; --method {} needs it: how much the plan may be blurred, in the cost's unit",
                      method));
  if (request.method == "unbalanced" && !request.reach)
    fail_argument(
        "", "--reach",
        "is missing; --method unbalanced needs it: what costs more than twice this to move stays where it is");
}

void check_output(const TransportRequest& request) {
  if (request.a == "-" && request.b == "-")
    fail_argument("", "A and B", "cannot both be standard input; give one of them as numbers or as a file");
  if (!request.output.empty() && !request.output.ends_with(".json") && !request.output.ends_with(".svg"))
    fail_argument("", request.output, "ends in neither .json nor .svg");
  if (!request.plan.empty() && !request.plan.ends_with(".csv") && !request.plan.ends_with(".parquet"))
    fail_argument("", request.plan, "ends in neither .csv nor .parquet");
  if (request.method == "sliced" && request.output.ends_with(".svg"))
    fail_argument("", "-o", "draws a plan, and --method sliced has none");
}

/// Composes all that is asked of an answer, then writes it: the files, and text or JSON. An answer has both, and a plan
/// or null.
template <class Answer>
void deliver(const Answer& answer, const TransportRequest& request, Desk& desk) {
  const Plan* const plan = answer.plan();
  const bool drawn = plan != nullptr && request.output.ends_with(".svg");
  const std::string json = request.json || request.output.ends_with(".json") ? answer.json() : "";
  const std::string svg = drawn ? svg_plan(picture_asked_for(answer.question, *plan, answer.is_blurred())) : "";
  std::string text = request.json ? json : answer.text(desk.terminal);
  if (!request.json && plan != nullptr && !drawn)
    if (const auto picture = picture_of(answer.question, *plan, answer.is_blurred()))
      if (const std::string lines = terminal_plan(*picture, desk.terminal); !lines.empty()) text += "\n" + lines;
  Table written;
  if (plan != nullptr && !request.plan.empty()) {
    write_plan(answer.question, *plan, request.plan, desk);
    written.note(fmt::format("Written to {}: {}, from and to counted from 0.", request.plan,
                             counted(static_cast<double>(plan->mass.size()), "move")));
  }
  if (!request.output.empty()) {
    write_file(request.output, drawn ? svg : json);
    written.note(fmt::format("{} {}.", drawn ? "Drawn in" : "Written to", request.output));
  }
  if (!request.json && !written.empty()) text += "\n" + written.text(desk.terminal);
  desk.out << text;
}

}  // namespace

void transport(const TransportRequest& request, Desk& desk) {
  check_method(request);
  check_output(request);
  TransportQuestion question = read_transport(request, desk);
  if (request.method == "exact")
    deliver(transport_answer(std::move(question), request), request, desk);
  else if (request.method == "sliced")
    deliver(sliced_answer(std::move(question), request), request, desk);
  else
    deliver(blurred_answer(std::move(question), request), request, desk);
}

}  // namespace sanov::cli
