#include "sanov/compare/weighted_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>
#include <vector>

#include "sanov/base/error.h"
#include "sanov/base/floating_point.h"
#include "sanov/compare/weighted_worth.h"
#include "sanov/data/cell_finder.h"
#include "sanov/data/hashing.h"
#include "sanov/numerics/parallel.h"

namespace sanov {
namespace {

constexpr int kUnitBits = 39;  // of the sum of all weights, before each is rounded

std::size_t place_of(const TableSchema& schema, const std::string& column) {
  for (std::size_t i = 0; i < schema.columns.size(); ++i)
    if (schema.columns[i].name == column) return i;
  return schema.columns.size();
}

/// Reads the weights alone, refuses what is none, and learns in which unit they are whole numbers.
class WeightReader final : public TableVisitor {
 public:
  WeightReader(std::string column, std::string table) : column_(std::move(column)), table_(std::move(table)) {}

  void begin(const TableSchema& schema) override {
    check_weights(schema, column_, table_);
    at_ = place_of(schema, column_);
    rows_ = 0;
    sum_ = 0;
    common_ = 0;
    equal_ = whole_ = true;
  }

  void batch(const TableBatch& batch) override {
    if (batch.rows == 0) return;
    weights_.resize(batch.rows);
    batch.columns[at_].numbers(0, batch.rows, weights_.data());
    for (std::size_t i = 0; i < batch.rows; ++i) add(weights_[i], batch.first_row + i);
  }

  /// How many units a weight is.
  struct Unit {
    double size = 0;   // of one, where it is not a power of two
    int exponent = 0;  // of that power

    std::uint64_t of(double weight) const {
      if (weight == 0) return 0;
      if (size > 0) return static_cast<std::uint64_t>(weight / size);
      return std::max(std::uint64_t{1}, static_cast<std::uint64_t>(std::llround(std::ldexp(weight, -exponent))));
    }
  };

  Unit unit() const {
    if (rows_ == 0) fail_domain("compare", table_, "has no rows");
    if (sum_ == 0) fail_domain("compare", "weights", fmt::format("in {} of {} are all 0", column_, table_));
    if (equal_) return {common_, 0};
    if (whole_ && sum_ <= static_cast<long double>(std::uint64_t{1} << kUnitBits)) return {1, 0};
    return {0, std::ilogb(sum_) + 1 - kUnitBits};
  }

 private:
  void add(double weight, std::uint64_t row) {
    if (!(weight >= 0 && weight <= std::numeric_limits<double>::max()))
      fail_domain("compare", fmt::format("row {} of {}", row + 1, table_),
                  std::isnan(weight) ? fmt::format("has no weight in {}", column_)
                                     : fmt::format("has the weight {} in {}; weights are finite and not negative",
                                                   to_text(weight), column_));
    ++rows_;
    if (weight == 0) return;
    sum_ += static_cast<long double>(weight);
    if (common_ == 0) common_ = weight;
    equal_ = equal_ && weight == common_;
    whole_ = whole_ && weight == std::floor(weight);
  }

  std::string column_, table_;
  std::size_t at_ = 0;
  std::uint64_t rows_ = 0;
  long double sum_ = 0;  // in which doubles neither overflow nor vanish
  double common_ = 0;    // the first weight that is not 0
  bool equal_ = true, whole_ = true;
  std::vector<double> weights_;
};

/// What a part of a table adds to a column: each row as often as it counts.
class PartCounter {
 public:
  PartCounter(const FrameColumn& frame, const CellFinder& finder, std::size_t exact_values)
      : frame_(frame), finder_(finder), exact_values_(exact_values) {}

  /// All rows of a column of the table; `kept` are its rows that count, and `times` how often each of these does.
  void add(const ColumnBatch& column, const std::vector<std::size_t>& kept, const std::vector<std::uint64_t>& times,
           ColumnCounts& counts) const {
    ColumnCounts part(frame_, exact_values_);
    part.kind = counts.kind;
    part.declared = counts.declared;
    part.present = true;
    part.countable = counts.countable;
    if (!counts.countable || column.is_text() != frame_.is_text())
      add_presence(column, kept, times, part);
    else if (column.is_text())
      add_texts(column, kept, times, part);
    else
      add_numbers(column, kept, times, counts.values.complete(), part);
    counts.merge(part);
  }

