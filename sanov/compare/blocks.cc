#include "sanov/compare/blocks.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <chrono>
#include <cmath>
#include <map>
#include <numeric>

#include "sanov/base/error.h"
#include "sanov/inference/anderson_darling.h"
#include "sanov/inference/homogeneity.h"
#include "sanov/inference/resampling.h"

namespace sanov {
namespace {

constexpr std::size_t kChunk = 4096;                      // rows at a time
constexpr std::size_t kMostCells = std::size_t{1} << 24;  // blocks × cells over all columns
constexpr std::size_t kManyBlocks = 1000, kDraws = 9999, kFewDraws = 1999;
constexpr std::size_t kEffectDraws = 200;
constexpr std::uint64_t kSeed = 1;
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
  if (!std::isfinite(seconds)) return {seconds, 0};
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
        if (column.name == type.name && comparable(column.kind, type.kind) && type.kind != ColumnKind::empty)
          at_[j] = i;
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
    const FrameColumn& frame = blocks_.frame_->columns[j];
    std::array<std::uint32_t, kChunk> cells{};
    if (frame.is_text()) {
      std::array<std::uint64_t, kChunk> hashes{};
      column.hashes(first, count, hashes.data());
      finders_[j].find_texts(hashes.data(), count, cells.data());
    } else {
      std::array<double, kChunk> numbers{};
      column.numbers(first, count, numbers.data());
      finders_[j].find_numbers(numbers.data(), count, cells.data());
    }
    for (std::size_t i = 0; i < count; ++i)
      ++blocks_.counts_[j][block_[i] * frame.coarse_size() + frame.coarse[cells[i]]];
  }

  Blocks& blocks_;
  std::string key_;
  std::size_t first_, key_at_ = 0;
  std::vector<std::size_t> at_;  // where each column of the frame is in the table
  std::vector<CellFinder> finders_;
  std::unordered_map<std::uint64_t, std::size_t> known_;
  std::array<std::size_t, kChunk> block_{};
};

Blocks::Blocks(std::shared_ptr<const Frame> frame, std::string by)
    : frame_(std::move(frame)), by_(std::move(by)), counts_(frame_->columns.size()) {}

Blocks::~Blocks() = default;

