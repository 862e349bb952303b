#pragma once

#include <ostream>
#include <string>

namespace sanov::cli {

/// What the place that answers go to can show.
struct Terminal {
  bool is_terminal = false;  ///< standard output
  bool errors_are = false;   ///< standard error
  int columns = 80;
  bool utf8 = true;
  bool colour = false;

  /// Reads COLUMNS, NO_COLOR, TERM and the locale's variables, and asks the system where `out` is std::cout and `err`
  /// std::cerr. Any other stream is taken for a file of 80 columns.
  static Terminal of(const std::ostream& out, const std::ostream& err);
};

}  // namespace sanov::cli
