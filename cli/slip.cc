#include "cli/slip.h"

#include <fmt/format.h>

#include <charconv>
#include <system_error>

#include "sanov/data/categories.h"
#include "sanov/data/table.h"

namespace sanov::cli {
namespace {

/// Counts the numbers among the texts of one column.
class SlipFinder : public TableVisitor {
 public:
  explicit SlipFinder(const std::string& column) : column_(column) {}

  void begin(const TableSchema& schema) override {
    const ColumnType* const found = schema.find(column_);
    is_text_ = found != nullptr && found->kind == ColumnKind::text;
    if (is_text_) place_ = static_cast<std::size_t>(found - schema.columns.data());
    rows_ = numbers = others = 0;
    first.clear();
  }

  void batch(const TableBatch& batch) override {
    for (std::size_t row = 0; is_text_ && row < batch.rows; ++row) {
      const std::string_view text = batch.columns[place_].text(row);
      if (text.empty()) continue;
      if (is_number(text)) {
        ++numbers;
      } else if (++others == 1) {
        first = fmt::format("holds '{}' in row {}", display_name(text), rows_ + row + 1);
      }
    }
    rows_ += batch.rows;
  }

  std::size_t numbers = 0, others = 0;
  std::string first;

 private:
  std::string column_;
  bool is_text_ = false;
  std::size_t place_ = 0, rows_ = 0;
};

}  // namespace

bool is_number(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return !text.empty() && end == text.data() + text.size() && error != std::errc::invalid_argument;
}

std::string slip_in(Opener& opener, const std::string& path, const std::string& column) {
  const auto source = opener.open(path);
  SlipFinder finder(column);
  TableReader(*source, {column}).read(finder, "reading " + path);
  return finder.others > 0 && finder.numbers >= finder.others ? finder.first : "";
}

}  // namespace sanov::cli
