#pragma once

#include <cstddef>

/// Memory for large results, such as a gradient of a whole batch. The system hands out fresh pages for each and clears
/// them, which takes longer than filling them; so what is given back is kept for the next result of that size.
namespace sanov {

/// From here on memory comes from here: below, malloc keeps pages itself.
inline constexpr std::size_t kLargeMemory = std::size_t{16} << 20;

/// At least this many bytes, at a cache line. Throws std::bad_alloc.
void* take_memory(std::size_t bytes);

/// Gives back what was taken. The two blocks given back last are kept, of 1 GiB together at most, as long as results of
/// their size are asked for.
void give_memory(void* memory) noexcept;

}  // namespace sanov
