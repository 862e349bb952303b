#pragma once

#include <string_view>

#include "sanov/rank/rank.h"

/// Every coefficient, for whoever loops over them.
namespace sanov {

/// Calls f(coefficient) for every one, in the catalogue's order.
template <class F>
void for_each_coefficient(F&& f) {
#define SANOV_COEFFICIENT(shape, name, file) f(sanov::name);
#include "sanov/rank/rank.def"
#undef SANOV_COEFFICIENT
}

/// The coefficient of that name. Throws InvalidArgument, with the nearest name, for an unknown one.
const AnyCoefficient& find_coefficient(std::string_view name);

}  // namespace sanov
