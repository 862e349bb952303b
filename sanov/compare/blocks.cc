#include "sanov/compare/blocks.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <chrono>
#include <cmath>
#include <unordered_map>

#include "sanov/base/error.h"
#include "sanov/data/cell_finder.h"
#include "sanov/data/hashing.h"

namespace sanov {
namespace {

constexpr std::size_t kChunk = 4096;                      // rows at a time
constexpr std::size_t kMostCells = std::size_t{1} << 24;  // blocks × cells over all columns
constexpr std::uint32_t kNoSeason = ~std::uint32_t{0};    // of rows without a date
constexpr std::string_view kPeriods[] = {"day", "week", "month", "year"};

bool is_period(std::string_view by) {
  return std::find(std::begin(kPeriods), std::end(kPeriods), by) != std::end(kPeriods);
}

/// A period's number, and which time of the year it is.
struct Period {
  double number = 0;
  std::uint32_t season = 0;
};

/// The day, week (from Monday), month or year that a second is in.
Period period_of(double seconds, std::string_view by) {
  if (!std::isfinite(seconds)) return {seconds, by == "year" ? 0 : kNoSeason};
  const double day = std::floor(seconds / 86400);
  const double week = std::floor((day + 3) / 7);  // 1970-01-01 was a Thursday
  if (std::fabs(day) > 1e7) return {by == "day" ? day : by == "week" ? week : std::floor(day / 365.2425), 0};
  using namespace std::chrono;
  const sys_days at{days{static_cast<int>(by == "week" ? 7 * week : day)}};  // of a week its Thursday
  const year_month_day date{at};
  const int year = static_cast<int>(date.year());
  const auto month = static_cast<unsigned>(date.month());
  if (by == "year") return {static_cast<double>(year), 0};
  if (by == "month") return {12. * year + month, month};
  const auto of_year = static_cast<std::uint32_t>((at - sys_days{date.year() / January / 1}).count());
  return by == "week" ? Period{week, of_year / 7} : Period{day, of_year};
}

}  // namespace

/// Counts one table.
class Blocks::Counter final : public TableVisitor {
 public:
  Counter(Blocks& blocks, std::string key) : blocks_(blocks), key_(std::move(key)), first_(blocks.size_) {
    for (const FrameColumn& column : blocks_.frame_->columns) finders_.emplace_back(column);
  }

  void begin(const TableSchema& schema) override {
    blocks_.size_ = first_;
    blocks_.season_.resize(first_);
    blocks_.reserve_cells();
    known_.clear();
    key_at_ = schema.columns.size();
    at_.assign(blocks_.frame_->columns.size(), schema.columns.size());
    for (std::size_t i = 0; i < schema.columns.size(); ++i) {
      const ColumnType& type = schema.columns[i];
      if (type.name == key_) key_at_ = i;
      for (std::size_t j = 0; j < at_.size(); ++j) {
        const FrameColumn& column = blocks_.frame_->columns[j];
        if (column.name == type.name && comparable(column.kind, type.kind)) at_[j] = i;
      }
    }
  }

  void batch(const TableBatch& batch) override {
    for (std::size_t first = 0; first < batch.rows; first += kChunk) {
      const std::size_t count = std::min(kChunk, batch.rows - first);
      find_blocks(batch.columns[key_at_], first, count);
      for (std::size_t j = 0; j < at_.size(); ++j)
        if (at_[j] < batch.columns.size()) count_column(batch.columns[at_[j]], j, first, count);
    }
  }

 private:
  void find_blocks(const ColumnBatch& column, std::size_t first, std::size_t count) {
    std::array<std::uint64_t, kChunk> keys{};
    std::array<std::uint32_t, kChunk> seasons{};
    if (column.is_text()) {
      column.hashes(first, count, keys.data());
    } else {
      std::array<double, kChunk> numbers{};
      column.numbers(first, count, numbers.data());
      for (std::size_t i = 0; i < count; ++i) {
        const Period period = key_ != blocks_.by_ ? period_of(numbers[i], blocks_.by_) : Period{numbers[i], 0};
        keys[i] = std::bit_cast<std::uint64_t>(period.number + 0.);
        seasons[i] = period.season;
      }
    }
    for (std::size_t i = 0; i < count; ++i) {
      const auto [entry, is_new] = known_.try_emplace(keys[i], blocks_.size_);
      if (is_new) {
        ++blocks_.size_;
        blocks_.season_.push_back(seasons[i]);
        blocks_.reserve_cells();
      }
      block_[i] = entry->second;
    }
  }

