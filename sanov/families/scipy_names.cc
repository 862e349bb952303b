#include "sanov/families/scipy_names.h"

namespace sanov {
namespace {

/// "norm(loc=mean, scale=sd)"; "" where scipy has no such family.
std::string scipy_call(const FamilyEntry& family) {
  constexpr std::string_view kBefore = "scipy ";
  const std::string_view text = family.doc->text;
  const std::size_t at = text.find(kBefore);
  if (at == std::string_view::npos) return {};
  std::string call;
  int depth = 0;
  for (const char c : text.substr(at + kBefore.size())) {
    if (depth == 0 && (c == ';' || c == '.' || c == ',')) break;
    if (c == '(') ++depth;
    call += c == '\n' ? ' ' : c;
    if (c == ')' && --depth == 0) break;
  }
  return depth == 0 && call.find('(') != std::string::npos ? call : std::string();
}

std::string_view name_of(std::string_view call) { return call.substr(0, call.find('(')); }

std::string our_call(const FamilyEntry& family) {
  std::string text(family.name);
  for (const FamilyParameter& p : family.parameters)
    text += (&p == &family.parameters.front() ? "(" : ", ") + std::string(p.name);
  return family.parameters.empty() ? text : text + ")";
}

std::string words(const FamilyEntry& family, const std::string& call) {
  return "scipy's " + call + " is " + our_call(family) + " here";
}

/// Whether a call has an argument of that name: after '(' or ", ", before '=', ',' or ')'.
bool has_argument(std::string_view call, std::string_view name) {
  for (std::size_t at = call.find(name); at != std::string_view::npos; at = call.find(name, at + 1)) {
    const bool begins = at > 0 && (call[at - 1] == '(' || call[at - 1] == ' ');
    const char next = at + name.size() < call.size() ? call[at + name.size()] : '\0';
    const char before = at > 1 && call[at - 1] == ' ' ? call[at - 2] : '(';
    if (begins && (before == ',' || before == '(') && (next == '=' || next == ',' || next == ')')) return true;
  }
  return false;
}

}  // namespace

std::string hint_of_scipy_family(std::string_view name) {
  for (const FamilyEntry& family : all_families())
    if (const std::string call = scipy_call(family); !call.empty() && name_of(call) == name) return words(family, call);
  return {};
}

std::string hint_of_scipy_parameter(const FamilyEntry& family, std::string_view parameter) {
  const std::string call = scipy_call(family);
  return !parameter.empty() && has_argument(call, parameter) ? words(family, call) : std::string();
}

}  // namespace sanov
