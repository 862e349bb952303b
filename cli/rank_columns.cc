#include "cli/rank_columns.h"

#include <fmt/format.h>

#include "cli/text.h"
#include "sanov/base/error.h"
#include "sanov/data/npy.h"
#include "sanov/data/table.h"

namespace sanov::cli {
namespace {

/// The columns of a .npy matrix, called 1, 2, …
std::vector<NumberColumn> read_npy_columns(const std::string& path) {
  const NpyArray array = read_npy(path);
  if (array.shape.size() != 2)
    fail_argument(
        "", path,
        fmt::format("has {}; a table of columns has 2", counted(static_cast<double>(array.shape.size()), "dimension")));
  std::vector<NumberColumn> columns(array.shape[1]);
  for (std::size_t c = 0; c < columns.size(); ++c) {
    columns[c].name = fmt::format("{}", c + 1);
    for (std::size_t i = 0; i < array.shape[0]; ++i) columns[c].values.push_back(array.values[i * columns.size() + c]);
  }
  return columns;
}

}  // namespace

std::vector<NumberColumn> read_columns(Opener& opener, const std::string& path,
                                       const std::vector<std::string>& columns) {
  if (!path.ends_with(".npy")) return read_numbers(opener, path, columns);
  if (!columns.empty()) fail_argument("", "--columns", "are names, which a .npy file has not");
  return read_npy_columns(path);
}

std::vector<Aside> left_out_of(Opener& opener, const std::string& path) {
  std::vector<Aside> out;
  if (path.ends_with(".npy")) return out;
  const auto source = opener.open(path);
  const TableSchema schema = TableReader(*source).schema();
  for (const auto& column : schema.columns) {
    switch (column.kind) {
      case ColumnKind::text: out.push_back({column.name, "text"}); break;
      case ColumnKind::date_time: out.push_back({column.name, "dates, taken only by name"}); break;
      case ColumnKind::time_of_day: out.push_back({column.name, "times of day, taken only by name"}); break;
      case ColumnKind::empty: out.push_back({column.name, "empty"}); break;
      case ColumnKind::numeric:
      case ColumnKind::integer:
      case ColumnKind::boolean: break;
    }
  }
  for (const auto& column : schema.left_out) out.push_back({column.name, column.reason});
  return out;
}

}  // namespace sanov::cli
