#pragma once

#include <string>
#include <string_view>

#include "cli/opener.h"

namespace sanov::cli {

/// Whether a text is one whole number: "12", "-1e3", "inf".
bool is_number(std::string_view text);

/// What made a column text that was meant to be of numbers: "holds 'abc' in row 2", the first text that is no number
/// where at least half are. "" for columns of another kind. Reads the file.
std::string slip_in(Opener& opener, const std::string& path, const std::string& column);

}  // namespace sanov::cli
