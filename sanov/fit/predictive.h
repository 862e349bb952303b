#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "sanov/fit/data.h"

namespace sanov {

/// Log densities of values held out, for families that end where their data do (uniform, log-uniform, Pareto): a member
/// fitted to the others gives none to a value beyond them. In its place stands the prediction that allows for where the end
/// may be, whose parameters of location and scale have their usual prior; of Pareto's tail the fitted shape. Of n values from
/// low to high = low + R, with R′ the range with x:
///   uniform      (n−1)/(n+1) R^(n−1)/R′ⁿ, and log_uniform the same of logarithms
///   pareto       n/(n+1) shape/x · (low/x)^shape above low, n/(n+1) shape/x · (x/low)^(n shape) below
/// False, and nothing done, for other families.
bool predicted_log_densities(std::string_view family, const SampleShape& others, std::span<const double> fitted,
                             std::span<const double> x, std::vector<double>& out);

}  // namespace sanov
