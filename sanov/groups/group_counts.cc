#include "sanov/groups/group_counts.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <optional>

#include "sanov/base/error.h"
#include "sanov/data/categories.h"
#include "sanov/data/cell_finder.h"
#include "sanov/data/cut.h"
#include "sanov/data/hashing.h"
#include "sanov/data/range.h"
#include "sanov/data/row_sample.h"
#include "sanov/groups/row_groups.h"
#include "sanov/numerics/parallel.h"

namespace sanov {
namespace {

constexpr std::size_t kKeepBytes = std::size_t{512} << 20;
constexpr std::size_t kBlock = 8192;                     // rows read at a time by a thread
constexpr std::size_t kTogether = std::size_t{1} << 18;  // rows between which groups are numbered
constexpr std::size_t kSampleSize = 65536;               // rows
constexpr std::size_t kCategoryLimit = 1024;             // that have a cell of their own
constexpr std::size_t kCounterSize = std::size_t{1} << 17;

std::size_t place_of(const TableSchema& schema, const std::string& name) {
  return static_cast<std::size_t>(schema.find(name) - schema.columns.data());
}

/// Learns the cells of the values.
class ValueFrame final : public TableVisitor {
 public:
  ValueFrame(const std::string& of, std::size_t bins) : of_(of), bins_(bins) {}

  void begin(const TableSchema& schema) override {
    at_ = place_of(schema, of_);
    column_ = FrameColumn();
    column_.name = of_;
    column_.kind = schema.columns[at_].kind;
    column_.declared = schema.columns[at_].declared;
    rows_ = 0;
    values_ = 0;
    range_ = {};
    sample_.emplace(kSampleSize, 1);
    counter_.emplace(kCounterSize);
  }

  void batch(const TableBatch& batch) override {
    const ColumnBatch& column = batch.columns[at_];
    for (std::size_t first = 0; first < batch.rows; first += kBlock) {
      const std::size_t count = std::min(kBlock, batch.rows - first);
      if (column.is_text())
        read_texts(column, first, count);
      else
        read_numbers(column, batch.first_row, first, count);
    }
    rows_ += batch.rows;
  }

  FrameColumn finish() {
    if (column_.is_text()) {
      column_.categories = counter_->most_frequent(kCategoryLimit);
      column_.others = counter_->others(column_.categories);
      column_.has_rest = !column_.others.empty();
      lay_out_categories(column_);
    } else {
      sample_->settle();
      std::vector<double> sample = sample_->values(0);
      std::erase_if(sample, [](double x) { return std::isnan(x); });
      column_.minimum = values_ > 0 ? range_.minimum : 1;
      column_.maximum = values_ > 0 ? range_.maximum : 0;
      cut_numbers(column_, std::move(sample), values_, bins_);
    }
    return std::move(column_);
  }

  std::uint64_t rows() const { return rows_; }
  bool sampled() const { return !column_.is_text() && rows_ > kSampleSize; }

 private:
  void read_texts(const ColumnBatch& column, std::size_t first, std::size_t count) {
    std::array<std::uint64_t, kBlock> hashes;
    column.hashes(first, count, hashes.data());
    counter_->add(column, first, count, hashes.data());
  }

  void read_numbers(const ColumnBatch& column, std::uint64_t first_row, std::size_t first, std::size_t count) {
    std::array<double, kBlock> numbers;
    column.numbers(first, count, numbers.data());
    const Range range = range_of(numbers.data(), count);
    range_.minimum = std::min(range_.minimum, range.minimum);
    range_.maximum = std::max(range_.maximum, range.maximum);
    for (std::size_t i = 0; i < count; ++i) values_ += numbers[i] == numbers[i];
    const std::vector<std::size_t>& taken = sample_->take(first_row + first, count);
    std::vector<double> chosen(taken.size());
    for (std::size_t i = 0; i < taken.size(); ++i) chosen[i] = numbers[taken[i]];
    sample_->append(0, chosen.data());
  }

