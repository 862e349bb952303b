#pragma once

#include <cstdint>
#include <string>
#include <string_view>

/// Files of sanov's own, in JSON, whose first line vouches for the rest: the format's name, its version, and the 64-bit FNV-1a hash
/// of all bytes after the line, by which every single wrong byte is seen.
namespace sanov {

/// What a file is: {"format": "sanov profile"}, and what it is called in errors.
struct CheckedFormat {
  std::string_view name;  ///< "profile"
  int version = 1;        ///< the newest that is known
};

/// The 64-bit FNV-1a hash.
std::uint64_t checksum(std::string_view bytes);

/// How every file of the format begins, whatever its version.
std::string checked_begin(const CheckedFormat& format);

/// The first line that belongs over what follows it.
std::string checked_header(const CheckedFormat& format, std::string_view body);

/// Checks the first line and returns what follows it. Throws DomainError, naming the file and what is wrong, where the text is of
/// another format, was cut short or changed, or is of a newer version.
std::string_view check_header(const CheckedFormat& format, std::string_view text, std::string_view name);

}  // namespace sanov
