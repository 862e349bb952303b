#pragma once

#include <string>
#include <vector>

#include "cli/terminal.h"
#include "sanov/compare/compare.h"

/// The parts of what `sanov compare` says, for cli/compare.cc alone.
namespace sanov::cli {

/// Columns from which everything has room side by side.
inline constexpr int kRoomForAllMeasures = 160;

/// The findings, most important first: distance with interval, a picture of it, p, rows to notice, what changed.
std::string evidence_table(const Comparison& comparison, const Terminal& terminal);

/// The findings again, with every measure.
std::string measures_table(const Comparison& comparison, const Terminal& terminal);

/// Of columns of numbers: W1, the shift and Cliff's δ, each with its interval. Empty without such columns.
std::string effects_table(const Comparison& comparison, const Terminal& terminal);

}  // namespace sanov::cli
