#include <string>
#include <vector>

#include "sanov/base/error.h"
#include "sanov/families/catalogue.h"
#include "sanov/families/scipy_names.h"

namespace sanov {

const FamilyEntry& find_family(std::string_view name) {
  std::vector<std::string_view> names;
  for (const FamilyEntry& entry : all_families()) {
    if (entry.name == name) return entry;
    names.push_back(entry.name);
  }
  const std::string hint = hint_of_scipy_family(name), near = nearest(name, names.data(), names.size());
  fail_argument("", "family",
                "'" + std::string(name) + "' is unknown" +
                    (!hint.empty()  ? "; " + hint
                     : near.empty() ? "; `sanov list families` has them all"
                                    : "; did you mean " + near + "?"));
}

std::string spec_text(std::string_view family, std::span<const FamilyParameter> parameters,
                      std::span<const double> values) {
  std::string text(family);
  for (std::size_t i = 0; i < values.size(); ++i)
    text += (i == 0 ? "(" : ", ") + std::string(parameters[i].name) + "=" + to_text(values[i]);
  return text + ")";
}

}  // namespace sanov
