#pragma once

#include <string>
#include <string_view>

#include "sanov/families/catalogue.h"

/// What scipy calls a family and its parameters, as the family's docstring says it: for whoever types scipy's words.
namespace sanov {

/// "scipy's norm(loc=mean, scale=sd) is normal(mean, sd) here"; "" for a name that scipy's families have not.
std::string hint_of_scipy_family(std::string_view name);

/// The same of a family's parameter, such as loc; "" for a name that scipy's parameters of it have not.
std::string hint_of_scipy_parameter(const FamilyEntry& family, std::string_view parameter);

}  // namespace sanov
