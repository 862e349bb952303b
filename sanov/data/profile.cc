#include "sanov/data/profile.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <limits>
#include <optional>
#include <tuple>

#include "sanov/base/error.h"
#include "sanov/data/cell_finder.h"
#include "sanov/data/hashing.h"
#include "sanov/data/range.h"
#include "sanov/numerics/parallel.h"

namespace sanov {
namespace {

constexpr std::size_t kBlock = 4096;
constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// Adds a number to its cell's sum, truncated to whole quanta. Saturates kFarthestUnits of them from the origin, far outside the
/// reference's range; infinite values are counted instead.
void add_far(double x, double units, Int128& sum, ColumnCounts& out) {
  if (std::isinf(x))
    ++(x < 0 ? out.infinite_below : out.infinite_above);
  else
    sum += static_cast<Int128>(std::clamp(units, -kFarthestUnits, kFarthestUnits));
}

void count_numbers(const FrameColumn& frame, const double* numbers, const std::uint32_t* cells, std::size_t count,
                   ColumnCounts& out) {
  constexpr double kNear = 0x1p62;
  const double scale = std::ldexp(1., -frame.quantum);
  for (std::size_t i = 0; i < count; ++i) {
    const double x = numbers[i];
    ++out.cells[cells[i]];
    if (x != x) continue;
    const double units = (x - frame.origin) * scale;
    if (std::fabs(units) < kNear)
      out.sums[cells[i]] += static_cast<std::int64_t>(units);
    else
      add_far(x, units, out.sums[cells[i]], out);
  }
  const Range range = range_of(numbers, count);
  if (range.minimum < frame.minimum)
    for (std::size_t i = 0; i < count; ++i) out.below += numbers[i] < frame.minimum;
  if (range.maximum > frame.maximum)
    for (std::size_t i = 0; i < count; ++i) out.above += numbers[i] > frame.maximum;
  out.minimum = std::min(out.minimum, range.minimum);
  out.maximum = std::max(out.maximum, range.maximum);
}

void limit_unseen(ColumnCounts& counts) {
  while (counts.unseen.size() > kNamedUnseen) {
    counts.unseen.erase(std::prev(counts.unseen.end()));
    counts.unseen_left_out = true;
  }
}

/// In the order of names, each once: of several things of a name the least, so that the order of merging does not matter.
template <class T, class Key>
void sort_by_name(std::vector<T>& all, Key key) {
  std::sort(all.begin(), all.end(), [&](const T& a, const T& b) { return key(a) < key(b); });
  all.erase(std::unique(all.begin(), all.end(), [](const T& a, const T& b) { return a.name == b.name; }), all.end());
}

/// Whether a column of numbers has surely more than `limit` different values: so many places of a table of bits do their
/// hashes lead to. Looks at no more rows than that takes, and at few where values come again.
bool has_surely_more(const ColumnBatch& column, std::size_t limit) {
  constexpr std::size_t kBits = std::size_t{1} << 20;
  if (column.size() <= limit || column.is_text() || limit > kBits / 8) return false;
  std::vector<std::uint64_t> bits(kBits / 64);
  std::array<double, kBlock> numbers;
  std::size_t places = 0;
  for (std::size_t first = 0; first < column.size() && places <= limit; first += kBlock) {
    const std::size_t rows = std::min(kBlock, column.size() - first);
    column.numbers(first, rows, numbers.data());
    for (std::size_t i = 0; i < rows; ++i) {
      if (numbers[i] != numbers[i]) continue;
      const std::uint64_t hash = fold(std::bit_cast<std::uint64_t>(numbers[i] + 0.), 0x9e3779b97f4a7c15) % kBits;
      std::uint64_t& word = bits[hash / 64];
      places += ~word >> (hash % 64) & 1;
      word |= std::uint64_t{1} << (hash % 64);
    }
    if (places < (first + rows) / 2) return false;
  }
  return places > limit;
}

class RowCounter final : public ColumnVisitor {
 public:
  explicit RowCounter(std::shared_ptr<const Frame> frame) : profile_(std::move(frame)) {}

  void begin(const TableSchema& schema) override {
    profile_ = Profile(profile_.frame);
    profile_.left_out = schema.left_out;
    place_.clear();
    for (const ColumnType& type : schema.columns) {
      place_.push_back(place(type));
      if (place_.back() == kNowhere) {
        profile_.not_in_frame.push_back(type);
        continue;
      }
      ColumnCounts& counts = profile_.columns[place_.back()];
      counts.present = true;
      counts.kind = type.kind;
      counts.declared = type.declared;
      counts.countable = comparable(profile_.frame->columns[place_.back()].kind, type.kind);
    }
    count_ = 0;
  }

