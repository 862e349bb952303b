#pragma once

#include <string>
#include <string_view>

#include "cli/terminal.h"
#include "sanov/families/catalogue.h"

/// The families of distributions, as `sanov list` shows them.
namespace sanov::cli {

bool is_family(std::string_view name);

/// "shape=1, scale=1": the parameters with their defaults.
std::string defaults_text(const FamilyEntry& entry);

/// "gamma(shape=1, scale=1)".
std::string family_call(const FamilyEntry& entry);

/// What the family's docstring says of its support: "x ≥ 0".
std::string support_words(const FamilyEntry& entry);

/// All of them, or that with a name.
std::string families_text(const Terminal& terminal);
std::string families_json(std::string_view name);

}  // namespace sanov::cli
