#include "sanov/compare/dependence.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

namespace sanov {
namespace {

constexpr std::size_t kRows = 4096;
constexpr std::size_t kFewestRows = 30;
constexpr double kLeastCorrelation = 0.2, kErrors = 5;

/// The first rows of every column but texts.
class FirstRows final : public ColumnVisitor {
 public:
  TableSchema schema;
  std::vector<std::vector<double>> columns;

  void begin(const TableSchema& announced) override {
    schema = announced;
    columns.assign(schema.columns.size(), {});
  }

 private:
  void column(const TableBatch& batch, std::size_t i) override {
    if (batch.columns[i].is_text() || batch.first_row >= kRows) return;
    const auto first = static_cast<std::size_t>(batch.first_row);
    const std::size_t count = std::min(batch.rows, kRows - first);
    std::vector<double>& values = columns[batch.first_column + i];
    values.resize(first + count);
    batch.columns[i].numbers(0, count, values.data() + first);
  }
};

/// Mean ranks of values without NaN.
std::vector<double> ranks(const std::vector<double>& values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
  std::vector<double> found(values.size());
  for (std::size_t first = 0, last; first < order.size(); first = last) {
    for (last = first; last < order.size() && values[order[last]] == values[order[first]]; ++last) {
    }
    for (std::size_t i = first; i < last; ++i) found[order[i]] = 0.5 * static_cast<double>(first + last - 1);
  }
  return found;
}

/// Between neighbours; 0 where all values are equal, or only ascend or descend.
double autocorrelation(const std::vector<double>& values) {
  if (std::is_sorted(values.begin(), values.end()) || std::is_sorted(values.rbegin(), values.rend())) return 0;
  const std::vector<double> rank = ranks(values);
  const double mean = 0.5 * static_cast<double>(rank.size() - 1);
  double squares = 0, products = 0;
  for (std::size_t i = 0; i < rank.size(); ++i) {
    squares += (rank[i] - mean) * (rank[i] - mean);
    if (i > 0) products += (rank[i] - mean) * (rank[i - 1] - mean);
  }
  return squares > 0 ? products / squares : 0;
}

/// The rows in the order of a column, those without a value left out; as they come without such a column.
std::vector<std::size_t> order_by(const FirstRows& rows, const ColumnType*& date) {
  std::vector<std::size_t> order;
  date = nullptr;
  for (std::size_t i = 0; i < rows.columns.size() && date == nullptr; ++i)
    if (rows.schema.columns[i].kind == ColumnKind::date_time) date = &rows.schema.columns[i];
  const std::vector<double>* const by =
      date == nullptr ? nullptr : &rows.columns[static_cast<std::size_t>(date - rows.schema.columns.data())];
  std::size_t count = 0;
  for (const auto& column : rows.columns) count = std::max(count, column.size());
  for (std::size_t row = 0; row < count; ++row)
    if (by == nullptr || !std::isnan((*by)[row])) order.push_back(row);
  if (by != nullptr)
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return (*by)[a] < (*by)[b]; });
  return order;
}

}  // namespace

std::optional<RowDependence> find_dependence(TableReader& table) {
  FirstRows rows;
  table.read(rows, "looking at the first rows", kRows);
  const ColumnType* date = nullptr;
  const std::vector<std::size_t> order = order_by(rows, date);
  std::optional<RowDependence> found;
  for (std::size_t i = 0; i < rows.columns.size(); ++i) {
    const ColumnType& type = rows.schema.columns[i];
    if (rows.columns[i].empty() || type.kind == ColumnKind::date_time) continue;
    std::vector<double> values;
    for (const std::size_t row : order)
      if (!std::isnan(rows.columns[i][row])) values.push_back(rows.columns[i][row]);
    if (values.size() < kFewestRows) continue;
    const double r = autocorrelation(values);
    if (r < kLeastCorrelation || r * std::sqrt(static_cast<double>(values.size())) < kErrors) continue;
    if (!found || r > found->autocorrelation)
      found = RowDependence{type.name, r, values.size(), date == nullptr ? "" : date->name};
  }
  return found;
}

}  // namespace sanov
