#pragma once

#include <cstdint>

#include "sanov/data/profile.h"

namespace sanov {

/// Counts of weights scaled to so many rows in all, at most as many as they are now, and rounded: sums from the first cell on
/// are within half a row, so that no stretch of cells is off by more than one. `rows` are the rows that were weighed: outside
/// the reference's range there are never more than these. The counts themselves where nothing is to be scaled.
Profile worth_of(const Profile& weights, const Profile& rows, std::uint64_t effective);

}  // namespace sanov
