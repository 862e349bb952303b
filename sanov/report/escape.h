#pragma once

#include <string>
#include <string_view>

/// Texts of strangers put into other languages. Each takes any bytes and yields text of its language that cannot be taken for
/// anything else there; where people read it, it is made visible (sanov/base/utf8.h).
namespace sanov {

/// Inside of an element, or of an attribute in double quotes, of HTML.
std::string html_text(std::string_view text);

/// A string of JSON, quotes included, that may stand in a <script> element too: <, > and & are escaped, as are the two
/// separators that JavaScript once took for ends of lines. Reads back as the same text; bytes that are no UTF-8 become U+FFFD.
std::string json_string(std::string_view text);

/// A number of JSON to so many significant digits; null where it is not finite.
std::string json_number(double value, int digits = 4);

/// Words in Markdown as GitHub has it, in a table too: nothing in them is markup, names nobody, and is no address.
std::string markdown_text(std::string_view text);

/// A name in Markdown, in the letters of code.
std::string markdown_code(std::string_view name);

}  // namespace sanov
