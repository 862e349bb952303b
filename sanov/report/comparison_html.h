#pragma once

#include <string>

#include "sanov/compare/compare.h"

namespace sanov {

/// A comparison as one page of HTML that needs nothing else and fetches nothing: the table of its findings, most important
/// first, and a panel for each column with charts, which are drawn as they come near the window. Its Content-Security-Policy
/// runs its own scripts alone, by their SHA-256. About 1 MB and 2 KB a column; a second for 10,000 columns.
std::string comparison_page(const Comparison& comparison);

/// What of it stands in a notebook: the table and the remarks, without script.
std::string comparison_fragment(const Comparison& comparison);

}  // namespace sanov