void Blocks::reserve_cells() {
  std::size_t cells = 0;
  for (const FrameColumn& column : frame_->columns) cells += column.coarse_size();
  if (cells * size_ > kMostCells)
    fail_domain("compare", "block " + by_,
                fmt::format("makes over {} blocks, too many for these columns; choose longer ones", size_ - 1));
  for (std::size_t i = 0; i < counts_.size(); ++i) counts_[i].resize(size_ * frame_->columns[i].coarse_size());
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

std::vector<std::vector<std::uint32_t>> Blocks::exchangeable() const {
  std::map<std::uint32_t, std::vector<std::uint32_t>> by_season;
  for (std::uint32_t i = 0; i < size_; ++i) by_season[season_[i]].push_back(i);
  std::vector<std::vector<std::uint32_t>> groups;
  for (auto& [season, blocks] : by_season)
    if (blocks.front() < first_current_ && blocks.back() >= first_current_) groups.push_back(std::move(blocks));
  if (!groups.empty()) return groups;
  groups.emplace_back(size_);
  std::iota(groups[0].begin(), groups[0].end(), 0u);
  return groups;
}

/// Of a group of N blocks, c of them in the current table, the sum of one quantity over these c has the variance
/// c(N − c)/(N(N − 1)) Σ(v − mean v)² when they are drawn at random; of rows likewise.
double Blocks::rank_effect(std::size_t column, const std::vector<std::vector<std::uint32_t>>& groups) const {
  const std::size_t cells = frame_->columns[column].coarse_size(), values = cells - 1;
  const std::vector<std::uint32_t>& counts = counts_[column];
  std::vector<double> rows(values), score(values);
  double n = 0, m = 0;
  for (std::size_t i = 0; i < size_; ++i)
    for (std::size_t cell = 0; cell < values; ++cell) {
      rows[cell] += counts[i * cells + cell];
      (i < first_current_ ? n : m) += counts[i * cells + cell];
    }
  const double all = n + m;
  if (n == 0 || m == 0 || all < 2) return 1;
  double below = 0, squares = 0;
  for (std::size_t cell = 0; cell < values; ++cell) {
    score[cell] = (below + rows[cell] / 2) / all - 0.5;  // of mean 0
    squares += rows[cell] * score[cell] * score[cell];
    below += rows[cell];
  }
  const double of_rows = n * m / (all * (all - 1)) * squares;
  double of_blocks = 0;
  for (const std::vector<std::uint32_t>& group : groups) {
    const double size = static_cast<double>(group.size());
    double current = 0, sum = 0, sum_of_squares = 0;
    for (const std::uint32_t block : group) {
      double total = 0;
      for (std::size_t cell = 0; cell < values; ++cell) total += score[cell] * counts[block * cells + cell];
      sum += total;
      sum_of_squares += total * total;
      current += block >= first_current_ ? 1 : 0;
    }
    if (size > 1) of_blocks += current * (size - current) / (size * (size - 1)) * (sum_of_squares - sum * sum / size);
  }
  return of_rows > 0 ? of_blocks / of_rows : 1;
}

BlockTest Blocks::test(std::size_t column) const {
  const FrameColumn& frame = frame_->columns[column];
  const std::size_t cells = frame.coarse_size(), values = cells - 1;  // the last is missing
  const std::vector<std::uint32_t>& counts = counts_[column];
  struct Sides {
    std::vector<std::uint64_t> a, b;
  };
  const auto sides_of = [&](const std::vector<std::uint32_t>& order) {
    Sides sides{std::vector<std::uint64_t>(cells), std::vector<std::uint64_t>(cells)};
    for (std::size_t i = 0; i < size_; ++i) {
      auto& side = i < first_current_ ? sides.a : sides.b;
      for (std::size_t cell = 0; cell < cells; ++cell) side[cell] += counts[order[i] * cells + cell];
    }
    return sides;
  };
  const auto statistic = [&](const Sides& s) {
    if (frame.is_text()) return pearson_homogeneity(s.a, s.b).statistic;
    return anderson_darling({s.a.data(), values}, {s.b.data(), values});
  };
  std::vector<std::uint32_t> order(size_);
  std::iota(order.begin(), order.end(), 0u);
  const Sides observed = sides_of(order);
  const std::vector<std::vector<std::uint32_t>> groups = exchangeable();
  const auto drawn = [&](std::uint64_t draw) {
    std::vector<std::uint32_t> rank(size_), shuffled = order;
    permutation(kSeed, draw, rank);
    for (const auto& group : groups) {
      std::vector<std::uint32_t> blocks = group;
      std::sort(blocks.begin(), blocks.end(), [&](std::uint32_t a, std::uint32_t b) { return rank[a] < rank[b]; });
      for (std::size_t i = 0; i < group.size(); ++i) shuffled[group[i]] = blocks[i];
    }
    return sides_of(shuffled);
  };
  BlockTest found;
  const double degrees = pearson_homogeneity(observed.a, observed.b).degrees;
  if (degrees == 0 || first_current_ == 0 || first_current_ == size_) return found;
  found.p = permutation_p(statistic(observed), size_ > kManyBlocks ? kFewDraws : kDraws, Alternative::greater,
                          [&](std::uint64_t draw) { return statistic(drawn(draw)); });
  double sum = 0;
  for (std::uint64_t draw = 0; draw < kEffectDraws; ++draw) {
    const Sides s = drawn(draw);
    sum += pearson_homogeneity(s.a, s.b).statistic;
  }
  found.design_effect = std::max(sum / kEffectDraws / degrees, 1.);
  if (!frame.is_text()) found.axis_design_effect = std::max(rank_effect(column, groups), found.design_effect);
  return found;
}

}  // namespace sanov
