#include <cstddef>
#include <cstdint>
#include <span>

#include "sanov/base/error.h"
#include "sanov/data/npy.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    const sanov::NpyArray array = sanov::parse_npy(std::as_bytes(std::span(data, size)), "array");
    std::size_t count = 1;
    for (const std::size_t n : array.shape) count *= n;
    if (count != array.values.size()) __builtin_trap();
  } catch (const sanov::DomainError&) {  // what is damaged is said to be so
  }
  return 0;
}
