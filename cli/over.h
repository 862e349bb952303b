#pragma once

#include <string>

#include "cli/desk.h"
#include "cli/terminal.h"
#include "sanov/series/compare_over.h"

namespace sanov::cli {

/// A series as people read it: the first window that differs, a picture of each column's distances, the columns to blame; and as
/// programs do.
std::string series_text(const Series& series, const Terminal& terminal);
std::string series_json(const Series& series);

/// `sanov compare --over`.
void compare_over(const CompareRequest& request, Desk& desk);

}  // namespace sanov::cli
