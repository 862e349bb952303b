#include "cli/sliced_answer.h"

#include <fmt/format.h>

#include "cli/json.h"
#include "cli/moves.h"
#include "cli/text.h"
#include "sanov/base/error.h"
#include "sanov/transport/masses.h"

namespace sanov::cli {

SlicedAnswer sliced_answer(TransportQuestion question, const TransportRequest& request) {
  const Cost cost = question.cost;
  if (cost != Cost::squared_euclidean && cost != Cost::euclidean && cost != Cost::power)
    fail_argument("", "--cost",
                  fmt::format("{} is not for --method sliced, whose shadows lie on lines; give sqeuclidean, euclidean "
                              "or power",
                              question.cost_name));
  SlicedOptions options{.p = question.power, .a = question.masses_of(question.a), .b = question.masses_of(question.b)};
  if (request.projections) options.projections = *request.projections;
  if (request.seed) options.seed = *request.seed;
  const Sliced found = asked(question, [&] {
    // Shadows are of shares; that masses differ is for who asks to know.
    balanced_masses(options.a ? &*options.a : nullptr, question.a.points, options.b ? &*options.b : nullptr,
                    question.b.points, "");
    return sliced_wasserstein(question.a.rows(), question.b.rows(), options);
  });
  return {std::move(question), options.projections, options.seed, found};
}

std::string SlicedAnswer::text(const Terminal& terminal) const {
  const double power = question.power;
  const std::string index = power == 2 ? "₂" : power == 1 ? "₁" : fmt::format("({:g})", power);
  Table table({Align::left, Align::right, Align::left});
  table.add({"SW" + index, rounded(found.value, 6),
             fmt::format("± {} (standard error): the sliced Wasserstein distance", rounded(found.standard_error, 2))});
  table.add({"", "",
             fmt::format("over {} random directions of seed {}; at most W{}",
                         with_commas(static_cast<double>(projections)), seed, index)});
  return question.title(terminal) + "\n" + table.text(terminal);
}

std::string SlicedAnswer::json() const {
  Json json;
  json.object()
      .member("method", "sliced")
      .member("p", question.power)
      .member("projections", static_cast<std::uint64_t>(projections))
      .member("seed", seed)
      .member("value", found.value)
      .member("standard_error", found.standard_error);
  add_names(json, question);
  return json.close().text();
}

}  // namespace sanov::cli
