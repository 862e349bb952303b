#include "cli/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <string_view>

namespace sanov::cli {
namespace {

constexpr int kFewestColumns = 40, kMostColumns = 400;

std::string_view variable(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? "" : value;
}

/// The codeset that the locale's variables name. setlocale() is left alone: it would change the whole process.
bool locale_is_utf8() {
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    if (variable(name).empty()) continue;
    std::string value(variable(name));
    std::ranges::transform(value, value.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return value.find("utf-8") != std::string::npos || value.find("utf8") != std::string::npos;
  }
  return false;
}

int width_of(int descriptor) {
  if (const int asked = std::atoi(std::string(variable("COLUMNS")).c_str()); asked > 0) return asked;
  winsize size{};
  if (ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
  return 80;
}

}  // namespace

Terminal Terminal::of(const std::ostream& out, const std::ostream& err) {
  Terminal terminal;
  terminal.is_terminal = &out == &std::cout && isatty(STDOUT_FILENO) != 0;
  terminal.errors_are = &err == &std::cerr && isatty(STDERR_FILENO) != 0;
  terminal.columns = std::clamp(width_of(STDOUT_FILENO), kFewestColumns, kMostColumns);
  const bool plain = !variable("NO_COLOR").empty();
  terminal.utf8 = locale_is_utf8() && !plain;
  terminal.colour = terminal.is_terminal && !plain && variable("TERM") != "dumb" && !variable("TERM").empty();
  return terminal;
}

}  // namespace sanov::cli
