#include <fmt/format.h>

#include <cmath>

#include "cli/chosen.h"
#include "cli/desk.h"
#include "cli/family_list.h"
#include "cli/json.h"
#include "cli/text.h"
#include "sanov/base/error.h"
#include "sanov/fit/start_of.h"
#include "sanov/rank/catalogue.h"

namespace sanov::cli {
namespace {

std::string range_text(const Info& info) {
  return fmt::format("{}{}, {}]", std::isfinite(info.lower) ? "[" : "(", rounded(info.lower), rounded(info.upper));
}

/// "renyi(alpha)".
std::string name_with_parameters(const Info& info) {
  std::string text(info.name);
  for (std::size_t i = 0; i < info.parameters.size(); ++i)
    text += fmt::format("{}{}", i == 0 ? "(" : ", ", info.parameters[i].name);
  return info.parameters.empty() ? text : text + ")";
}

/// "Parameter alpha: 0.5 unless told, in [0, ∞]."
std::string parameters_text(const Info& info) {
  std::string text;
  for (const auto& parameter : info.parameters)
    text += fmt::format("\nParameter {}: {} unless told, in [{}, {}].", parameter.name, rounded(parameter.value),
                        rounded(parameter.lower), rounded(parameter.upper));
  return text;
}

/// A docstring at the terminal's width: sentences that its lines broke are joined, formulas keep their indent.
std::string docstring_text(std::string_view text, const Terminal& terminal) {
  std::vector<std::string> paragraphs;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::string line(text.substr(at, end - at));
    const bool joins = !paragraphs.empty() && !line.starts_with(' ') && !paragraphs.back().starts_with(' ') &&
                       !paragraphs.back().ends_with('.');
    if (joins)
      paragraphs.back() += " " + line;
    else
      paragraphs.push_back(line);
    at = end + 1;
  }
  std::string out;
  for (const std::string& paragraph : paragraphs) {
    Table table;
    table.note(paragraph);
    out += table.text(terminal);
  }
  return out;
}

std::string_view heading_of(std::string_view shape) {
  if (shape == "scalar") return "of one number";
  if (shape == "one") return "of one distribution";
  if (shape == "two") return "of two distributions";
  if (shape == "ordered") return "of two distributions over cells at positions";
  if (shape == "joint") return "of a table of joint probabilities";
  return "of many distributions";
}

constexpr std::string_view kShapes[] = {"two", "ordered", "one", "joint", "many", "scalar"};

std::string catalogue_text(const Terminal& terminal) {
  std::string text;
  for (const std::string_view shape : kShapes) {
    Table table;
    for_each_measure([&](const auto& measure) {
      const Info& info = measure.info();
      if (to_text(measure) != shape) return;
      const std::string kind = info.keeps(metric) ? "metric" : std::string(to_text(info.kind));
      table.add({name_with_parameters(info), kind, range_text(info), std::string(doc(info.name).formula)});
    });
    if (table.empty()) continue;
    text += (text.empty() ? "" : "\n") + bold(heading_of(shape), terminal) + "\n" + table.text(terminal, 2);
  }
  return text + "\n`sanov list NAME` tells all about one. More: `--of rank`, `--of families`.\n";
}

void add_json(Json& json, std::string_view shape, const Info& info) {
  const Doc& words = doc(info.name);
  json.object()
      .member("name", info.name)
      .member("title", words.title)
      .member("meaning", words.meaning)
      .member("formula", words.formula)
      .member("shape", shape)
      .member("kind", to_text(info.kind))
      .member("domain", to_text(info.domain))
      .member("unit", to_text(info.unit))
      .member("lower", info.lower)
      .member("upper", info.upper)
      .member("metric", info.keeps(metric))
      .member("symmetric", info.keeps(symmetric))
      .member("additive", info.keeps(additive))
      .member("differentiable", info.keeps(differentiable));
  json.key("parameters").array();
  for (const auto& parameter : info.parameters)
    json.object()
        .member("name", parameter.name)
        .member("default", parameter.value)
        .member("lower", parameter.lower)
        .member("upper", parameter.upper)
        .close();
  json.close().close();
}

std::string catalogue_json() {
  Json json;
  json.object().key("measures").array();
  for_each_measure([&](const auto& measure) { add_json(json, to_text(measure), measure.info()); });
  return json.close().close().text();
}

// Coefficients ---------------------------------------------------------------------------------------------------------

std::string_view direction_of(const CoefficientInfo& info) { return info.symmetric ? "symmetric" : "directed"; }

std::string coefficients_text(const Terminal& terminal) {
  Table table;
  for_each_coefficient([&](const AnyCoefficient& coefficient) {
    const CoefficientInfo& info = coefficient.info();
    table.add({std::string(info.name), std::string(direction_of(info)),
               fmt::format("[{}, {}]", rounded(info.lower), rounded(info.upper))});
    table.note("    " + std::string(rank_doc(info.name).formula));
  });
  return bold("of two columns, in pairs", terminal) + "\n" + table.text(terminal, 2) +
         "\n`sanov list NAME` tells everything about one of them.\n";
}

void add_json(Json& json, const CoefficientInfo& info) {
  const Doc& words = rank_doc(info.name);
  json.object()
      .member("name", info.name)
      .member("title", words.title)
      .member("meaning", words.meaning)
      .member("formula", words.formula)
      .member("lower", info.lower)
      .member("upper", info.upper)
      .member("symmetric", info.symmetric)
      .member("of_order", info.of_order)
      .close();
}

/// Of all coefficients, or of that with a name.
std::string coefficients_json(std::string_view name) {
  Json json;
  json.object().key("coefficients").array();
  for_each_coefficient([&](const AnyCoefficient& coefficient) {
    if (name.empty() || coefficient.info().name == name) add_json(json, coefficient.info());
  });
  return json.close().close().text();
}

bool is_coefficient(std::string_view name) {
  bool found = false;
  for_each_coefficient([&](const AnyCoefficient& coefficient) { found = found || coefficient.info().name == name; });
  return found;
}

void list_coefficients(const ListRequest& request, Desk& desk) {
  const std::string& name = request.measure;
  if (!name.empty()) find_coefficient(name);
  if (request.json)
    desk.out << coefficients_json(name);
  else if (name.empty())
    desk.out << coefficients_text(desk.terminal);
  else
    desk.out << name << "\n\n" << docstring_text(rank_doc(name).text, desk.terminal);
}

bool is_measure(std::string_view name) {
  bool found = false;
  for_each_measure([&](const auto& measure) { found = found || measure.info().name == name; });
  return found;
}

/// "Fits: it has no fit to data …", or nothing.
std::string fit_note(const FamilyEntry& family, const Terminal& terminal) {
  const std::string why = why_no_fit(family);
  if (why.empty()) return {};
  Table table;
  table.note("Fits: " + why + ".");
  return "\n" + table.text(terminal);
}

void list_families(const ListRequest& request, Desk& desk) {
  const std::string name = request.measure == "families" ? "" : request.measure;
  if (!name.empty()) find_family(name);
  if (request.json)
    desk.out << families_json(name);
  else if (name.empty())
    desk.out << families_text(desk.terminal);
  else
    desk.out << family_call(find_family(name)) << "\n\n"
             << docstring_text(find_family(name).doc->text, desk.terminal)
             << fit_note(find_family(name), desk.terminal);
}

/// Where a name is near to a coefficient's or a family's, and to no measure's, says so.
void refuse_unknown(const std::string& name) {
  std::vector<std::string_view> measures;
  for_each_measure([&](const auto& measure) { measures.push_back(measure.info().name); });
  if (name.find('(') != std::string::npos || !nearest(name, measures.data(), measures.size()).empty()) return;
  for (void (*find)(std::string_view) :
       {+[](std::string_view word) { find_coefficient(word); }, +[](std::string_view word) { find_family(word); }}) {
    try {
      find(name);
    } catch (const InvalidArgument& error) {
      if (error.complaint().rule.find("did you mean") != std::string::npos) throw;
    }
  }
}

}  // namespace

