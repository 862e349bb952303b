#pragma once

#include <optional>
#include <string>
#include <string_view>

/// Bytes as text, RFC 4648.
namespace sanov {

std::string to_base64(std::string_view bytes);

/// Nothing unless the text is what to_base64 makes of some bytes.
std::optional<std::string> from_base64(std::string_view text);

}  // namespace sanov
