#include "sanov/data/column_batch.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>

#include "sanov/base/error.h"
#include "sanov/data/hashing.h"
#include "sanov/data/raw_values.h"

namespace sanov {
namespace {

std::int64_t fewest_buffers(Storage storage) {
  switch (storage) {
    case Storage::none: return 0;
    case Storage::text32:
    case Storage::text64:
    case Storage::text_view: return 3;
    default: return 2;
  }
}

[[noreturn]] void fail(const ColumnType& type, const std::string& what) {
  fail_domain("", "column " + type.name, what);
}

constexpr std::size_t kIndices = 1024;  // that are read at a time

}  // namespace

ColumnBatch::ColumnBatch(const ColumnType& type, const ArrowArray& array, std::int64_t first, std::int64_t rows)
    : type_(&type), values_(&array), indices_(nullptr), rows_(static_cast<std::size_t>(rows)) {
  if (first < 0 || rows < 0 || rows > array.length || first > array.length - rows)
    fail(type, fmt::format("holds an Arrow array of length {} in a batch that needs {} rows from {} on", array.length,
                           rows, first));
  check_array(array, type.has_dictionary() ? 2 : fewest_buffers(type.storage), "array");
  if (!type.has_dictionary()) {
    value_offset_ = array.offset + first;
    return;
  }
  if (array.dictionary == nullptr) fail(type, "is declared with a dictionary, but its Arrow array has none");
  indices_ = &array;
  index_offset_ = array.offset + first;
  values_ = array.dictionary;
  value_offset_ = values_->offset;
  check_array(*values_, fewest_buffers(type.storage), "dictionary");
  check_dictionary();
}

void ColumnBatch::check_array(const ArrowArray& array, std::int64_t buffers, const char* what) const {
  constexpr std::int64_t kLongest = std::int64_t{1} << 48;
  if (array.length < 0 || array.offset < 0 || array.length > kLongest || array.offset > kLongest)
    fail(*type_, fmt::format("holds an Arrow {} with length {} and offset {}; both must be in [0, 2^48]", what,
                             array.length, array.offset));
  if (array.n_buffers < buffers || (buffers > 0 && array.buffers == nullptr))
    fail(*type_,
         fmt::format("holds an Arrow {} of {} buffers; {} needs {}", what, array.n_buffers, type_->declared, buffers));
  if (array.length == 0 || buffers == 0) return;
  if (array.null_count > 0 && array.buffers[0] == nullptr)
    fail(*type_, fmt::format("holds an Arrow {} with {} nulls and no validity buffer", what, array.null_count));
  if (array.buffers[1] == nullptr && array.null_count != array.length)
    fail(*type_, fmt::format("holds an Arrow {} whose values are a null pointer", what));
}

/// Reads a dictionary once a batch, unless it is longer than the batch: then each row looks its own entry up.
void ColumnBatch::check_dictionary() {
  const auto length = static_cast<std::size_t>(values_->length);
  if (is_text()) {
    if (length > rows_) return;
    dictionary_hashes_.resize(length);
    read_hashes(*type_, *values_, value_offset_, length, dictionary_hashes_.data());
  } else {
    dictionary_numbers_.resize(length);
    read_numbers(*type_, *values_, value_offset_, length, dictionary_numbers_.data());
  }
}

void ColumnBatch::indices(std::size_t first, std::size_t count, std::uint64_t* out) const {
  read_indices(type_->index_storage, *indices_, index_offset_ + static_cast<std::int64_t>(first), count, out);
  const auto is_known = [&](std::size_t i) {
    return out[i] < static_cast<std::uint64_t>(values_->length) ||
           (out[i] == kNoIndex && is_null(*indices_, index_offset_ + static_cast<std::int64_t>(first + i)));
  };
  for (std::size_t i = 0; i < count; ++i)
    if (!is_known(i))
      fail(*type_,
           fmt::format("points at entry {} of a dictionary of {}", static_cast<std::int64_t>(out[i]), values_->length));
}

/// Of each of these rows the value of its entry.
template <class Value, class Read>
void ColumnBatch::look_up(std::size_t first, std::size_t count, Value missing, Value* out, Read read) const {
  std::array<std::uint64_t, kIndices> entries;
  for (std::size_t begin = 0; begin < count; begin += kIndices) {
    const std::size_t rows = std::min(kIndices, count - begin);
    indices(first + begin, rows, entries.data());
    for (std::size_t i = 0; i < rows; ++i) out[begin + i] = entries[i] == kNoIndex ? missing : read(entries[i]);
  }
}

void ColumnBatch::numbers(std::size_t first, std::size_t count, double* out) const {
  if (indices_ == nullptr)
    read_numbers(*type_, *values_, value_offset_ + static_cast<std::int64_t>(first), count, out);
  else
    look_up(first, count, std::numeric_limits<double>::quiet_NaN(), out,
            [&](std::uint64_t entry) { return dictionary_numbers_[entry]; });
}

void ColumnBatch::hashes(std::size_t first, std::size_t count, std::uint64_t* out) const {
  if (indices_ == nullptr) {
    read_hashes(*type_, *values_, value_offset_ + static_cast<std::int64_t>(first), count, out);
  } else if (!dictionary_hashes_.empty()) {
    look_up(first, count, kMissingHash, out, [&](std::uint64_t entry) { return dictionary_hashes_[entry]; });
  } else {
    look_up(first, count, kMissingHash, out, [&](std::uint64_t entry) {
      std::uint64_t hash;
      read_hashes(*type_, *values_, value_offset_ + static_cast<std::int64_t>(entry), 1, &hash);
      return hash;
    });
  }
}

std::string_view ColumnBatch::text(std::size_t row) const {
  if (indices_ == nullptr) return read_text(*type_, *values_, value_offset_ + static_cast<std::int64_t>(row));
  std::uint64_t entry;
  indices(row, 1, &entry);
  if (entry == kNoIndex) return {};
  return read_text(*type_, *values_, value_offset_ + static_cast<std::int64_t>(entry));
}

}  // namespace sanov
