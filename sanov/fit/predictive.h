#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "sanov/fit/data.h"

namespace sanov {

/// Log densities of values held out, for families that end where their data do (uniform, log-uniform, Pareto, discrete
/// uniform): a member fitted to the others gives none to a value beyond them. In its place stands the prediction that allows
/// for where the end may be, and for all else that is open: averaged over the parameters with their likelihood, and density 1 for
/// places and for logarithms of lengths and shapes, as averaged_log_densities() is. Of n values from low to high = low + R,
/// with R′ the range with x, and S = Σ ln(xᵢ/low):
///   uniform           (n−1)/(n+1) R^(n−1)/R′ⁿ, and log_uniform the same of logarithms
///   pareto            n(n−1)/(n+1) S^(n−1)/(x (S + l)ⁿ), l = ln(x/low) above low and n ln(low/x) below
///   discrete_uniform  Z(n+2, R′)/Z(n+1, R), Z(s, R) = Σ (L − R + 1) L^(−s) over L ≥ R, ranges counting both ends
/// False, and nothing done, for other families, and for fewer than two others.
bool predicted_log_densities(std::string_view family, const SampleShape& others, std::span<const double> fitted,
                             std::span<const double> x, std::vector<double>& out);

}  // namespace sanov
