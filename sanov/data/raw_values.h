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

/// Whether an entry is null, also where an array of nulls alone has no values.
bool is_null(const ArrowArray& array, std::int64_t at);

/// Indices [at, at + count) into a dictionary, kNoIndex where null; a negative one comes out as a very large one, −1 as
/// kNoIndex.
void read_indices(Storage storage, const ArrowArray& array, std::int64_t at, std::size_t count, std::uint64_t* out);

}  // namespace sanov
