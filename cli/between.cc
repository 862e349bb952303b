#include "cli/between.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <numbers>
#include <optional>
#include <vector>

#include "cli/chosen.h"
#include "cli/input.h"
#include "cli/json.h"
#include "cli/text.h"
#include "sanov/base/error.h"
#include "sanov/families/divergence.h"
#include "sanov/families/spec.h"

namespace sanov::cli {
namespace {

constexpr int kDigits = 6;

/// A divergence that is shown, and how it follows from one that is computed.
struct Asked {
  std::string name, label;
  Between which;
  double order = 1;
  bool backwards = false;  ///< of Q from P
  bool in_nats = false;
  bool root = false;  ///< the square root of it
};
const Asked kAsked[] = {
    {.name = "kl", .label = "KL(P‖Q)", .which = Between::kl, .in_nats = true},
    {.name = "reverse_kl", .label = "KL(Q‖P)", .which = Between::kl, .backwards = true, .in_nats = true},
    {.name = "js_distance", .label = "JS distance", .which = Between::js, .root = true},
    {.name = "hellinger", .label = "Hellinger", .which = Between::hellinger},
    {.name = "total_variation", .label = "total variation", .which = Between::total_variation},
    {.name = "chi_squared", .label = "χ²(P‖Q)", .which = Between::chi_squared},
    {.name = "kolmogorov_smirnov", .label = "Kolmogorov-Smirnov", .which = Between::kolmogorov_smirnov},
    {.name = "wasserstein", .label = "Wasserstein", .which = Between::wasserstein},
    {.name = "wasserstein(2)", .label = "Wasserstein of order 2", .which = Between::wasserstein, .order = 2},
};

/// "renyi(0.5)" or "wasserstein(3)": what is of an order.
std::optional<Asked> of_order(const std::string& text) {
  const std::size_t open = text.find('(');
  if (open == std::string::npos || text.back() != ')') return {};
  const std::string name = text.substr(0, open), inside = text.substr(open + 1, text.size() - open - 2);
  if (name != "renyi" && name != "wasserstein") return {};
  char* end = nullptr;
  const double order = std::strtod(inside.c_str(), &end);
  if (inside.empty() || *end != '\0')
    fail_argument("", "--measure", fmt::format("has {}, whose order is no number", text));
  if (name == "renyi") return Asked{text, fmt::format("Rényi of order {}", inside), Between::renyi, order, false, true};
  return Asked{text, fmt::format("Wasserstein of order {}", inside), Between::wasserstein, order};
}

std::vector<Asked> asked_of(const MeasureRequest& request) {
  if (request.measures.empty()) return {std::begin(kAsked), std::end(kAsked)};
  std::vector<Asked> out;
  const std::string all = fmt::format("{}", fmt::join(request.measures, ","));
  for (const std::string_view part : parts_of(all)) {
    const std::string name(part);
    if (const auto of = of_order(name)) {
      out.push_back(*of);
      continue;
    }
    const auto known = std::ranges::find(kAsked, name, &Asked::name);
    if (known != std::end(kAsked)) {
      out.push_back(*known);
      continue;
    }
    std::vector<std::string_view> names{"renyi(0.5)"};
    for (const Asked& each : kAsked) names.push_back(each.name);
    const std::string near = nearest(name, names.data(), names.size());
    fail_argument("", "--measure",
                  fmt::format("has {}, which is not known between distributions; {}", name,
                              near.empty() ? "there are " + fmt::format("{}", fmt::join(names, ", "))
                                           : fmt::format("did you mean {}?", near)));
  }
  return out;
}

bool is_distribution(const std::string& text) {
  if (text.empty() || text == "-" || looks_like_numbers(text) || names_a_file(text)) return false;
  std::error_code ignored;
  const std::size_t column = text.rfind(':');
  if (column != std::string::npos && std::filesystem::exists(text.substr(0, column), ignored)) return false;
  return looks_like_distribution(text);
}

void check(const MeasureRequest& request) {
  for (const auto& [name, text] : {std::pair{"P", &request.p}, std::pair{"Q", &request.q}})
    if (!text->empty() && !is_distribution(*text))
      fail_argument("", name, fmt::format("is {}, but the other is a distribution; give two of these", *text));
  if (request.q.empty())
    fail_argument("", "Q", fmt::format("is missing; of one distribution alone `sanov describe '{}'` tells", request.p));
  const auto of_cells = [](bool given, std::string_view option) {
    if (given)
      fail_argument("", option,
                    "is about cells; of two distributions every divergence is shown, with --bits and --json");
  };
  of_cells(request.all, "--all");
  of_cells(request.counts, "--counts");
  of_cells(request.log, "--log");
  of_cells(!request.smoothing.empty() && request.smoothing != "none", "--smoothing");
  of_cells(!request.labels.empty(), "--labels");
  of_cells(!request.positions.empty(), "--positions");
}

DivergenceValue valued(const Asked& asked, const Distribution& p, const Distribution& q, bool bits) {
  const Distribution &from = asked.backwards ? q : p, &to = asked.backwards ? p : q;
  DivergenceValue found = divergence_between(asked.which, from, to, {.order = asked.order});
  // The reasons speak of P and Q as divergence_between() has them.
  if (asked.backwards)
    for (char& c : found.reason)
      if (c == 'P' || c == 'Q') c = c == 'P' ? 'Q' : 'P';
  if (asked.root) {
    const double root = std::sqrt(found.value);
    found.error = root > 0 ? found.error / (2 * root) : std::sqrt(found.error);
    found.value = root;
  }
  if (asked.in_nats && bits) found.value /= std::numbers::ln2, found.error /= std::numbers::ln2;
  return found;
}

/// "by quadrature, within 2e-15", or why it is infinite.
std::string how(const DivergenceValue& found) {
  if (std::isinf(found.value)) return found.reason;
  std::string text = fmt::format("{}, within {}", to_text(found.method), rounded(found.error, 1));
  if (found.error == 0) text = std::string(to_text(found.method));
  return found.reason.empty() ? text : text + "; " + found.reason;
}

}  // namespace

bool asks_for_distributions(const MeasureRequest& request) {
  return is_distribution(request.p) || is_distribution(request.q);
}

void measure_distributions(const MeasureRequest& request, Desk& desk) {
  check(request);
  const Distribution p = parse_distribution(request.p), q = parse_distribution(request.q);
  const std::string_view unit = request.bits ? "bits" : "nats";
  Table table;
  Json json;
  json.object().member("unit", unit).member("p", p.text()).member("q", q.text()).key("divergences").array();
  for (const Asked& asked : asked_of(request)) {
    const DivergenceValue found = valued(asked, p, q, request.bits);
    const std::string number = rounded(found.value, kDigits);
    table.add({std::string(asked.label), asked.in_nats ? fmt::format("{} {}", number, unit) : number, how(found)});
    json.object()
        .member("name", asked.name)
        .member("value", found.value)
        .member("error", found.error)
        .member("method", to_text(found.method));
    if (!found.reason.empty()) json.member("reason", found.reason);
    json.close();
  }
  json.close().close();
  desk.out << (request.json ? json.text() : table.text(desk.terminal));
}

}  // namespace sanov::cli
