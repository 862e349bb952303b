#include "sanov/compare/table_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <string_view>
#include <unordered_map>

#include "sanov/base/error.h"
#include "sanov/data/categories.h"
#include "sanov/data/hashing.h"
#include "sanov/data/row_sample.h"

namespace sanov {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

/// The categories of one text column in both tables, numbered as they come.
struct Numbered {
  std::unordered_map<std::uint64_t, std::size_t> places;
  std::vector<std::string> names;

  double place(std::uint64_t hash, const ColumnBatch& column, std::size_t row) {
    const auto [at, is_new] = places.try_emplace(hash, names.size());
    if (is_new) names.push_back(display_name(column.text(row)));
    return static_cast<double>(at->second);
  }
};

void check_column(const TableSchema& schema, const std::string& column, const std::string& option,
                  const std::string& table) {
  if (schema.find(column) != nullptr) return;
  for (const LeftOut& left_out : schema.left_out)
    if (left_out.name == column)
      fail_argument("compare", option,
                    fmt::format("names {}, which {} has, but it is not read: {}", column, table, left_out.reason));
  std::vector<std::string_view> names;
  for (const ColumnType& type : schema.columns) names.push_back(type.name);
  const std::string near = nearest(column, names.data(), names.size());
  fail_argument("compare", option,
                fmt::format("names {}, which is not in {}{}", column, table,
                            near.empty() ? "" : fmt::format("; did you mean {}?", near)));
}

/// Takes a sample of the rows of one table.
class RowTaker : public TableVisitor {
 public:
  RowTaker(const std::vector<std::string>& columns, std::size_t most, std::map<std::string, Numbered>& texts)
      : columns_(columns), most_(most), texts_(texts), sample_(most, columns.size()) {}

  void begin(const TableSchema& schema) override {
    sample_ = RowSample(most_, columns_.size());
    rows = 0;
    places_.clear();
    types.clear();
    for (const std::string& column : columns_)
      for (std::size_t c = 0; c < schema.columns.size(); ++c)
        if (schema.columns[c].name == column) {
          places_.push_back(c);
          types.push_back(schema.columns[c]);
        }
  }

  void batch(const TableBatch& batch) override {
    const std::vector<std::size_t>& taken = sample_.take(batch.first_row, batch.rows);
    values_.resize(taken.size());
    for (std::size_t c = 0; c < places_.size(); ++c) {
      const ColumnBatch& column = batch.columns[places_[c]];
      if (column.is_text()) {
        hashes_.resize(batch.rows);
        column.hashes(0, batch.rows, hashes_.data());
        Numbered& texts = texts_[columns_[c]];
        for (std::size_t i = 0; i < taken.size(); ++i) {
          const std::uint64_t hash = hashes_[taken[i]];
          values_[i] = hash == kMissingHash ? kNaN : texts.place(hash, column, taken[i]);
        }
      } else {
        numbers_.resize(batch.rows);
        column.numbers(0, batch.rows, numbers_.data());
        for (std::size_t i = 0; i < taken.size(); ++i) values_[i] = numbers_[taken[i]];
      }
      sample_.append(c, values_.data());
    }
    rows += batch.rows;
  }

  /// To be called once a column, after the last batch.
  std::vector<double> values(std::size_t column) {
    sample_.settle();
    return sample_.values(column);
  }

  std::uint64_t rows = 0;
  std::vector<ColumnType> types;  ///< as the rows had them: a column that began with numbers may hold texts further on

 private:
  const std::vector<std::string>& columns_;
  std::size_t most_;
  std::map<std::string, Numbered>& texts_;
  RowSample sample_;
  std::vector<std::size_t> places_;
  std::vector<double> values_, numbers_;
  std::vector<std::uint64_t> hashes_;
};

/// Numbers the categories anew: the most frequent of both tables first, then by name. What no row kept has is left out.
void rank_categories(RowColumn& column, const std::vector<std::string>& names) {
  std::vector<std::size_t> counts(names.size()), order(names.size()), rank(names.size());
  const auto each = [&](const auto& use) {
    for (auto* side : {&column.reference, &column.current})
      for (double& value : *side)
        if (!std::isnan(value)) use(value);
  };
  each([&](double& place) { ++counts[static_cast<std::size_t>(place)]; });
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return counts[a] != counts[b] ? counts[a] > counts[b] : names[a] != names[b] ? names[a] < names[b] : a < b;
  });
  for (std::size_t i = 0; i < order.size(); ++i) {
    rank[order[i]] = i;
    if (counts[order[i]] > 0) column.categories.push_back(names[order[i]]);
  }
  each([&](double& place) { place = static_cast<double>(rank[static_cast<std::size_t>(place)]); });
}

}  // namespace

TableRows read_rows(TableSource& reference, TableSource& current, const std::vector<std::string>& columns,
                    std::size_t most, const std::string& option) {
  const TableSchema ours = TableReader(reference).schema(), theirs = TableReader(current).schema();
  for (std::size_t c = 0; c < columns.size(); ++c) {
    check_column(ours, columns[c], option, reference.name());
    check_column(theirs, columns[c], option, current.name());
    if (std::find(columns.begin(), columns.begin() + static_cast<std::ptrdiff_t>(c), columns[c]) !=
        columns.begin() + static_cast<std::ptrdiff_t>(c))
      fail_argument("compare", option, fmt::format("names {} twice", columns[c]));
  }
  if (most == 0) most = std::numeric_limits<std::size_t>::max() / 2;
  std::map<std::string, Numbered> texts;
  RowTaker before(columns, most, texts), after(columns, most, texts);
  TableReader(reference, columns).read(before, "reading " + reference.name());
  TableReader(current, columns).read(after, "reading " + current.name());
  TableRows found;
  found.reference_rows = before.rows;
  found.current_rows = after.rows;
  if (before.rows == 0) fail_domain("compare", reference.name(), "has no rows");
  if (after.rows == 0) fail_domain("compare", current.name(), "has no rows");
  for (std::size_t c = 0; c < columns.size(); ++c) {
    const ColumnType &a = before.types[c], &b = after.types[c];
    if (!comparable(a.kind, b.kind))
      fail_argument("compare", option,
                    fmt::format("names {}, which is {} in {} and {} in {}", columns[c], a.declared, reference.name(),
                                b.declared, current.name()));
    RowColumn& column =
        found.columns.emplace_back(RowColumn{columns[c], a.kind == ColumnKind::empty ? b.kind : a.kind, {}, {}, {}});
    column.reference = before.values(c);
    column.current = after.values(c);
    if (column.is_text()) rank_categories(column, texts[column.name].names);
  }
  return found;
}

}  // namespace sanov