  void count_column(const ColumnBatch& column, std::size_t j, std::size_t first, std::size_t count) {
    const std::size_t size = blocks_.cells_of(j);
    std::array<std::uint32_t, kChunk> cells{};
    if (column.is_text())
      find_texts(column, j, first, count, cells.data());
    else
      find_numbers(column, j, first, count, cells.data());
    for (std::size_t i = 0; i < count; ++i) ++blocks_.counts_[j][block_[i] * size + cells[i]];
  }

  /// Where a column of the frame has no kind, all its values are one cell.
  void find_texts(const ColumnBatch& column, std::size_t j, std::size_t first, std::size_t count,
                  std::uint32_t* cells) const {
    const auto missing = static_cast<std::uint32_t>(blocks_.cells_of(j) - 1);
    const std::optional<PooledTexts>& texts = blocks_.texts_[j];
    std::array<std::uint64_t, kChunk> hashes{};
    column.hashes(first, count, hashes.data());
    for (std::size_t i = 0; i < count; ++i)
      cells[i] = hashes[i] == kMissingHash ? missing : texts ? texts->cell(hashes[i]) : 0;
  }

  /// A column that has no values here is one of numbers.
  void find_numbers(const ColumnBatch& column, std::size_t j, std::size_t first, std::size_t count,
                    std::uint32_t* cells) const {
    std::array<double, kChunk> numbers{};
    column.numbers(first, count, numbers.data());
    if (blocks_.texts_[j]) {
      const auto missing = static_cast<std::uint32_t>(blocks_.cells_of(j) - 1);
      for (std::size_t i = 0; i < count; ++i) cells[i] = std::isnan(numbers[i]) ? missing : 0;
      return;
    }
    finders_[j].find_numbers(numbers.data(), count, cells);
    for (std::size_t i = 0; i < count; ++i) cells[i] = blocks_.frame_->columns[j].coarse[cells[i]];
  }

  Blocks& blocks_;
  std::string key_;
  std::size_t first_, key_at_ = 0;
  std::vector<std::size_t> at_;  // where each column of the frame is in the table
  std::vector<CellFinder> finders_;
  std::unordered_map<std::uint64_t, std::size_t> known_;
  std::array<std::size_t, kChunk> block_{};
};

Blocks::Blocks(const Profile& reference, const Profile& current, std::string by)
    : frame_(reference.frame), by_(std::move(by)), counts_(frame_->columns.size()), texts_(frame_->columns.size()) {
  for (std::size_t i = 0; i < texts_.size(); ++i)
    if (frame_->columns[i].is_text()) texts_[i].emplace(frame_->columns[i], reference.columns[i], current.columns[i]);
}

Blocks::~Blocks() = default;

void Blocks::reserve_cells() {
  std::size_t cells = 0;
  for (std::size_t i = 0; i < counts_.size(); ++i) cells += cells_of(i);
  if (cells * size_ > kMostCells)
    fail_domain("compare", "block " + by_,
                fmt::format("makes over {} blocks, too many for these columns; choose longer ones", size_ - 1));
  for (std::size_t i = 0; i < counts_.size(); ++i) counts_[i].resize(size_ * cells_of(i));
}

std::string Blocks::column_of(const TableSchema& schema, const std::string& table) const {
  if (schema.find(by_) != nullptr) return by_;
  if (!is_period(by_))
    fail_argument("compare", "block " + by_, fmt::format("is no column of {}, nor day, week, month or year", table));
  for (const ColumnType& column : schema.columns)
    if (column.kind == ColumnKind::date_time) return column.name;
  fail_argument("compare", "block " + by_, fmt::format("needs a column of dates, and {} has none", table));
}

void Blocks::count(TableReader& table, bool is_current) {
  if (is_current) first_current_ = size_;
  Counter counter(*this, column_of(table.schema(), table.name()));
  table.read(counter, "counting blocks of " + table.name());
  if (!is_current) first_current_ = size_;
}

}  // namespace sanov
