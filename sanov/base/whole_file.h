#pragma once

#include <string>
#include <string_view>

/// Files read and written as a whole.
namespace sanov {

/// All bytes of a file. Throws std::system_error.
std::string read_file(const std::string& path);

/// Writes a whole file: to a temporary one beside it, which then takes its name (or that of the file that a link points
/// to). Devices and pipes, which have no beside, are written to as they are. Polls the progress hook. Throws
/// std::system_error or Cancelled, and then nothing has changed.
void write_file(const std::string& path, std::string_view bytes);

/// A name for a temporary file beside `path`, in use by nobody. The file is there, empty.
std::string temporary_beside(const std::string& path);

/// Gives a temporary file the name that it was made for. Throws std::system_error.
void rename_to(const std::string& temporary, const std::string& path);

}  // namespace sanov