  const std::string& of_;
  std::size_t bins_, at_ = 0;
  FrameColumn column_;
  std::uint64_t rows_ = 0, values_ = 0;
  Range range_;
  std::optional<RowSample> sample_;
  std::optional<CategoryCounter> counter_;
};

/// Keys of one column's rows, kMissingHash where missing.
void read_keys(const ColumnBatch& column, std::size_t first, std::size_t count, std::uint64_t* keys) {
  if (column.is_text()) return column.hashes(first, count, keys);
  std::array<double, kBlock> numbers;
  column.numbers(first, count, numbers.data());
  for (std::size_t i = 0; i < count; ++i)
    keys[i] = std::isnan(numbers[i]) ? kMissingHash : hash_row(std::bit_cast<std::uint64_t>(numbers[i]));
}

std::string key_name(const ColumnBatch& column, std::size_t row) {
  if (column.is_text()) return display_name(column.text(row));
  double number = 0;
  column.numbers(row, 1, &number);
  return write_number(column.type().kind, number, 15);
}

/// Numbers the groups of all levels and collects their rows.
class GroupReader final : public TableVisitor {
 public:
  GroupReader(const std::vector<std::string>& by, const FrameColumn& column)
      : by_(by), column_(column), finder_(column) {}

  void begin(const TableSchema& schema) override {
    at_ = place_of(schema, column_.name);
    places_.clear();
    for (const std::string& name : by_) places_.push_back(place_of(schema, name));
    levels_.assign(by_.size(), {});
    numbers_.assign(by_.size(), {});
    rows_.emplace(column_.fine_size());
    total_ = 0;
  }

  void batch(const TableBatch& batch) override {
    total_ += batch.rows;
    if (total_ > kMostGroupedRows)
      fail_domain("groups", "the table", fmt::format("has over {} rows, the most that are grouped", kMostGroupedRows));
    for (std::size_t first = 0; first < batch.rows; first += kTogether)
      read_together(batch, first, std::min(kTogether, batch.rows - first));
  }

  std::vector<GroupLevel> finish() {
    rows_->finish(levels_.back().nodes.size(), levels_.back());
    for (std::size_t l = levels_.size() - 1; l > 0; --l) add_up(levels_[l], column_.fine_size(), levels_[l - 1]);
    return std::move(levels_);
  }

 private:
  void read_together(const TableBatch& batch, std::size_t first, std::size_t count) {
    cells_.resize(count);
    keys_.resize(count * by_.size());
    parallel_chunks((count + kBlock - 1) / kBlock, 1, [&](std::size_t begin, std::size_t end) {
      for (std::size_t block = begin; block < end; ++block) {
        const std::size_t at = block * kBlock, rows = std::min(kBlock, count - at);
        find_cells(batch.columns[at_], first + at, rows, cells_.data() + at);
        for (std::size_t l = 0; l < by_.size(); ++l)
          read_keys(batch.columns[places_[l]], first + at, rows, keys_.data() + l * count + at);
      }
    });
    groups_.assign(count, 0);
    for (std::size_t l = 0; l < by_.size(); ++l)
      number_level(l, batch.columns[places_[l]], first, count, keys_.data() + l * count);
    rows_->add(groups_.data(), cells_.data(), count);
  }

  void find_cells(const ColumnBatch& column, std::size_t first, std::size_t count, std::uint32_t* cells) const {
    if (column.is_text()) {
      std::array<std::uint64_t, kBlock> hashes;
      column.hashes(first, count, hashes.data());
      finder_.find_texts(hashes.data(), count, cells);
    } else {
      std::array<double, kBlock> numbers;
      column.numbers(first, count, numbers.data());
      finder_.find_numbers(numbers.data(), count, cells);
    }
  }

