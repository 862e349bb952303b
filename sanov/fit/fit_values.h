#pragma once

#include <span>
#include <string_view>

#include "sanov/fit/fit_family.h"

namespace sanov {

/// As fit_family, of the values themselves, where no ranking is wanted: a family of which a few sums are the whole
/// likelihood (exponential families, and Weibull's, Fréchet's and Gumbel's) is fitted from those, without sorting, in a few
/// milliseconds for a million values. Any other family, and data that it cannot have, go the way of fit_family.
/// Throws as FitData and fit_family do.
FamilyFit fit_values(std::string_view family, std::span<const double> x, std::span<const double> weights = {});

}  // namespace sanov
