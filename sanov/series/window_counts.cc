#include "sanov/series/window_counts.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <unordered_map>

#include "sanov/base/error.h"
#include "sanov/base/floating_point.h"
#include "sanov/data/categories.h"
#include "sanov/data/cell_finder.h"
#include "sanov/data/hashing.h"
#include "sanov/numerics/parallel.h"

namespace sanov {
namespace {

constexpr std::size_t kBlock = 4096;  // rows at a time
constexpr std::size_t kNowhere = std::numeric_limits<std::size_t>::max();

/// Of a column that the table has as `type`, or lacks.
ColumnCounts empty_counts(const FrameColumn& frame, const ColumnType* type) {
  ColumnCounts counts(frame, 0);
  counts.sums = {};
  counts.values = ValueCounts::too_many(0);
  if (type == nullptr) return counts;
  counts.present = true;
  counts.kind = type->kind;
  counts.declared = type->declared;
  counts.countable = comparable(frame.kind, type->kind);
  return counts;
}

class WindowCounter final : public TableVisitor {
 public:
  WindowCounter(std::shared_ptr<const Frame> frame, std::string over, const Every& every, std::string table,
                std::size_t most_cells)
      : frame_(std::move(frame)),
        over_(std::move(over)),
        every_(every),
        table_(std::move(table)),
        most_cells_(most_cells) {
    for (const FrameColumn& column : frame_->columns) {
      finders_.emplace_back(column);
      cells_ += column.fine_size();
    }
  }

  void begin(const TableSchema& schema) override {
    counted_ = {};
    places_.clear();
    known_.clear();
    last_window_ = kNowhere;
    at_.assign(frame_->columns.size(), kNowhere);
    over_at_ = kNowhere;
    blank_.clear();
    for (std::size_t i = 0; i < schema.columns.size(); ++i)
      if (schema.columns[i].name == over_) over_at_ = i;
    for (std::size_t j = 0; j < at_.size(); ++j) {
      const ColumnType* const type = schema.find(frame_->columns[j].name);
      if (type != nullptr) at_[j] = static_cast<std::size_t>(type - schema.columns.data());
      blank_.push_back(empty_counts(frame_->columns[j], type));
    }
    if (over_.empty()) return;
    if (over_at_ == kNowhere) fail_argument("compare_over", "over " + over_, "is no column of " + table_);
    const ColumnType& type = schema.columns[over_at_];
    counted_.declared = type.declared;
    if (type.kind != ColumnKind::date_time && type.kind != ColumnKind::text && type.kind != ColumnKind::empty)
      fail_argument(
          "compare_over", "over " + over_,
          fmt::format("of {} is of type {}, not of dates; for windows of rows leave it out and say '500 rows'", table_,
                      type.declared));
  }

  void batch(const TableBatch& batch) override {
    find_windows(batch);
    parallel_chunks(at_.size(), 1, [&](std::size_t first, std::size_t last) {
      for (std::size_t j = first; j < last; ++j)
        if (at_[j] != kNowhere && blank_[j].countable) count_column(batch.columns[at_[j]], j);
    });
    counted_.rows += batch.rows;
  }

  CountedWindows finish() {
    for (WindowCounts& window : counted_.windows)
      for (ColumnCounts& counts : window.columns)
        if (!counts.present) counts.cells.back() = window.rows;
    std::sort(counted_.windows.begin(), counted_.windows.end(),
              [](const WindowCounts& a, const WindowCounts& b) { return a.window < b.window; });
    return std::move(counted_);
  }

 private:
  /// The place among windows of each row of a batch; kNowhere without a time.
  void find_windows(const TableBatch& batch) {
    places_.resize(batch.rows);
    if (over_.empty()) {
      for (std::size_t i = 0; i < batch.rows; ++i)
        places_[i] = place_of(static_cast<std::int64_t>((batch.first_row + i) / every_.count));
    } else {
      for (std::size_t first = 0; first < batch.rows; first += kBlock)
        find_by_time(batch.columns[over_at_], first, std::min(kBlock, batch.rows - first));
    }
    for (const std::size_t place : places_)
      if (place != kNowhere) ++counted_.windows[place].rows;
  }

  void find_by_time(const ColumnBatch& column, std::size_t first, std::size_t count) {
    std::array<double, kBlock> seconds;
    if (!column.is_text()) column.numbers(first, count, seconds.data());
    for (std::size_t i = 0; i < count; ++i) {
      const std::string_view text = column.is_text() ? column.text(first + i) : std::string_view();
      const double time = column.is_text() ? parse_time(text) : seconds[i];
      std::size_t& place = places_[first + i];
      place = kNowhere;
      if (std::fabs(time) <= kFarthestTime) {
        place = place_of(window_of(every_, time));
      } else if (column.is_text() ? text.empty() : std::isnan(time)) {
        ++counted_.undated;
      } else {
        if (counted_.unreadable++ == 0) counted_.unreadable_text = display_name(text);
      }
    }
  }

