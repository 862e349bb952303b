#pragma once

#include <string>
#include <string_view>

/// Numbers as people read them.
namespace sanov {

/// Three significant digits, or as many as asked; ∞ for infinity.
std::string rounded(double value, int digits = 3);

/// "1 cell", "1,461 cells".
std::string counted(double count, std::string_view noun);

/// Thousands apart: "1,461". A count beyond 1e15 as "1e+16".
std::string with_commas(double count);

/// Two digits in at most six columns.
std::string short_number(double value);

/// A number as long as it reads well: 0.0204, 1,365, 1.36e+07.
std::string plain_number(double value, int digits);

/// A length of time that reads well: 365 d, 5.2 h, 90 s.
std::string duration_text(double seconds, int digits);

}  // namespace sanov
