#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string_view>

#include "sanov/data/schema.h"

/// Values straight out of the buffers of one Arrow array whose lengths and pointers ColumnBatch has checked. `at`
/// counts from the buffers' beginning.
namespace sanov {

inline constexpr std::uint64_t kNoIndex = std::numeric_limits<std::uint64_t>::max();

/// Entries [at, at + count) as numbers, NaN where null; −0 becomes 0.
void read_numbers(const ColumnType& type, const ArrowArray& array, std::int64_t at, std::size_t count, double* out);

/// hash_text of entries [at, at + count), kMissingHash where null or empty. Throws DomainError on broken text offsets.
void read_hashes(const ColumnType& type, const ArrowArray& array, std::int64_t at, std::size_t count,
                 std::uint64_t* out);

/// One text, empty where null. Throws DomainError on broken text offsets.
std::string_view read_text(const ColumnType& type, const ArrowArray& array, std::int64_t at);

/// One index into a dictionary; a negative one comes out as a very large one.
std::uint64_t read_index(Storage storage, const void* indices, std::int64_t at);

}  // namespace sanov
