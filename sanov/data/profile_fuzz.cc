#include <cstdint>
#include <string>
#include <string_view>

#include "sanov/base/error.h"
#include "sanov/data/profile_file.h"
#include "sanov/data/profile_table.h"

/// Files of profiles, from anywhere: a DomainError, or a profile that can be written, read again, summed up and merged.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  try {
    sanov::parse_profile(bytes, "x");
  } catch (const sanov::DomainError&) {
  }
  // A first line that is right, so that what follows is read too.
  try {
    const sanov::Profile profile = sanov::parse_profile(sanov::profile_header(bytes) + std::string(bytes), "x");
    const std::string text = sanov::profile_text(profile);
    sanov::Profile again = sanov::parse_profile(text, "x");
    if (sanov::profile_text(again) != text) __builtin_trap();
    sanov::summarize(again);
    again.merge(profile);
    sanov::parse_profile(sanov::profile_text(again), "x");
  } catch (const sanov::DomainError&) {
  }
  return 0;
}
