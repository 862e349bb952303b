#include <fmt/format.h>

#include <cmath>
#include <numbers>

#include "cli/density_picture.h"
#include "cli/desk.h"
#include "cli/json.h"
#include "cli/text.h"
#include "sanov/base/error.h"
#include "sanov/families/catalogue.h"
#include "sanov/families/spec.h"
#include "sanov/families/spec_reader.h"

namespace sanov::cli {
namespace {

constexpr int kDigits = 6;
constexpr std::size_t kShownDraws = 100;

/// What `sanov describe` answers, before it is text or JSON.
struct Description {
  Distribution distribution;
  bool bits = false;
  Moments moments;
  double entropy = 0;  ///< in the answer's unit
  std::vector<double> at, quantiles, draws;
  std::uint64_t seed = 0;

  std::string_view unit() const { return bits ? "bits" : "nats"; }
};

std::vector<double> numbers_of(const std::vector<std::string>& texts) {
  std::vector<double> all;
  for (const std::string& text : texts) {
    SpecReader in(text);
    all.push_back(in.number("a number"));
    if (!in.at_end()) in.expected("one number");
  }
  return all;
}

Description description_of(const DescribeRequest& request) {
  Description found{.distribution = parse_distribution(request.spec),
                    .bits = request.bits,
                    .moments = {},
                    .at = numbers_of(request.at),
                    .quantiles = numbers_of(request.quantiles),
                    .draws = std::vector<double>(request.sample),
                    .seed = request.seed};
  for (const double p : found.quantiles)
    if (!(p >= 0 && p <= 1))
      fail_domain("", "--quantile", fmt::format("is {}; a probability in [0, 1] is needed", to_text(p)));
  found.moments = found.distribution.moments();
  found.entropy = found.distribution.entropy() / (request.bits ? std::numbers::ln2 : 1);
  found.distribution.sample(request.seed, found.draws);
  return found;
}

std::string support_text(const Distribution& d) {
  const Support s = d.support();
  const std::string x = d.whole() ? "whole numbers" : "x";
  if (std::isinf(s.low) && std::isinf(s.high)) return d.whole() ? "whole numbers" : "all numbers";
  if (std::isinf(s.high)) return fmt::format("{} ≥ {}", x, rounded(s.low, kDigits));
  if (std::isinf(s.low)) return fmt::format("{} ≤ {}", x, rounded(s.high, kDigits));
  if (d.whole()) return fmt::format("whole numbers from {} to {}", rounded(s.low, kDigits), rounded(s.high, kDigits));
  return fmt::format("{} ≤ x ≤ {}", rounded(s.low, kDigits), rounded(s.high, kDigits));
}

std::string shown_moment(const std::optional<double>& m) { return m ? rounded(*m, kDigits) : "not defined"; }

std::optional<double> deviation(const Moments& m) {
  return m.variance ? std::optional(std::sqrt(*m.variance)) : std::nullopt;
}

std::string description_text(const Description& found, const Terminal& terminal) {
  const Distribution& d = found.distribution;
  Table facts;
  facts.add({"support", support_text(d)});
  facts.add({"mean", shown_moment(found.moments.mean)});
  facts.add({"sd", shown_moment(deviation(found.moments))});
  facts.add({"skewness", shown_moment(found.moments.skewness)});
  facts.add({"excess kurtosis", shown_moment(found.moments.excess_kurtosis)});
  facts.add({"entropy", fmt::format("{} {}", rounded(found.entropy, kDigits), found.unit())});
  facts.add({"quartiles", fmt::format("{}   {}   {}", rounded(d.quantile(0.25), kDigits),
                                      rounded(d.quantile(0.5), kDigits), rounded(d.upper_quantile(0.25), kDigits))});
  Table head;
  head.note(d.text());
  std::string text = bold(head.text(terminal), terminal);
  if (!d.family().empty()) {
    Table title;
    title.note(fmt::format("{}: {}", find_family(d.family()).doc->title, find_family(d.family()).doc->meaning));
    text += title.text(terminal);
  }
  text += "\n" + density_picture(d, terminal) + "\n" + facts.text(terminal);
  const std::vector<Align> right(5, Align::right);
  if (!found.at.empty()) {
    Table points(right);
    points.add({"x", d.whole() ? "mass" : "density", "its log", "P(X ≤ x)", "P(X > x)"});
    for (const double x : found.at)
      points.add({rounded(x, kDigits), rounded(d.pdf(x), kDigits), rounded(d.log_pdf(x), kDigits),
                  rounded(d.cdf(x), kDigits), rounded(d.sf(x), kDigits)});
    text += "\n" + points.text(terminal);
  }
  if (!found.quantiles.empty()) {
    Table points(right);
    points.add({"p", "quantile"});
    for (const double p : found.quantiles) points.add({rounded(p, kDigits), rounded(d.quantile(p), kDigits)});
    text += "\n" + points.text(terminal);
  }
  if (!found.draws.empty()) {
    std::string all;
    for (std::size_t i = 0; i < std::min(found.draws.size(), kShownDraws); ++i)
      all += (i == 0 ? "" : " ") + rounded(found.draws[i], kDigits);
    if (found.draws.size() > kShownDraws)
      all += fmt::format(" … and {} more, which --json shows",
                         with_commas(static_cast<double>(found.draws.size() - kShownDraws)));
    Table draws;
    draws.note(all);
    text += fmt::format("\n{}, seed {}\n", counted(static_cast<double>(found.draws.size()), "draw"), found.seed) +
            draws.text(terminal);
  }
  return text;
}

void add(Json& json, std::string_view name, const std::optional<double>& value) {
  json.key(name);
  if (value)
    json.value(*value);
  else
    json.null();
}

std::string description_json(const Description& found) {
  const Distribution& d = found.distribution;
  Json json;
  json.object().member("distribution", d.text());
  if (!d.family().empty()) {
    const FamilyEntry& entry = find_family(d.family());
    const std::vector<double> values = d.parameters();
    json.member("family", entry.name).key("parameters").object();
    for (std::size_t i = 0; i < values.size(); ++i) json.member(entry.parameters[i].name, values[i]);
    json.close();
  }
  const Support s = d.support();
  json.key("support").array().value(s.low).value(s.high).close().member("whole", d.whole());
  add(json, "mean", found.moments.mean);
  add(json, "variance", found.moments.variance);
  add(json, "sd", deviation(found.moments));
  add(json, "skewness", found.moments.skewness);
  add(json, "excess_kurtosis", found.moments.excess_kurtosis);
  json.member("entropy", found.entropy).member("unit", found.unit());
  json.key("quartiles").array().value(d.quantile(0.25)).value(d.quantile(0.5)).value(d.upper_quantile(0.25)).close();
  if (const auto atoms = d.atoms(); !atoms.empty()) {
    json.key("atoms").array();
    for (const Atom& a : atoms) json.object().member("x", a.x).member("mass", a.mass).close();
    json.close();
  }
  if (!found.at.empty()) {
    json.key("at").array();
    for (const double x : found.at)
      json.object()
          .member("x", x)
          .member(d.whole() ? "pmf" : "pdf", d.pdf(x))
          .member(d.whole() ? "log_pmf" : "log_pdf", d.log_pdf(x))
          .member("cdf", d.cdf(x))
          .member("sf", d.sf(x))
          .close();
    json.close();
  }
  if (!found.quantiles.empty()) {
    json.key("quantiles").array();
    for (const double p : found.quantiles) json.object().member("p", p).member("x", d.quantile(p)).close();
    json.close();
  }
  if (!found.draws.empty()) {
    json.member("seed", found.seed).key("sample").array();
    for (const double x : found.draws) json.value(x);
    json.close();
  }
  return json.close().text();
}

}  // namespace

void describe(const DescribeRequest& request, Desk& desk) {
  const Description found = description_of(request);
  desk.out << (request.json ? description_json(found) : description_text(found, desk.terminal));
}

}  // namespace sanov::cli
