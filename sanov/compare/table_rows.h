#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "sanov/data/table.h"

/// Some columns of two tables row by row, for what columns show together.
namespace sanov {

/// One column of both tables. Texts are numbers too: places in `categories`, the most frequent first.
struct RowColumn {
  std::string name;
  ColumnKind kind = ColumnKind::numeric;
  std::vector<double> reference, current;  ///< NaN where missing
  std::vector<std::string> categories;     ///< of texts

  bool is_text() const noexcept { return kind == ColumnKind::text; }
};

struct TableRows {
  std::uint64_t reference_rows = 0, current_rows = 0;  ///< that the tables have
  std::vector<RowColumn> columns;

  std::size_t reference_size() const { return columns.empty() ? 0 : columns[0].reference.size(); }
  std::size_t current_size() const { return columns.empty() ? 0 : columns[0].current.size(); }
  /// Only some of the rows were kept.
  bool sampled() const { return reference_size() < reference_rows || current_size() < current_rows; }
};

/// Reads these columns of both tables; of each at most `most` rows, chosen by the hash of their index: the same whatever
/// the batches. `option` names who asked for the columns in errors.
/// Throws InvalidArgument for a column that a table lacks or that is text in one and not in the other; DomainError if a
/// table has no rows; what the sources throw.
TableRows read_rows(TableSource& reference, TableSource& current, const std::vector<std::string>& columns,
                    std::size_t most, const std::string& option);

}  // namespace sanov
