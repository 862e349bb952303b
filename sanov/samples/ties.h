#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "sanov/samples/two_samples.h"

namespace sanov {

/// Spreads the values of each column in which some come twice evenly over the column's granularity: the smallest gap
/// between two of its values, those within 2⁻⁴⁰ of the range taken as one. A divergence is that of the values still, for
/// no value reaches another's part. Returns the columns that were spread.
std::vector<std::size_t> spread_ties(TwoSamples& both, std::uint64_t seed);

}  // namespace sanov
