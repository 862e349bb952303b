#pragma once

#include <span>
#include <vector>

#include "sanov/families/catalogue.h"
#include "sanov/fit/rows.h"

namespace sanov {

/// Rows from which on a plug-in says as much: what averaging gains falls with the square of their number.
inline constexpr double kKnownWell = 200;

/// ln ∫ f(x; θ) dΠ(θ | others) for each row that was held out, in place of ln f(x; θ̂): what the others leave open of the parameters
/// is averaged over, as predicted_log_densities() does in closed form. Π has density 1 in the coordinates in which parameters
/// are free (of a location itself, of a scale its logarithm) times the likelihood of the others. A plug-in is too sure of
/// itself by some parameters²/n², so that of a dozen values families whose prediction allows for that would be before those
/// whose does not, whatever the truth.
/// Members are drawn about the fit from Student's distribution of 1.2 times its standard errors, always the same 200, in
/// opposite pairs, and each counts by its likelihood over the density of being drawn (importance sampling).
/// `at` is the fit to the others. Empty where the curvature there is none, or the others have more than kKnownWell rows.
std::vector<double> averaged_log_densities(const FamilyEntry& entry, std::span<const double> at,
                                           const std::vector<bool>& free, const Nodes& others, const Nodes& held,
                                           const Truncation& truncation);

}  // namespace sanov