  /// groups_ are those of the level above, and become those of this one.
  void number_level(std::size_t l, const ColumnBatch& column, std::size_t first, std::size_t count,
                    const std::uint64_t* keys) {
    constexpr std::uint64_t kParent = 0x9e3779b97f4a7c15;
    std::vector<GroupNode>& nodes = levels_[l].nodes;
    for (std::size_t i = 0; i < count; ++i) {
      const std::uint32_t parent = groups_[i];
      const std::uint64_t key = l == 0 ? keys[i] : fold(keys[i] ^ hash_row(parent), kParent);
      const auto next = static_cast<std::uint32_t>(nodes.size());
      groups_[i] = numbers_[l].number(key, next);
      if (groups_[i] != next) continue;
      if (nodes.size() == kMostGroups)
        fail_domain("groups", "column " + by_[l],
                    fmt::format("makes over {} groups; group by something coarser", kMostGroups));
      const bool missing = keys[i] == kMissingHash || (l > 0 && levels_[l - 1].nodes[parent].missing);
      nodes.push_back({parent, missing, missing ? "" : key_name(column, first + i)});
    }
  }

  const std::vector<std::string>& by_;
  const FrameColumn& column_;
  CellFinder finder_;
  std::size_t at_ = 0;
  std::vector<std::size_t> places_;
  std::vector<GroupLevel> levels_;
  std::vector<KeyNumbers> numbers_;
  std::optional<RowGroups> rows_;
  std::uint64_t total_ = 0;
  std::vector<std::uint32_t> cells_, groups_;
  std::vector<std::uint64_t> keys_;
};

void check_columns(TableSource& table, const std::vector<std::string>& by, const std::string& of,
                   std::string_view function) {
  if (by.empty()) fail_argument(function, "by", "names no column");
  const TableSchema schema = TableReader(table).schema();
  check_column(schema, of, table.name(), function);
  for (std::size_t i = 0; i < by.size(); ++i) {
    check_column(schema, by[i], table.name(), function);
    if (by[i] == of)
      fail_argument(function, "column " + of, "cannot be what is grouped by and what is asked for at once");
    if (std::count(by.begin(), by.end(), by[i]) > 1) fail_argument(function, "column " + by[i], "is named twice");
  }
}

}  // namespace

std::vector<std::string> GroupCounts::keys_of(std::size_t level, std::size_t node) const {
  std::vector<std::string> keys(level + 1);
  for (std::size_t l = level + 1; l-- > 0;) {
    keys[l] = levels[l].nodes[node].name;
    node = levels[l].nodes[node].parent;
  }
  return keys;
}

std::string joined(const std::vector<std::string>& keys) {
  std::string name;
  for (const std::string& key : keys) name += (name.empty() ? "" : " / ") + key;
  return name;
}

GroupCounts count_groups(TableSource& table, const std::vector<std::string>& by, const std::string& of,
                         std::size_t bins, std::string_view function) {
  if (bins > kFineCells || bins == 1)
    fail_argument(function, "bins",
                  fmt::format("is {}; it must be in [2, {}], or 0 to have it chosen", bins, kFineCells));
  check_columns(table, by, of, function);
  std::vector<std::string> columns = by;
  columns.push_back(of);
  TableReader reader(table, columns, kKeepBytes);
  ValueFrame frame(of, bins);
  reader.read(frame, "reading " + table.name());
  if (frame.rows() == 0) fail_domain(function, table.name(), "has no rows");
  GroupCounts counts;
  counts.rows = frame.rows();
  counts.sampled = frame.sampled();
  counts.column = frame.finish();
  GroupReader groups(by, counts.column);
  reader.read(groups, "grouping " + table.name());
  counts.levels = groups.finish();
  const GroupLevel& first = counts.levels.front();
  for (std::size_t node = 0; node < first.nodes.size(); ++node)
    if (const auto cells = first.of(node); !cells.empty() && cells.back().cell == counts.column.missing_cell())
      counts.missing += cells.back().rows;
  if (counts.missing == counts.rows) fail_domain(function, "column " + of, "has no value");
  return counts;
}

}  // namespace sanov
