#pragma once

#include <string>

#include "cli/terminal.h"
#include "sanov/compare/compare.h"

namespace sanov::cli {

/// A comparison as people read it, and as programs do.
std::string comparison_text(const Comparison& comparison, const Terminal& terminal);
std::string comparison_json(const Comparison& comparison);

}  // namespace sanov::cli
