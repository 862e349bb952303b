#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "sanov/base/cells.h"

namespace sanov {

/// The weights of n points divided by their sum, however large; without any all are equal. Throws InvalidArgument if the
/// lengths differ, DomainError naming the first that is negative or not finite, or if all are 0.
std::vector<double> unit_masses(const std::optional<Cells>& weights, std::size_t n, const char* function,
                                const std::string& name);

/// Throws InvalidArgument unless the value is finite and above 0.
void check_above_zero(double value, const char* function, const char* argument);

}  // namespace sanov
