#pragma once

#include <optional>
#include <vector>

#include "sanov/base/cells.h"

namespace sanov {

/// The shares of n `things` (samples, …) in a barycentre, divided by their sum; equal if none are given. Throws
/// InvalidArgument if the lengths differ, DomainError for one that is negative or not finite, or if all are 0.
std::vector<double> checked_shares(const std::optional<Cells>& shares, std::size_t n, const char* things,
                                   const char* function);

}  // namespace sanov