 private:
  void add_numbers(const ColumnBatch& column, const std::vector<std::size_t>& kept,
                   const std::vector<std::uint64_t>& times, bool with_values, ColumnCounts& part) const {
    std::vector<double> all(column.size()), numbers(kept.size());
    column.numbers(0, all.size(), all.data());
    for (std::size_t i = 0; i < kept.size(); ++i) numbers[i] = all[kept[i]];
    std::vector<std::uint32_t> cells(kept.size());
    finder_.find_numbers(numbers.data(), numbers.size(), cells.data());
    const double scale = std::ldexp(1., -frame_.quantum);
    std::vector<std::pair<double, std::uint64_t>> values;
    for (std::size_t i = 0; i < numbers.size(); ++i) {
      const double x = numbers[i];
      part.cells[cells[i]] += times[i];
      if (std::isnan(x)) continue;
      if (with_values) values.emplace_back(x, times[i]);
      part.below += x < frame_.minimum ? times[i] : 0;
      part.above += x > frame_.maximum ? times[i] : 0;
      part.minimum = std::min(part.minimum, x);
      part.maximum = std::max(part.maximum, x);
      if (std::isinf(x)) {
        (x < 0 ? part.infinite_below : part.infinite_above) += times[i];
        continue;
      }
      const double units = std::clamp((x - frame_.origin) * scale, -kFarthestUnits, kFarthestUnits);
      part.sums[cells[i]] += static_cast<Int128>(units) * times[i];
    }
    part.values = with_values ? counted(std::move(values)) : ValueCounts::too_many(exact_values_);
  }

  ValueCounts counted(std::vector<std::pair<double, std::uint64_t>> values) const {
    std::sort(values.begin(), values.end());
    std::vector<double> different;
    std::vector<std::uint64_t> times;
    for (const auto& [x, count] : values) {
      if (different.empty() || different.back() != x) {
        if (different.size() == exact_values_) return ValueCounts::too_many(exact_values_);
        different.push_back(x);
        times.push_back(0);
      }
      times.back() += count;
    }
    return ValueCounts(exact_values_, std::move(different), std::move(times));
  }

  void add_texts(const ColumnBatch& column, const std::vector<std::size_t>& kept,
                 const std::vector<std::uint64_t>& times, ColumnCounts& part) const {
    std::vector<std::uint64_t> hashes = hashes_of(column, kept);
    std::vector<std::uint32_t> cells(kept.size());
    finder_.find_texts(hashes.data(), hashes.size(), cells.data());
    for (std::size_t i = 0; i < kept.size(); ++i) {
      part.cells[cells[i]] += times[i];
      if (cells[i] != frame_.unseen_cell()) continue;
      const auto [found, is_new] = part.unseen.try_emplace(hashes[i], Category{hashes[i], 0, ""});
      if (is_new) found->second.name = display_name(column.text(kept[i]));
      found->second.count += times[i];
    }
  }

  /// Where the kinds do not meet: only whether there is a value.
  void add_presence(const ColumnBatch& column, const std::vector<std::size_t>& kept,
                    const std::vector<std::uint64_t>& times, ColumnCounts& part) const {
    const std::size_t present = frame_.is_text() ? frame_.unseen_cell() : 0;
    std::vector<bool> missing(kept.size());
    if (column.is_text()) {
      const std::vector<std::uint64_t> hashes = hashes_of(column, kept);
      for (std::size_t i = 0; i < kept.size(); ++i) missing[i] = hashes[i] == kMissingHash;
    } else {
      std::vector<double> numbers(column.size());
      column.numbers(0, numbers.size(), numbers.data());
      for (std::size_t i = 0; i < kept.size(); ++i) missing[i] = std::isnan(numbers[kept[i]]);
    }
    for (std::size_t i = 0; i < kept.size(); ++i) part.cells[missing[i] ? frame_.missing_cell() : present] += times[i];
  }

  static std::vector<std::uint64_t> hashes_of(const ColumnBatch& column, const std::vector<std::size_t>& kept) {
    std::vector<std::uint64_t> all(column.size()), hashes(kept.size());
    column.hashes(0, all.size(), all.data());
    for (std::size_t i = 0; i < kept.size(); ++i) hashes[i] = all[kept[i]];
    return hashes;
  }

  const FrameColumn& frame_;
  const CellFinder& finder_;
  std::size_t exact_values_;
};

class WeightedCounter final : public TableVisitor {
 public:
  WeightedCounter(const std::shared_ptr<const Frame>& frame, std::string column, WeightReader::Unit unit)
      : column_(std::move(column)), unit_(unit), rows_(frame), weights_(frame) {
    for (const FrameColumn& each : frame->columns) finders_.emplace_back(each);
  }

