#include "cli/chosen.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>

#include "sanov/base/error.h"

namespace sanov::cli {
namespace {

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

double parameter_value(std::string_view text, std::string_view whole) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || end != text.data() + text.size() || error != std::errc())
    fail_argument("", fmt::format("'{}'", whole), fmt::format("has a parameter '{}', which is no number", text));
  return value;
}

/// The place of a parameter called `name`.
std::size_t place_of(const Info& info, std::string_view name, std::string_view whole) {
  std::vector<std::string_view> names;
  for (const auto& parameter : info.parameters) names.push_back(parameter.name);
  for (std::size_t i = 0; i < names.size(); ++i)
    if (names[i] == name) return i;
  const std::string near = nearest(name, names.data(), names.size());
  fail_argument("", fmt::format("'{}'", whole),
                fmt::format("has no parameter '{}'{}", name,
                            !near.empty()   ? "; did you mean '" + near + "'?"
                            : names.empty() ? "; the measure takes none"
                                            : fmt::format("; it is called '{}'", names.front())));
}

void set_parameters(Chosen& chosen, std::string_view inside, std::string_view whole) {
  std::vector<double> values;
  for (const auto& parameter : chosen.info->parameters) values.push_back(parameter.value);
  std::size_t next = 0;
  for (const std::string_view part : parts_of(inside)) {
    const std::size_t equals = part.find('=');
    std::size_t place = next++;
    if (equals != std::string_view::npos) place = place_of(*chosen.info, trimmed(part.substr(0, equals)), whole);
    if (place >= values.size())
      fail_argument("", fmt::format("'{}'", whole),
                    values.empty() ? fmt::format("has a parameter; the measure {} takes none", chosen.info->name)
                                   : fmt::format("has too many parameters; the measure {} takes {}", chosen.info->name,
                                                 values.size()));
    values[place] = parameter_value(trimmed(equals == std::string_view::npos ? part : part.substr(equals + 1)), whole);
  }
  chosen.parameters = checked_parameters(*chosen.info, values);
  std::string list;
  for (const double value : values) list += (list.empty() ? "" : ",") + to_text(value);
  chosen.name = fmt::format("{}({})", chosen.info->name, list);
}

}  // namespace

std::vector<std::string_view> parts_of(std::string_view text) {
  std::vector<std::string_view> parts;
  std::size_t start = 0;
  int depth = 0;
  for (std::size_t at = 0; at <= text.size(); ++at) {
    if (at == text.size() || (text[at] == ',' && depth == 0)) {
      parts.push_back(trimmed(text.substr(start, at - start)));
      start = at + 1;
    } else if (text[at] == '(') {
      ++depth;
    } else if (text[at] == ')') {
      --depth;
    }
  }
  return parts;
}

Chosen chosen_by_default(AnyMeasure measure) {
  const Info& info = std::visit([](const auto* m) -> const Info& { return m->info(); }, measure);
  return {std::string(info.name), measure, &info, checked_parameters(info, {})};
}

std::vector<Chosen> chosen_measures(std::string_view text) {
  std::vector<Chosen> all;
  for (const std::string_view part : parts_of(text)) {
    const std::size_t opens = part.find('(');
    if (part.empty()) fail_argument("", "--measure", "has an empty name; write for example kl,js,renyi(0.5)");
    if (opens != std::string_view::npos && !part.ends_with(')'))
      fail_argument("", fmt::format("'{}'", part), "has a parenthesis that is not closed");
    Chosen chosen = chosen_by_default(find_measure(trimmed(part.substr(0, opens))));
    if (opens != std::string_view::npos) set_parameters(chosen, part.substr(opens + 1, part.size() - opens - 2), part);
    all.push_back(std::move(chosen));
  }
  return all;
}

std::string_view shape_of(const AnyMeasure& measure) {
  return std::visit([](const auto* m) { return to_text(*m); }, measure);
}

}  // namespace sanov::cli
