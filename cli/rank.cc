#include <fmt/format.h>

#include <cmath>
#include <numbers>

#include "cli/json.h"
#include "cli/rank_answer.h"
#include "cli/scatter.h"
#include "cli/text.h"
#include "sanov/base/error.h"

namespace sanov::cli {
namespace {

/// With a true minus, as numbers stand in columns.
std::string number_text(double value) {
  std::string text = rounded(value);
  if (text.starts_with('-')) text.replace(0, 1, "−");
  return text;
}

std::string interval_text(const Association& found) {
  if (!found.interval) return "–";
  return fmt::format("{} to {}", number_text(found.interval->lower), number_text(found.interval->upper));
}

/// "sees …; misses …", and why something is absent.
std::string words_of(const Ranked& ranked) {
  std::string text(rank_doc(ranked.name()).meaning);
  const std::string reason(ranked.reason.empty() ? std::string(ranked.found.reason) : ranked.reason);
  if (!reason.empty()) text += fmt::format(" Here: {}.", reason);
  return text;
}

std::string values_text(const RankAnswer& answer, const Terminal& terminal) {
  Table table({Align::left, Align::right, Align::left, Align::left, Align::left});
  table.add({"", "value", fmt::format("{:g}% interval", 100 * answer.level), "p", ""});
  for (const Ranked& ranked : answer.values) {
    const Association& found = ranked.found;
    const bool tested = found.p.has_value();
    table.add({std::string(rank_doc(ranked.name()).title), found.value ? number_text(*found.value) : "–",
               interval_text(found), tested ? p_text(*found.p, *found.log_p) : "–",
               tested ? std::string(to_text(found.method)) : ""});
    table.note("    " + words_of(ranked));
  }
  return table.text(terminal);
}

std::string heading(const RankAnswer& answer) {
  std::string text =
      fmt::format("{} and {}, {}", answer.x.label, answer.y.label, counted(static_cast<double>(answer.n), "pair"));
  if (answer.dropped > 0)
    text += fmt::format("; {} left out, for want of a value", counted(static_cast<double>(answer.dropped), "pair"));
  if (answer.alternative != Alternative::two_sided)
    text += fmt::format("; p speaks for '{}'", to_text(answer.alternative));
  return text;
}

void add_found(Json& json, const Ranked& ranked) {
  const Association& found = ranked.found;
  json.key(ranked.name()).object();
  if (found.value) json.member("value", *found.value);
  if (found.interval) json.key("interval").array().value(found.interval->lower).value(found.interval->upper).close();
  if (found.p) json.member("p", *found.p).member("log_p", *found.log_p).member("method", to_text(found.method));
  const std::string reason(ranked.reason.empty() ? std::string(found.reason) : ranked.reason);
  if (!reason.empty()) json.member("reason", reason);
  json.close();
}

}  // namespace

std::string p_text(double p, double log_p) {
  if (p > 0 && p < 1e-4) return fmt::format("{:.1e}", p);
  if (p > 0) return fmt::format("{:.2g}", p);
  const double tens = log_p / std::numbers::ln10, exponent = std::floor(tens);
  return fmt::format("{:.1f}e{:.0f}", std::pow(10, tens - exponent), exponent);
}

std::string rank_json(const RankAnswer& answer) {
  Json json;
  json.object()
      .member("x", answer.x.label)
      .member("y", answer.y.label)
      .member("n", static_cast<std::uint64_t>(answer.n))
      .member("dropped", static_cast<std::uint64_t>(answer.dropped))
      .member("level", answer.level)
      .member("alternative", to_text(answer.alternative))
      .key("coefficients")
      .object();
  for (const Ranked& ranked : answer.values) add_found(json, ranked);
  return json.close().close().text();
}

std::string rank_text(const RankAnswer& answer, const Terminal& terminal) {
  Table title;
  title.note(heading(answer));
  const Scatter scatter{answer.x.label, answer.y.label, answer.x.values, answer.y.values};
  return title.text(terminal) + "\n" + values_text(answer, terminal) + "\n" + terminal_scatter(scatter, terminal);
}

void rank(const RankRequest& request, Desk& desk) {
  const RankAnswer answer = rank_answer(request, read_sample(request.x, "X", desk), read_sample(request.y, "Y", desk));
  desk.out << (request.json ? rank_json(answer) : rank_text(answer, desk.terminal));
}

}  // namespace sanov::cli
