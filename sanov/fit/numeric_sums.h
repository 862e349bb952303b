#pragma once

#include <functional>
#include <span>
#include <vector>

#include "sanov/families/catalogue.h"
#include "sanov/fit/data.h"

/// Derivatives by the parameters of what has none of its own: distribution functions, distances, moments.
namespace sanov {

/// A function of parameters that are in their domain; −∞ where they are not allowed.
using ParameterFunction = std::function<double(std::span<const double>)>;

/// By how much each parameter has to change for one value to notice: 1/√(information of one value), at these
/// parameters. Where there is no such, its own size, or the data's.
std::vector<double> natural_units(const FamilyEntry& entry, const FitData& data, std::span<const double> at);

/// A step of `size` units in each parameter, shortened where its domain ends.
std::vector<double> steps_within(const FamilyEntry& entry, std::span<const double> at, std::span<const double> units,
                                 double size);

/// f with its first two derivatives by the parameters in `moving`, by differences of fourth order (mixed ones of second),
/// of 1/5000 of a unit; steps on which f is infinite, or no parabola, are shortened. About 4k + k(k − 1) + 1 calls for k parameters.
DensitySums numeric_sums(const ParameterFunction& f, const FamilyEntry& entry, std::span<const double> at,
                         std::span<const double> units, std::span<const std::size_t> moving);

/// Parameters near `at` for which `allowed`: `at` itself, else the first among its neighbours, ever farther off. Empty
/// where there are none.
std::vector<double> near_by(const std::function<bool(std::span<const double>)>& allowed, const FamilyEntry& entry,
                            std::span<const double> at, std::span<const double> units,
                            std::span<const std::size_t> moving);

}  // namespace sanov
