#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "sanov/families/spec.h"

// Any bytes: a text is refused with a place in it, or what is read from it says a text that is read as the same again.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  sanov::looks_like_distribution(text);
  try {
    const sanov::Distribution d = sanov::parse_distribution(text);
    const std::string once = d.text();
    if (once.find("…") != std::string::npos) return 0;  // a long sample, shortened
    if (sanov::parse_distribution(once).text() != once) std::abort();
    const sanov::Support s = d.support();
    if (!(s.low <= s.high)) std::abort();
  } catch (const sanov::SpecError& error) {
    if (error.column() > size) std::abort();
  }
  return 0;
}
