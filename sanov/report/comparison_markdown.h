#pragma once

#include <string>

#include "sanov/compare/compare.h"

namespace sanov {

/// A comparison for a pull request, in Markdown as GitHub has it: the verdict, a table of the columns that differ, most
/// important first, and the rest folded away. Under 60,000 bytes, so that it fits in one comment: of the columns that do not
/// differ, then of those that do, the least important are left out and counted.
std::string comparison_markdown(const Comparison& comparison);

}  // namespace sanov
