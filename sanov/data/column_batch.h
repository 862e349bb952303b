#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "sanov/data/arrow.h"
#include "sanov/data/schema.h"

namespace sanov {

/// One column of one record batch, read through its Arrow array without a copy. Numbers come out as double (integers
/// beyond 2^53 rounded, which keeps their order), text as hashes or views. Missing is: null, NaN, and the empty text
/// (a CSV file cannot tell it from null, so no format does).
///
/// The interface carries no sizes of buffers, so a buffer shorter than it declares cannot be seen; all that can be
/// (lengths, offsets, null pointers, indices, text offsets) is checked, and broken arrays are a DomainError.
class ColumnBatch {
 public:
  /// Rows [first, first + rows) of the array, which must outlive this.
  ColumnBatch(const ColumnType& type, const ArrowArray& array, std::int64_t first, std::int64_t rows);

  const ColumnType& type() const noexcept { return *type_; }
  std::size_t size() const noexcept { return rows_; }
  bool is_text() const noexcept { return type_->kind == ColumnKind::text; }

  /// Values of rows [first, first + count), NaN where missing. For every kind but text.
  void numbers(std::size_t first, std::size_t count, double* out) const;
  /// hash_text of rows [first, first + count), kMissingHash where missing. For text only.
  void hashes(std::size_t first, std::size_t count, std::uint64_t* out) const;
  /// The text of one row, empty where missing. For text only.
  std::string_view text(std::size_t row) const;

 private:
  void check_array(const ArrowArray& array, std::int64_t buffers, const char* what) const;
  void check_dictionary();
  void indices(std::size_t first, std::size_t count, std::uint64_t* out) const;
  template <class Value, class Read>
  void look_up(std::size_t first, std::size_t count, Value missing, Value* out, Read read) const;

  const ColumnType* type_;
  const ArrowArray* values_;       // the dictionary where there is one
  const ArrowArray* indices_;      // null without a dictionary
  std::int64_t value_offset_ = 0;  // of row 0, or of dictionary entry 0
  std::int64_t index_offset_ = 0;
  std::size_t rows_ = 0;
  std::vector<double> dictionary_numbers_;
  std::vector<std::uint64_t> dictionary_hashes_;
};

}  // namespace sanov
