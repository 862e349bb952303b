#include "sanov/data/profile_file.h"

#include <filesystem>
#include <fstream>

#include "sanov/base/whole_file.h"
#include "sanov/data/checked_text.h"

namespace sanov {
namespace {

constexpr CheckedFormat kFormat{"profile", kProfileVersion};

}  // namespace

std::string profile_header(std::string_view body) { return checked_header(kFormat, body); }

std::string_view check_profile_header(std::string_view text, std::string_view name) {
  return check_header(kFormat, text, name);
}

void save_profile(const Profile& profile, const std::string& path) { write_file(path, profile_text(profile)); }

Profile load_profile(const std::string& path) { return parse_profile(read_file(path), path); }

bool is_profile_file(const std::string& path) {
  if (path.ends_with(".profile")) return true;
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error)) return false;
  std::ifstream file(path, std::ios::binary);
  const std::string expected = checked_begin(kFormat);
  std::string begin(expected.size(), '\0');
  file.read(begin.data(), static_cast<std::streamsize>(begin.size()));
  return file && begin == expected;
}

}  // namespace sanov
