#include "cli/rows.h"

#include <fmt/format.h>

#include <cmath>

#include "cli/column.h"
#include "cli/text.h"
#include "sanov/base/error.h"
#include "sanov/data/categories.h"
#include "sanov/data/npy.h"

namespace sanov::cli {
namespace {

/// Collects every row of a table.
class RowCollector : public TableVisitor {
 public:
  explicit RowCollector(std::string path) : path_(std::move(path)) {}

  void begin(const TableSchema& schema) override {
    found = {};
    is_label_.clear();
    is_narrow = false;
    bool labelled = false;
    for (const auto& column : schema.columns) {
      const bool text = column.kind == ColumnKind::text;
      is_label_.push_back(text && !labelled);
      if (text && !labelled)
        labelled = true;
      else if (text)
        fail(column.name, "is of text too; only the first such column can be the rows' labels");
      else if (column.kind == ColumnKind::date_time || column.kind == ColumnKind::time_of_day)
        fail(column.name, "is of dates or times; cells are numbers, and labels are text");
      else
        found.columns.push_back(column.name);
      is_narrow = is_narrow || cli::is_narrow(column);
    }
    for (const auto& left : schema.left_out) fail(left.name, "cannot be read: " + left.reason);
    found.cells = found.columns.size();
    if (found.cells == 0) fail_argument("", path_, "has no column of numbers");
  }

  void batch(const TableBatch& batch) override {
    found.values.resize((found.rows + batch.rows) * found.cells);
    numbers_.resize(batch.rows);
    for (std::size_t c = 0; c < batch.columns.size(); ++c)
      for (std::size_t row = 0; is_label_[c] && row < batch.rows; ++row)
        found.labels.push_back(display_name(batch.columns[c].text(row)));
    std::size_t cell = 0;
    for (std::size_t c = 0; c < batch.columns.size(); ++c) {
      if (is_label_[c]) continue;
      const ColumnBatch& column = batch.columns[c];
      column.numbers(0, batch.rows, numbers_.data());
      for (std::size_t row = 0; row < batch.rows; ++row) {
        if (std::isnan(numbers_[row]))
          fail(column.type().name,
               fmt::format("has no number in {}; every cell needs one", found.name_of(found.rows + row)));
        found.values[(found.rows + row) * found.cells + cell] = numbers_[row];
      }
      ++cell;
    }
    found.rows += batch.rows;
  }

  LabelledRows found;
  bool is_narrow = false;

 private:
  [[noreturn]] void fail(const std::string& column, const std::string& rule) const {
    fail_argument("", path_ + ":" + column, rule);
  }

  std::string path_;
  std::vector<bool> is_label_;
  std::vector<double> numbers_;
};

LabelledRows read_matrix(const std::string& path) {
  NpyArray array = read_npy(path);
  if (array.shape.size() != 2)
    fail_argument("", path,
                  fmt::format("has {}; a matrix with a distribution in each row has 2",
                              counted(static_cast<double>(array.shape.size()), "dimension")));
  LabelledRows found;
  found.rows = array.shape[0];
  found.cells = array.shape[1];
  found.values = std::move(array.values);
  if (array.is_narrow) found.floats.assign(found.values.begin(), found.values.end());
  return found;
}

}  // namespace

std::string LabelledRows::name_of(std::size_t row) const {
  return labels.empty() ? fmt::format("row {}", row + 1) : fmt::format("row {} ({})", row + 1, labels[row]);
}

std::string LabelledRows::name_of_cell(std::size_t cell) const {
  return columns.empty() ? fmt::format("cell {}", cell + 1) : fmt::format("column {}", columns[cell]);
}

LabelledRows read_rows(const std::string& path, Desk& desk) {
  LabelledRows found;
  if (path.ends_with(".npy")) {
    found = read_matrix(path);
  } else {
    const auto source = desk.opener.open(path);
    RowCollector collector(path);
    TableReader(*source).read(collector, "reading " + path);
    found = std::move(collector.found);
    if (collector.is_narrow) found.floats.assign(found.values.begin(), found.values.end());
  }
  if (found.rows == 0 || found.cells == 0) fail_argument("", path, "has no rows");
  return found;
}

}  // namespace sanov::cli
