#pragma once

#include <string>
#include <string_view>

#include "sanov/data/profile.h"

/// Profiles as files, so that they can be counted in one place, kept, and merged or compared in another.
///
/// A file is JSON in UTF-8, of this version: a first line with the format's name, its version and a checksum; then the
/// frame, a line a column; then the counts, a line a column. All of it is exact: numbers read back as the same doubles,
/// infinite ones are "Infinity" and "-Infinity"; sums are whole numbers in decimal, set apart by blanks in one text, since
/// they may have more than 64 bits; hashes of texts are in hexadecimal; the set of rare categories is in base64, 64-bit
/// words, least byte first. A name that is no UTF-8 is an object, {"base64": …}. The checksum is the 64-bit FNV-1a hash of
/// all bytes after the first line.
///
/// The name of the table that was counted is not in it: so the same counts have the same bytes, wherever and in whatever
/// parts they were counted.
///
/// Size: about 45 bytes a cell of numbers (some 45 kB for a column of 1,000 cells), or 20 bytes a different value where
/// values are kept; about 50 bytes a category; up to 2.8 MB more for a column with many rare ones.
namespace sanov {

inline constexpr int kProfileVersion = 1;

/// The text of a profile's file.
std::string profile_text(const Profile& profile);

/// The profile of a text, whose Profile::name will be `name`. Throws DomainError, naming it and what is wrong, where the text
/// is no profile, was cut short or changed (by its checksum), is of a newer version, or contradicts itself.
Profile parse_profile(std::string_view text, std::string_view name);

/// Writes a profile to a file, whole or not at all. Throws std::system_error.
void save_profile(const Profile& profile, const std::string& path);

/// Throws std::system_error, and what parse_profile() does.
Profile load_profile(const std::string& path);

/// Whether a file should hold a profile: its name ends in .profile, or it begins as one.
bool is_profile_file(const std::string& path);

/// The first line that belongs over what follows it.
std::string profile_header(std::string_view body);

/// Checks the first line and returns what follows it. Throws DomainError as parse_profile() does.
std::string_view check_profile_header(std::string_view text, std::string_view name);

}  // namespace sanov
