#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

/// Arrow's error messages, read and put into a reader's words.
namespace sanov {

/// "In CSV column #1: Row #3002: CSV conversion error to int64: invalid value 'x'": which column of the file, from 0.
struct ConversionFailure {
  std::size_t column;
};
std::optional<ConversionFailure> read_conversion_failure(std::string_view message);

/// One line that follows the file's name: "has 4 fields in row 3002, where its first row has 3: 1,2,3,4" for
/// "CSV parse error: Row #3002: Expected 3 columns, got 4: 1,2,3,4"; "cannot be read: …" for what has no better words.
std::string explain_arrow(std::string_view message);

}  // namespace sanov
