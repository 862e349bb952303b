#pragma once

#include <string>

#include "cli/terminal.h"
#include "sanov/data/profile.h"

namespace sanov::cli {

/// What a profile holds and how exact it is, as people read it, and as programs do. `written` is how many bytes went to
/// `output`; nothing is said of it where that is empty.
std::string profile_text(const Profile& profile, const std::string& output, std::size_t written,
                         const Terminal& terminal);
std::string profile_json(const Profile& profile, const std::string& output, std::size_t written);

}  // namespace sanov::cli
