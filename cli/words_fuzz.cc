// What a user types: any bytes are either understood or answered with an error of ours.
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string_view>

#include "cli/chosen.h"
#include "cli/input.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  try {
    sanov::cli::chosen_measures(text);
  } catch (const std::logic_error&) {
  }
  try {
    sanov::cli::parse_numbers(text, "P");
  } catch (const std::logic_error&) {
  }
  sanov::cli::looks_like_numbers(text);
  return 0;
}
