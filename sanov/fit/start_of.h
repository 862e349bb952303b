#pragma once

#include <string>
#include <vector>

#include "sanov/families/catalogue.h"

namespace sanov {

/// Where a fit of the family to such data begins: as the family says itself (FamilyEntry::start). Some are fitted too, but only
/// where they are named, since nothing in numbers calls for them: directions (von_mises), counts out of so many trials
/// (binomial, beta_binomial), differences of two counts (skellam), numbers of a species (logarithmic, whose tails take long
/// where the counts are large), a test's statistic under an alternative (noncentral_chi_squared). nullptr: no fit to data.
using Start = std::vector<double> (*)(const SampleShape& shape);
Start start_of(const FamilyEntry& family);

/// Whether a ranking of all families has it.
bool is_fitted_unasked(const FamilyEntry& family);

/// Why a family has no fit to data, "its likelihood …"; "" where it has one.
std::string why_no_fit(const FamilyEntry& family);

}  // namespace sanov
