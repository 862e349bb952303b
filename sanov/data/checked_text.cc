#include "sanov/data/checked_text.h"

#include <fmt/format.h>

#include <charconv>

#include "sanov/base/error.h"

namespace sanov {

std::uint64_t checksum(std::string_view bytes) {
  // Each byte changes the hash one to one.
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const char byte : bytes) hash = (hash ^ static_cast<unsigned char>(byte)) * 0x100000001b3;
  return hash;
}

std::string checked_begin(const CheckedFormat& format) {
  return fmt::format(R"({{"format": "sanov {}", "version": )", format.name);
}

std::string checked_header(const CheckedFormat& format, std::string_view body) {
  return fmt::format("{}{}, \"checksum\": \"{:016x}\",\n", checked_begin(format), format.version, checksum(body));
}

std::string_view check_header(const CheckedFormat& format, std::string_view text, std::string_view name) {
  if (text.empty()) fail_domain("", name, "is empty: it has no bytes");
  const std::string begin = checked_begin(format);
  if (!text.starts_with(begin)) {
    const bool rewritten = text.starts_with('{') &&
                           text.substr(0, 256).find(fmt::format("sanov {}", format.name)) != std::string_view::npos;
    fail_domain("", name,
                rewritten
                    ? "was written anew by another program, and its checksum is lost; sanov reads its own bytes alone"
                    : fmt::format("is no {} that sanov wrote", format.name));
  }
  const char* const end = text.data() + text.size();
  int version = 0;
  const auto [after, error] = std::from_chars(text.data() + begin.size(), end, version);
  if (error != std::errc{} || version < 1) fail_domain("", name, "is damaged: its first line has no version");
  if (version > format.version)
    fail_domain("", name,
                fmt::format("is a {} of version {}, and this sanov knows {}; a newer one wrote it", format.name,
                            version, format.version));
  const std::size_t line = text.find('\n');
  const std::string_view body = line == std::string_view::npos ? std::string_view() : text.substr(line + 1);
  if (!body.ends_with("}\n")) fail_domain("", name, "is damaged: it was cut short");
  if (text.substr(0, line + 1) != checked_header(format, body))
    fail_domain("", name, "is damaged: its checksum is not that of its text");
  return body;
}

}  // namespace sanov
