#pragma once

#include <string>
#include <string_view>

namespace sanov {

/// A docstring of the catalogues in Python's words: True for true, ValueError for the errors of C++.
std::string docstring(std::string_view text);

}  // namespace sanov
