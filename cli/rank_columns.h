#pragma once

#include <string>
#include <vector>

#include "cli/column.h"
#include "cli/opener.h"

namespace sanov::cli {

/// A column that has no part in an answer, or none with a value.
struct Aside {
  std::string name, reason;  ///< "weather", "text"
};

/// As read_numbers(), or the columns of a .npy matrix, called 1, 2, …
std::vector<NumberColumn> read_columns(Opener& opener, const std::string& path,
                                       const std::vector<std::string>& columns);

/// The columns of a file that are left out where none is named, for they are not of numbers.
std::vector<Aside> left_out_of(Opener& opener, const std::string& path);

}  // namespace sanov::cli
