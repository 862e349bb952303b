#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "cli/blurred_answer.h"
#include "cli/output.h"
#include "cli/plan_file.h"
#include "cli/sliced_answer.h"
#include "cli/transport_answer.h"
#include "cli/transport_question.h"
#include "sanov/base/error.h"

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
  if (request.json && !request.output.empty() && !request.output.ends_with(".json"))
    fail_argument("", "--json", fmt::format("and -o {} exclude each other", request.output));
  if (!request.output.empty() && !request.output.ends_with(".json") && !request.output.ends_with(".svg"))
    fail_argument("", request.output, "ends in neither .json nor .svg");
  if (request.method == "sliced" && request.output.ends_with(".svg"))
    fail_argument("", "-o", "draws a plan, and --method sliced has none");
}

/// What an answer is on paper. `Answer` has a text and a JSON, and a plan where that is asked for.
template <class Answer>
std::string written(const Answer& answer, const TransportRequest& request, Desk& desk) {
  if constexpr (requires { answer.plan(); }) {
    const bool drawn = request.output.ends_with(".svg");
    if (drawn || !request.plan.empty()) {
      const Plan& plan = answer.plan();
      const std::string svg = drawn ? svg_of(answer.question, plan) : "";
      if (!request.plan.empty()) write_plan(plan, request.plan, desk);
      if (drawn) return svg;
    }
  }
  return request.json || request.output.ends_with(".json") ? answer.json() : answer.text(desk.terminal);
}

}  // namespace

void transport(const TransportRequest& request, Desk& desk) {
  check_method(request);
  check_output(request);
  TransportQuestion question = read_transport(request, desk);
  const std::string bytes = request.method == "exact" ? written(transport_answer(std::move(question)), request, desk)
                            : request.method == "sliced"
                                ? written(sliced_answer(std::move(question), request), request, desk)
                                : written(blurred_answer(std::move(question), request), request, desk);
  if (request.output.empty())
    desk.out << bytes;
  else
    write_file(request.output, bytes);
}

}  // namespace sanov::cli
