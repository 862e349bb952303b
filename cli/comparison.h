#pragma once

#include <string>

#include "cli/terminal.h"
#include "sanov/compare/compare.h"

namespace sanov::cli {

/// A comparison as people read it, every measure where asked for or where the terminal is wide; and as programs do.
std::string comparison_text(const Comparison& comparison, const Terminal& terminal, bool all_measures = false);
std::string comparison_json(const Comparison& comparison);

}  // namespace sanov::cli
