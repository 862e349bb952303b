#pragma once

#include <span>
#include <string>
#include <vector>

#include "sanov/families/catalogue.h"

namespace sanov {

/// Which free parameters move an end of the support at which the density does not fall to 0, or no faster than the distance
/// (uniform's ends, Pareto's scale, a generalized Pareto distribution of shape below −½). Such an end is found to within some
/// 1/n of its place, nearer than any curvature says, and the truth is on one side of it: it has neither a standard error nor an
/// interval of the usual kind. The other parameters have theirs as if the end were known.
/// Smith, Maximum likelihood estimation in a class of nonregular cases, Biometrika 72, 1985.
std::vector<bool> steep_ends(const FamilyEntry& entry, std::span<const double> at, const std::vector<bool>& free);

/// "no standard error of scale, where the density ends too steeply"; "" where there are none.
std::string words_on_ends(const FamilyEntry& entry, const std::vector<bool>& steep);

}  // namespace sanov