  std::size_t place_of(std::int64_t window) {
    if (last_window_ != kNowhere && counted_.windows[last_window_].window == window) return last_window_;
    const auto [entry, is_new] = known_.try_emplace(window, counted_.windows.size());
    if (is_new) {
      if (cells_ * (counted_.windows.size() + 1) > most_cells_)
        fail_domain(
            "compare_over", "every " + every_.text(),
            fmt::format("makes over {} windows of {}, too many for so many columns; choose longer ones, or fewer "
                        "columns",
                        counted_.windows.size(), table_));
      counted_.windows.push_back({window, 0, blank_});
    }
    return last_window_ = entry->second;
  }

  void count_column(const ColumnBatch& column, std::size_t j) {
    const FrameColumn& frame = frame_->columns[j];
    for (std::size_t first = 0; first < column.size(); first += kBlock) {
      const std::size_t count = std::min(kBlock, column.size() - first);
      if (frame.is_text() != column.is_text() || frame.kind == ColumnKind::empty)
        count_presence(column, j, first, count);
      else
        (frame.is_text() ? count_texts(column, j, first, count) : count_numbers(column, j, first, count));
    }
  }

  /// The counts that a row of the batch belongs to; null without a window.
  ColumnCounts* counts_of(std::size_t row, std::size_t j) {
    return places_[row] == kNowhere ? nullptr : &counted_.windows[places_[row]].columns[j];
  }

  void count_numbers(const ColumnBatch& column, std::size_t j, std::size_t first, std::size_t count) {
    std::array<double, kBlock> numbers;
    std::array<std::uint32_t, kBlock> cells;
    column.numbers(first, count, numbers.data());
    finders_[j].find_numbers(numbers.data(), count, cells.data());
    for (std::size_t i = 0; i < count; ++i) {
      ColumnCounts* const counts = counts_of(first + i, j);
      if (counts == nullptr) continue;
      ++counts->cells[cells[i]];
      if (numbers[i] < counts->minimum) counts->minimum = numbers[i];
      if (numbers[i] > counts->maximum) counts->maximum = numbers[i];
    }
  }

  void count_texts(const ColumnBatch& column, std::size_t j, std::size_t first, std::size_t count) {
    std::array<std::uint64_t, kBlock> hashes;
    std::array<std::uint32_t, kBlock> cells;
    column.hashes(first, count, hashes.data());
    finders_[j].find_texts(hashes.data(), count, cells.data());
    const auto unseen = static_cast<std::uint32_t>(frame_->columns[j].unseen_cell());
    for (std::size_t i = 0; i < count; ++i) {
      ColumnCounts* const counts = counts_of(first + i, j);
      if (counts == nullptr) continue;
      ++counts->cells[cells[i]];
      if (cells[i] == unseen) counts->add_unseen(hashes[i], column, first + i);
    }
  }

  /// Where a side has nothing but missing values: only whether there is a value.
  void count_presence(const ColumnBatch& column, std::size_t j, std::size_t first, std::size_t count) {
    const FrameColumn& frame = frame_->columns[j];
    const std::size_t present = frame.is_text() ? frame.unseen_cell() : 0;
    std::array<std::uint64_t, kBlock> hashes;
    std::array<double, kBlock> numbers;
    if (column.is_text())
      column.hashes(first, count, hashes.data());
    else
      column.numbers(first, count, numbers.data());
    for (std::size_t i = 0; i < count; ++i) {
      const bool missing = column.is_text() ? hashes[i] == kMissingHash : std::isnan(numbers[i]);
      if (ColumnCounts* const counts = counts_of(first + i, j))
        ++counts->cells[missing ? frame.missing_cell() : present];
    }
  }

  std::shared_ptr<const Frame> frame_;
  std::string over_;
  Every every_;
  std::string table_;
  std::size_t most_cells_, cells_ = 0, over_at_ = kNowhere;
  std::vector<CellFinder> finders_;
  std::vector<std::size_t> at_;  // where each column of the frame is in the table
  std::vector<ColumnCounts> blank_;
  CountedWindows counted_;
  std::unordered_map<std::int64_t, std::size_t> known_;
  std::size_t last_window_ = kNowhere;
  std::vector<std::size_t> places_;
};

}  // namespace

CountedWindows count_windows(TableReader& table, const std::shared_ptr<const Frame>& frame, const std::string& over,
                             const Every& every, std::size_t most_cells) {
  const FloatingPoint environment;
  WindowCounter counter(frame, over, every, table.name(), most_cells);
  table.read(counter, "counting " + table.name());
  return counter.finish();
}

WindowCounts sum_of(const CountedWindows& counted, const Frame& frame) {
  WindowCounts all;
  for (const FrameColumn& column : frame.columns) {
    all.columns.emplace_back(column, 0);
    all.columns.back().sums = {};
    all.columns.back().values = ValueCounts::too_many(0);
  }
  for (const WindowCounts& window : counted.windows) {
    all.rows += window.rows;
    for (std::size_t j = 0; j < all.columns.size(); ++j) all.columns[j].merge(window.columns[j]);
  }
  return all;
}

}  // namespace sanov