  void begin_columns(std::size_t first, std::size_t count) override {
    settle_columns();
    finders_.clear();
    finders_.resize(count);
    first_ = first;
    count_ = count;
    profile_.rows = 0;
  }

  Profile finish(std::string name) {
    profile_.name = std::move(name);
    settle_columns();
    for (ColumnCounts& counts : profile_.columns)
      if (!counts.present) counts.cells.back() = profile_.rows;
    sort_others(profile_);
    return std::move(profile_);
  }

 private:
  static constexpr std::size_t kNowhere = std::numeric_limits<std::size_t>::max();

  std::size_t place(const ColumnType& type) const {
    const FrameColumn* found = profile_.frame->find(type.name);
    return found != nullptr ? static_cast<std::size_t>(found - profile_.frame->columns.data()) : kNowhere;
  }

  void column(const TableBatch& batch, std::size_t i) override {
    const std::size_t at = place_[first_ + i];
    if (at == kNowhere) return;
    if (!finders_[i]) finders_[i].emplace(profile_.frame->columns[at]);
    count_column(batch.columns[i], *finders_[i], at);
  }

  void end_batch(const TableBatch& batch) override { profile_.rows += batch.rows; }

  /// Puts the values of a group in order.
  void settle_columns() {
    parallel_chunks(count_, 1, [&](std::size_t begin, std::size_t end) {
      for (std::size_t i = first_ + begin; i < first_ + end; ++i)
        if (place_[i] != kNowhere) profile_.columns[place_[i]].values.settle();
    });
  }

  void count_column(const ColumnBatch& column, const CellFinder& finder, std::size_t at) {
    const FrameColumn& frame = profile_.frame->columns[at];
    ColumnCounts& counts = profile_.columns[at];
    const std::size_t limit = profile_.frame->exact_values;
    if (counts.countable && !frame.is_text() && counts.values.complete() && counts.values.values().empty() &&
        has_surely_more(column, limit))
      counts.values = ValueCounts::too_many(limit);
    for (std::size_t first = 0; first < column.size(); first += kBlock) {
      const std::size_t rows = std::min(kBlock, column.size() - first);
      if (!counts.countable || (column.is_text() != frame.is_text()))
        count_presence(column, first, rows, frame, counts);
      else if (column.is_text())
        count_texts(column, first, rows, frame, finder, counts);
      else
        count_block(column, first, rows, frame, finder, counts);
    }
  }

  static void count_block(const ColumnBatch& column, std::size_t first, std::size_t rows, const FrameColumn& frame,
                          const CellFinder& finder, ColumnCounts& counts) {
    std::array<double, kBlock> numbers;
    std::array<std::uint32_t, kBlock> cells;
    column.numbers(first, rows, numbers.data());
    finder.find_numbers(numbers.data(), rows, cells.data());
    count_numbers(frame, numbers.data(), cells.data(), rows, counts);
    counts.values.add(numbers.data(), rows);
  }

  static void count_texts(const ColumnBatch& column, std::size_t first, std::size_t rows, const FrameColumn& frame,
                          const CellFinder& finder, ColumnCounts& counts) {
    const auto unseen = static_cast<std::uint32_t>(frame.unseen_cell());
    std::array<std::uint64_t, kBlock> hashes;
    std::array<std::uint32_t, kBlock> cells;
    column.hashes(first, rows, hashes.data());
    finder.find_texts(hashes.data(), rows, cells.data());
    for (std::size_t i = 0; i < rows; ++i) {
      ++counts.cells[cells[i]];
      if (cells[i] == unseen) counts.add_unseen(hashes[i], column, first + i);
    }
  }

  /// Where the kinds do not meet (text against numbers, or nothing but missing values in the reference): only whether
  /// there is a value. Values go to the unseen cell of text, the one cell of an empty column.
  static void count_presence(const ColumnBatch& column, std::size_t first, std::size_t rows, const FrameColumn& frame,
                             ColumnCounts& counts) {
    std::array<std::uint64_t, kBlock> hashes;
    std::array<double, kBlock> numbers;
    if (column.is_text())
      column.hashes(first, rows, hashes.data());
    else
      column.numbers(first, rows, numbers.data());
    const std::size_t present = frame.is_text() ? frame.unseen_cell() : 0;
    for (std::size_t i = 0; i < rows; ++i) {
      const bool missing = column.is_text() ? hashes[i] == kMissingHash : std::isnan(numbers[i]);
      ++counts.cells[missing ? frame.missing_cell() : present];
    }
  }

