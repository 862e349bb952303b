#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sanov/data/arrow.h"

namespace sanov {

/// What a column's values are to a statistician. Widths and encodings are gone: int8 and uint64 are both integers, a
/// dictionary of text is text.
enum class ColumnKind : unsigned char {
  numeric,  ///< floats, decimals, durations (in seconds)
  integer,
  boolean,
  text,
  date_time,    ///< dates and timestamps, read as seconds since 1970-01-01 (UTC where the type has a time zone)
  time_of_day,  ///< read as seconds since midnight
  empty,        ///< Arrow's null type: every value is missing
};

std::string_view to_text(ColumnKind kind);

/// True where values of the two kinds lie on one axis (an integer column in one file and a float in the other) or are
/// both text, so that one may be measured in cells cut from the other. An empty column goes with any.
bool comparable(ColumnKind a, ColumnKind b);

/// How the values lie in memory.
enum class Storage : unsigned char {
  none,
  bits,
  int8,
  uint8,
  int16,
  uint16,
  int32,
  uint32,
  int64,
  uint64,
  float16,
  float32,
  float64,
  decimal32,
  decimal64,
  decimal128,
  decimal256,
  text32,  ///< 32-bit offsets
  text64,
  text_view,
};

/// One column of a table, as its Arrow schema declares it.
struct ColumnType {
  std::string name;
  ColumnKind kind = ColumnKind::empty;
  Storage storage = Storage::none;        ///< of the values, the dictionary's where there is one
  Storage index_storage = Storage::none;  ///< of the indices into the dictionary, or none
  double multiplier = 1, divisor = 1;     ///< value = stored * multiplier / divisor
  std::string declared;                   ///< "int64", "timestamp[ms, UTC]", "dictionary of text"
  std::size_t child = 0;                  ///< position in the Arrow struct

  bool has_dictionary() const { return index_storage != Storage::none; }
};

/// A column that is not read, and why.
struct LeftOut {
  std::string name;
  std::string reason;

  friend auto operator<=>(const LeftOut&, const LeftOut&) = default;
};

struct TableSchema {
  std::vector<ColumnType> columns;
  std::vector<LeftOut> left_out;

  /// Null if there is none of this name.
  const ColumnType* find(std::string_view name) const;
};

/// Throws InvalidArgument, naming `function` and the nearest name, unless the table has the column and it can be read.
void check_column(const TableSchema& schema, std::string_view column, std::string_view table,
                  std::string_view function);

inline constexpr std::string_view kPlainText = "sanov.plain_text";

/// Whether a text column takes so few bytes in a Parquet file that it must be encoded by a dictionary, and a small one. Then
/// it is read as such, which costs a tenth of reading texts.
constexpr bool has_small_dictionary(double bytes, double values) { return bytes <= 2 * values; }

/// Reads the schema of a stream of record batches. Nested, binary and unknown types, and the second column of a name,
/// are left out with the reason. `table` names the source in errors.
/// A dictionary whose field's metadata have the key kPlainText is declared as what it is made of: whoever reads a file may
/// make dictionaries of texts for speed alone.
/// Throws DomainError if the schema is not that of record batches.
TableSchema read_schema(const ArrowSchema& schema, std::string_view table);

}  // namespace sanov