void list(const ListRequest& request, Desk& desk) {
  if (request.of != "measures" && request.of != "rank" && request.of != "families")
    fail_argument("", "--of", fmt::format("is '{}'; it is measures, rank or families", request.of));
  // A name that is both, "triangular", is the measure's unless --of says otherwise.
  const bool measure = request.of == "measures" && is_measure(request.measure);
  if (request.of == "families" || request.measure == "families" || (!measure && is_family(request.measure)))
    return list_families(request, desk);
  if (request.of == "rank" || is_coefficient(request.measure)) return list_coefficients(request, desk);
  if (request.measure.empty()) {
    desk.out << (request.json ? catalogue_json() : catalogue_text(desk.terminal));
    return;
  }
  refuse_unknown(request.measure);
  const Chosen chosen = chosen_measures(request.measure).front();
  if (request.json) {
    Json json;
    json.object().key("measures").array();
    add_json(json, shape_of(chosen.measure), *chosen.info);
    desk.out << json.close().close().text();
    return;
  }
  const std::string text = fmt::format("{}{}", doc(chosen.info->name).text, parameters_text(*chosen.info));
  desk.out << shown(name_with_parameters(*chosen.info) + "\n\n", desk.terminal) << docstring_text(text, desk.terminal);
}

}  // namespace sanov::cli
