#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sanov/fit/fit_family.h"
#include "sanov/fit/location_profile.h"

/// Families on a half-line whose beginning is fitted too: three-parameter Weibull, gamma and lognormal distributions, …
namespace sanov {

/// Which parameter of a family would be its freed location: its own, if fits leave it alone; one more than it has, if it
/// begins at 0 whatever its parameters are; none for others.
std::optional<std::size_t> location_of(const FamilyEntry& entry);

/// Whether the fit frees that location. Throws InvalidArgument where a parameter to free is not there and cannot be.
bool frees_location(const FamilyEntry& entry, std::span<const std::string_view> free);

/// Throws InvalidArgument, naming `free`, for rows that are censored or truncated.
void check_rows_of_location(const FitData& data);

/// The member of a family and the place where it begins that fit data best, by `likelihood` or by `spacing`. The other
/// parameters are fitted for each place, from far below the smallest value up to it.
///
/// As the place nears the smallest value the density there, and with it the likelihood, may grow without bound: where the
/// family has members with an infinite density at their beginning (Weibull and gamma of a shape below 1). What is taken is
/// the highest top before that, which is what has the usual properties (Smith, 1985), and the remark says so. An end that
/// stays finite is a top as others are: the exponential begins at the smallest value. Refused is a fit where there is no
/// top: the likelihood grows without bound, or still grows where the family has become its limit, such as the normal.
/// Standard errors are from the curvature where the density at the beginning falls faster than linearly (Weibull of shape
/// above 2); below, the location has none, being nearer the truth than those, and the others have those of a known location.
/// Spacings have a maximum for any shape.
///
/// `task` has the family's own parameters in it. Cost: about 60 ordinary fits to condensed nodes (data.h).
/// Throws DomainError where there is no top, or the rows are not values (rounded or not); InvalidArgument for other methods.
/// Smith, Maximum likelihood estimation in a class of nonregular cases, Biometrika 72, 1985; Cheng and Amin, Estimating
/// parameters in continuous univariate distributions with a shifted origin, JRSS B 45, 1983.
FamilyFit fit_shifted(const FamilyEntry& entry, const FitData& data, const ShiftedTask& task,
                      std::span<const double> start);

/// Log densities of rows held out, with the place averaged over what the other rows leave open: each weighs as its profile
/// likelihood. The fit itself would give none to a value below its location, which one of n + 1 values may be.
std::vector<double> held_out_terms(const FamilyFit& fit, const Nodes& rest, const Nodes& held);

}  // namespace sanov