  void begin(const TableSchema& schema) override {
    rows_ = weights_ = Profile(rows_.frame);
    rows_.left_out = weights_.left_out = schema.left_out;
    squares_ = 0;
    weightless_ = 0;
    at_ = place_of(schema, column_);
    places_.clear();
    for (std::size_t i = 0; i < finders_.size(); ++i) {
      const FrameColumn& frame = rows_.frame->columns[i];
      places_.push_back(place_of(schema, frame.name));
      if (places_.back() == schema.columns.size()) continue;
      const ColumnType& type = schema.columns[places_.back()];
      for (Profile* profile : {&rows_, &weights_}) {
        ColumnCounts& counts = profile->columns[i];
        counts.present = true;
        counts.kind = type.kind;
        counts.declared = type.declared;
        counts.countable = comparable(frame.kind, type.kind);
      }
    }
  }

  void batch(const TableBatch& batch) override {
    if (batch.rows == 0) return;
    std::vector<double> weights(batch.rows);
    batch.columns[at_].numbers(0, batch.rows, weights.data());
    std::vector<std::size_t> kept;
    std::vector<std::uint64_t> units;
    for (std::size_t i = 0; i < batch.rows; ++i) {
      const std::uint64_t each = unit_.of(weights[i]);
      if (each == 0) continue;
      kept.push_back(i);
      units.push_back(each);
      squares_ += static_cast<Int128>(each) * each;
    }
    weightless_ += batch.rows - kept.size();
    if (kept.empty()) return;
    const std::vector<std::uint64_t> once(kept.size(), 1);
    rows_.rows += kept.size();
    weights_.rows = std::accumulate(units.begin(), units.end(), weights_.rows);
    parallel_chunks(finders_.size(), 1, [&](std::size_t begin, std::size_t end) {
      for (std::size_t i = begin; i < end; ++i) {
        if (places_[i] >= batch.columns.size()) continue;
        const PartCounter part(rows_.frame->columns[i], finders_[i], rows_.frame->exact_values);
        part.add(batch.columns[places_[i]], kept, once, rows_.columns[i]);
        part.add(batch.columns[places_[i]], kept, units, weights_.columns[i]);
      }
    });
  }

  WeightedProfile finish(const std::string& name) {
    rows_.name = weights_.name = name;
    for (Profile* profile : {&rows_, &weights_}) {
      sort_others(*profile);
      for (ColumnCounts& counts : profile->columns)
        if (!counts.present) counts.cells.back() = profile->rows;
    }
    const double all = static_cast<double>(weights_.rows);
    const double effect = static_cast<double>(squares_) / all, effective = all / effect;
    Profile worth = worth_of(weights_, rows_, static_cast<std::uint64_t>(std::llround(effective)));
    return {std::move(rows_), std::move(weights_), std::move(worth), effective, effect, weightless_};
  }

 private:
  std::string column_;
  WeightReader::Unit unit_;
  Profile rows_, weights_;
  Int128 squares_ = 0;
  std::uint64_t weightless_ = 0;
  std::size_t at_ = 0;
  std::vector<std::size_t> places_;
  std::vector<CellFinder> finders_;
};

}  // namespace

void check_weights(const TableSchema& schema, const std::string& column, const std::string& table) {
  const ColumnType* type = schema.find(column);
  if (type == nullptr) {
    for (const LeftOut& left_out : schema.left_out)
      if (left_out.name == column)
        fail_argument("compare", "weights",
                      fmt::format("names {}, which {} has, but it is not read: {}", column, table, left_out.reason));
    std::vector<std::string_view> names;
    for (const ColumnType& each : schema.columns) names.push_back(each.name);
    const std::string near = nearest(column, names.data(), names.size());
    fail_argument("compare", "weights",
                  fmt::format("names {}, which is not in {}{}", column, table,
                              near.empty() ? "" : fmt::format("; did you mean {}?", near)));
  }
  const ColumnKind kind = type->kind;
  if (kind != ColumnKind::numeric && kind != ColumnKind::integer && kind != ColumnKind::boolean &&
      kind != ColumnKind::empty)
    fail_argument("compare", "weights",
                  fmt::format("names {}, which is {} in {}; weights are numbers", column, type->declared, table));
}

WeightedProfile count_weighted(TableSource& table, const std::string& column,
                               const std::shared_ptr<const Frame>& frame) {
  const FloatingPoint environment;
  WeightReader reader(column, table.name());
  TableReader(table, {column}).read(reader, "reading weights of " + table.name());
  const WeightReader::Unit unit = reader.unit();
  std::vector<std::string> columns{column};
  for (const FrameColumn& each : frame->columns) columns.push_back(each.name);
  WeightedCounter counter(frame, column, unit);
  TableReader(table, std::move(columns)).read(counter, "counting " + table.name());
  return counter.finish(table.name());
}

}  // namespace sanov
