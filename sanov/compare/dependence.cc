#include "sanov/compare/dependence.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <unordered_map>
#include <vector>

#include "sanov/data/hashing.h"

namespace sanov {
namespace {

constexpr std::size_t kRows = 4096;
constexpr std::size_t kFewestRows = 30;
constexpr double kLeastCorrelation = 0.2, kErrors = 5;

/// The first rows of every column. Texts are numbers too: of equal texts equal ones.
class FirstRows final : public ColumnVisitor {
 public:
  TableSchema schema;
  std::vector<std::vector<double>> columns;

  void begin(const TableSchema& announced) override {
    schema = announced;
    columns.assign(schema.columns.size(), {});
    places_.assign(schema.columns.size(), {});
  }

 private:
  void column(const TableBatch& batch, std::size_t i) override {
    if (batch.first_row >= kRows) return;
    const auto first = static_cast<std::size_t>(batch.first_row);
    const std::size_t count = std::min(batch.rows, kRows - first);
    std::vector<double>& values = columns[batch.first_column + i];
    values.resize(first + count);
    if (!batch.columns[i].is_text()) return batch.columns[i].numbers(0, count, values.data() + first);
    std::array<std::uint64_t, kRows> hashes{};
    batch.columns[i].hashes(0, count, hashes.data());
    auto& places = places_[batch.first_column + i];
    for (std::size_t row = 0; row < count; ++row)
      values[first + row] = hashes[row] == kMissingHash
                                ? std::numeric_limits<double>::quiet_NaN()
                                : static_cast<double>(places.try_emplace(hashes[row], places.size()).first->second);
  }

  std::vector<std::unordered_map<std::uint64_t, std::size_t>> places_;  // of each column's texts
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

/// How alike neighbours are, and the standard error of that where rows are independent.
struct Likeness {
  double correlation = 0, error = 0;
};

/// Of ranks; 0 where all values are equal, or only ascend or descend.
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

/// By how much more often neighbours are equal than in a random order, of which the error is that of all n! of them; 0 where
/// all equal values lie together.
Likeness equal_neighbours(const std::vector<double>& values) {
  std::map<double, double> counts;
  std::size_t equal = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    ++counts[values[i]];
    equal += i > 0 && values[i] == values[i - 1];
  }
  const double n = static_cast<double>(values.size());
  if (values.size() - equal == counts.size()) return {};
  double pairs = 0, triples = 0, quadruples = 0, squares = 0;  // of equal values, in order
  for (const auto& [value, c] : counts) {
    pairs += c * (c - 1);
    triples += c * (c - 1) * (c - 2);
    quadruples += c * (c - 1) * (c - 2) * (c - 3);
    squares += c * (c - 1) * c * (c - 1);
  }
  const double chance = pairs / (n * (n - 1));
  const double side_by_side = triples / (n * (n - 1) * (n - 2)) - chance * chance;
  const double apart = (pairs * pairs - squares + quadruples) / (n * (n - 1) * (n - 2) * (n - 3)) - chance * chance;
  const double variance = (n - 1) * chance * (1 - chance) + 2 * (n - 2) * side_by_side + (n - 2) * (n - 3) * apart;
  const double scale = (n - 1) * (1 - chance);
  return {(static_cast<double>(equal) - (n - 1) * chance) / scale, std::sqrt(std::max(variance, 0.)) / scale};
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

std::optional<RowDependence> find_dependence(TableReader& table, const std::string& which) {
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
    const auto [r, error] = type.kind == ColumnKind::text
                                ? equal_neighbours(values)
                                : Likeness{autocorrelation(values), 1 / std::sqrt(static_cast<double>(values.size()))};
    if (r < kLeastCorrelation || r < kErrors * error) continue;
    if (!found || r > found->autocorrelation)
      found = RowDependence{type.name, r, values.size(), which, date == nullptr ? "" : date->name};
  }
  return found;
}

}  // namespace sanov