  Profile profile_;
  std::vector<std::size_t> place_;                  // in the frame, of each column of the schema
  std::size_t first_ = 0, count_ = 0;               // columns of the group at hand
  std::vector<std::optional<CellFinder>> finders_;  // of the group
};

}  // namespace

ColumnCounts::ColumnCounts(const FrameColumn& frame, std::size_t exact_values)
    : cells(frame.fine_size()),
      sums(frame.is_text() ? 0 : frame.own_cells()),
      minimum(kInfinity),
      maximum(-kInfinity),
      values(exact_values) {}

void ColumnCounts::add_unseen(std::uint64_t hash, const ColumnBatch& column, std::size_t row) {
  const auto found = unseen.find(hash);
  if (found != unseen.end()) {
    ++found->second.count;
  } else if (unseen.size() == kNamedUnseen && hash > unseen.rbegin()->first) {
    unseen_left_out = true;
  } else {
    unseen.emplace(hash, Category{hash, 1, display_name(column.text(row))});
    limit_unseen(*this);
  }
}

void ColumnCounts::merge(const ColumnCounts& other) {
  countable = countable && other.countable;
  // Of several types the widest is told: floats before integers before truths before nothing.
  if (other.present && (!present || std::pair(other.kind, other.declared) < std::pair(kind, declared)))
    declared = other.declared, kind = other.kind;
  present = present || other.present;
  for (std::size_t i = 0; i < cells.size(); ++i) cells[i] += other.cells[i];
  for (std::size_t i = 0; i < sums.size(); ++i) sums[i] += other.sums[i];
  below += other.below;
  above += other.above;
  infinite_below += other.infinite_below;
  infinite_above += other.infinite_above;
  minimum = std::min(minimum, other.minimum);
  maximum = std::max(maximum, other.maximum);
  values.merge(other.values);
  for (const auto& [hash, category] : other.unseen) {
    const auto [place, added] = unseen.emplace(hash, category);
    if (!added) place->second.count += category.count;
  }
  unseen_left_out = unseen_left_out || other.unseen_left_out;
  limit_unseen(*this);
}

Profile::Profile(std::shared_ptr<const Frame> of) : frame(std::move(of)) {
  for (const FrameColumn& column : frame->columns) columns.emplace_back(column, frame->exact_values);
}

void Profile::merge(const Profile& other) {
  if (&other == this) return merge(Profile(other));
  if (!one_frame(*this, other))
    fail_argument("merge", other.name.empty() ? "profile" : other.name,
                  "was counted in another frame; count both in one");
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const ColumnCounts &ours = columns[i], &theirs = other.columns[i];
    if (ours.present && theirs.present && !comparable(ours.kind, theirs.kind))
      fail_argument("merge", other.name.empty() ? "profile" : other.name,
                    fmt::format("has column {} as {}, but it was {}; the two cannot be one column",
                                frame->columns[i].name, theirs.declared, ours.declared));
  }
  if (rows + other.rows > kMostRows)
    fail_domain("merge", other.name.empty() ? "profile" : other.name,
                fmt::format("makes {} rows; {} are the most that can be counted", rows + other.rows, kMostRows));
  for (std::size_t i = 0; i < columns.size(); ++i) columns[i].merge(other.columns[i]);
  rows += other.rows;
  not_in_frame.insert(not_in_frame.end(), other.not_in_frame.begin(), other.not_in_frame.end());
  left_out.insert(left_out.end(), other.left_out.begin(), other.left_out.end());
  sort_others(*this);
}

void sort_others(Profile& profile) {
  sort_by_name(profile.not_in_frame,
               [](const ColumnType& type) { return std::tie(type.name, type.kind, type.declared); });
  sort_by_name(profile.left_out, [](const LeftOut& column) { return std::tie(column.name, column.reason); });
}

bool one_frame(const Profile& a, const Profile& b) { return a.frame == b.frame || *a.frame == *b.frame; }

std::vector<std::uint64_t> Profile::coarse(std::size_t column) const {
  const FrameColumn& cut = frame->columns[column];
  std::vector<std::uint64_t> counts(cut.coarse_size());
  for (std::size_t i = 0; i < cut.fine_size(); ++i) counts[cut.coarse[i]] += columns[column].cells[i];
  return counts;
}

Profile count_rows(TableReader& table, std::shared_ptr<const Frame> frame) {
  const FloatingPoint environment;
  RowCounter counter(std::move(frame));
  table.read(counter, "counting " + table.name());
  return counter.finish(table.name());
}

}  // namespace sanov
