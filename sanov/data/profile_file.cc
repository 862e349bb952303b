#include "sanov/data/profile_file.h"

#include <fmt/format.h>

#include <charconv>
#include <filesystem>
#include <fstream>

#include "sanov/base/error.h"
#include "sanov/base/whole_file.h"

namespace sanov {
namespace {

constexpr std::string_view kBegin = R"({"format": "sanov profile", "version": )";

/// FNV-1a. Each byte changes it one to one, so a single wrong byte is always seen.
std::uint64_t checksum(std::string_view bytes) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const char byte : bytes) hash = (hash ^ static_cast<unsigned char>(byte)) * 0x100000001b3;
  return hash;
}

}  // namespace

std::string profile_header(std::string_view body) {
  return fmt::format("{}{}, \"checksum\": \"{:016x}\",\n", kBegin, kProfileVersion, checksum(body));
}

std::string_view check_profile_header(std::string_view text, std::string_view name) {
  if (text.empty()) fail_domain("", name, "is empty: it has no bytes");
  if (!text.starts_with(kBegin)) {
    const bool rewritten = text.starts_with('{') && text.substr(0, 256).find("sanov profile") != std::string_view::npos;
    fail_domain("", name,
                rewritten
                    ? "was written anew by another program, and its checksum is lost; sanov reads its own bytes alone"
                    : "is no profile that sanov wrote");
  }
  const char* const end = text.data() + text.size();
  int version = 0;
  const auto [after, error] = std::from_chars(text.data() + kBegin.size(), end, version);
  if (error != std::errc{} || version < 1) fail_domain("", name, "is damaged: its first line has no version");
  if (version > kProfileVersion)
    fail_domain("", name,
                fmt::format("is a profile of version {}, and this sanov knows {}; a newer one wrote it", version,
                            kProfileVersion));
  const std::size_t line = text.find('\n');
  const std::string_view body = line == std::string_view::npos ? std::string_view() : text.substr(line + 1);
  if (!body.ends_with("}\n")) fail_domain("", name, "is damaged: it was cut short");
  if (text.substr(0, line + 1) != profile_header(body))
    fail_domain("", name, "is damaged: its checksum is not that of its text");
  return body;
}

void save_profile(const Profile& profile, const std::string& path) { write_file(path, profile_text(profile)); }

Profile load_profile(const std::string& path) { return parse_profile(read_file(path), path); }

bool is_profile_file(const std::string& path) {
  if (path.ends_with(".profile")) return true;
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error)) return false;
  std::ifstream file(path, std::ios::binary);
  std::string begin(kBegin.size(), '\0');
  file.read(begin.data(), static_cast<std::streamsize>(begin.size()));
  return file && begin == kBegin;
}

}  // namespace sanov
