#include "sanov/rank/scratch.h"

#include <sys/mman.h>

#include <cstdlib>
#include <new>

namespace sanov {

void* allocate_scratch(std::size_t bytes) {
  constexpr std::size_t kPage = std::size_t{1} << 21, kSmall = 64;
  const std::size_t unit = bytes >= kPage ? kPage : kSmall, rounded = (bytes + unit - 1) / unit * unit;
  void* memory = std::aligned_alloc(unit, rounded == 0 ? unit : rounded);
  if (memory == nullptr) throw std::bad_alloc();
  // A wish: without it the pages are small and all is the same.
  if (unit == kPage) madvise(memory, rounded, MADV_HUGEPAGE);
  return memory;
}

void FreeScratch::operator()(void* memory) const noexcept { std::free(memory); }

}  // namespace sanov
