#pragma once

#include <span>

#include "sanov/rank/coefficient.h"

namespace sanov {

/// What the soft coefficients ask of their arguments: as many scores as targets, finite scores, targets without NaN, a
/// temperature that is finite and not negative, and a gradient that is empty or as long as the scores.
Pairs checked_soft(std::string_view function, std::span<const double> s, std::span<const double> y, double temperature,
                   std::span<const double> gradient);

/// The same of scores alone; returns their extent.
Extent checked_scores(std::string_view function, std::span<const double> s, double temperature);

/// Throws InvalidArgument unless an argument is as long as there are scores.
void check_length(std::string_view function, const char* argument, std::size_t length, std::size_t n);

}  // namespace sanov
