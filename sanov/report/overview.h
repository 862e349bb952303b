#pragma once

#include <cstddef>
#include <string>

#include "sanov/compare/compare.h"

/// The findings as a table of HTML, most important first.
namespace sanov {

/// Rows `first` to `last` (not inside) with their head. `linked`: each name leads to the panel of its column, #c0 on.
std::string overview_table(const Comparison& comparison, std::size_t first, std::size_t last, bool linked);

/// Lines of a list; empty without any.
std::string remark_list(const std::vector<std::string>& lines);

}  // namespace sanov
