#include "sanov/data/table.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <atomic>
#include <cstring>
#include <limits>
#include <numeric>

#include "sanov/base/error.h"
#include "sanov/base/progress.h"
#include "sanov/data/memory_table.h"
#include "sanov/data/profile.h"
#include "sanov/numerics/parallel.h"

namespace sanov {
namespace {

constexpr int kNever = std::numeric_limits<int>::max();

/// A memory table whose streams are watched, and fail if told to.
class Watched final : public TableSource {
 public:
  explicit Watched(MemoryTable& table) : table_(&table) {}

  std::string name() const override { return table_->name(); }
  bool columnar() const override { return columnar_; }
  ArrowStream open(const std::vector<std::string>& columns) override {
    asked.push_back(columns);
    ArrowArrayStream stream{&get_schema, &get_next, &get_last_error, &release, new State{table_->open(columns), this}};
    return ArrowStream(&stream);
  }
  Watched& be_columnar() {
    columnar_ = true;
    return *this;
  }

  std::vector<std::vector<std::string>> asked;
  int fails_after = kNever;  // batches
  std::atomic<int> batches{0}, inside{0}, most_inside{0};

 private:
  struct State {
    ArrowStream stream;
    Watched* owner;
  };
  static State& state(ArrowArrayStream* stream) { return *static_cast<State*>(stream->private_data); }
  static int get_schema(ArrowArrayStream* self, ArrowSchema* out) {
    ArrowStream& stream = state(self).stream;
    return stream->get_schema(stream.out(), out);
  }
  static int get_next(ArrowArrayStream* self, ArrowArray* out) {
    ArrowStream& stream = state(self).stream;
    Watched& owner = *state(self).owner;
    const int now = ++owner.inside;
    owner.most_inside = std::max(owner.most_inside.load(), now);
    const bool fails = owner.batches++ >= owner.fails_after;
    const int error = fails ? EIO : stream->get_next(stream.out(), out);
    --owner.inside;
    return error;
  }
  static const char* get_last_error(ArrowArrayStream*) { return "the disk has gone"; }
  static void release(ArrowArrayStream* self) {
    delete &state(self);
    self->release = nullptr;
  }

  MemoryTable* table_;
  bool columnar_ = false;
};

/// Adds up what it sees of every column.
class Sums final : public ColumnVisitor {
 public:
  std::vector<double> sums;
  std::vector<std::uint64_t> rows;
  std::size_t longest = 0;
  int groups = 0;

  void begin(const TableSchema& schema) override {
    sums.assign(schema.columns.size(), 0);
    rows.assign(schema.columns.size(), 0);
    groups = 0;
  }
  void begin_columns(std::size_t, std::size_t) override { ++groups; }

 private:
  void begin_batch(const TableBatch& batch) override { longest = std::max(longest, batch.rows); }
  void column(const TableBatch& batch, std::size_t i) override {
    const std::size_t at = batch.first_column + i;
    EXPECT_EQ(rows[at], batch.first_row);
    std::vector<double> numbers(batch.rows);
    batch.columns[i].numbers(0, batch.rows, numbers.data());
    sums[at] = std::accumulate(numbers.begin(), numbers.end(), sums[at]);
    rows[at] += batch.rows;
  }
};

MemoryTable numbers(std::size_t rows, std::size_t columns) {
  MemoryTable table("numbers");
  for (std::size_t c = 0; c < columns; ++c) {
    std::vector<double> values(rows);
    for (std::size_t i = 0; i < rows; ++i) values[i] = static_cast<double>(i * (c + 1) % 1009);
    table.add(fmt::format("x{}", c), values);
  }
  return table;
}

double sum_of(std::size_t rows, std::size_t column) {
  double sum = 0;
  for (std::size_t i = 0; i < rows; ++i) sum += static_cast<double>(i * (column + 1) % 1009);
  return sum;
}

struct Threads {
  explicit Threads(int threads) { set_thread_count(threads); }
  ~Threads() { set_thread_count(0); }
};

TEST(TableReader, ShowsEveryRowOnceInOrderForAnyBatchesAndThreads) {
  constexpr std::size_t kRows = 200'000;
  MemoryTable table = numbers(kRows, 3);
  for (const int threads : {1, 2, 4}) {
    const Threads set(threads);
    for (const std::size_t batch : {std::size_t{0}, std::size_t{1013}, std::size_t{70'000}}) {
      table.set_batch_rows(batch);
      Watched source(table);
      Sums seen;
      TableReader(source).read(seen, "test");
      for (std::size_t c = 0; c < 3; ++c) {
        EXPECT_EQ(seen.rows[c], kRows);
        EXPECT_EQ(seen.sums[c], sum_of(kRows, c)) << threads << " " << batch;
      }
      EXPECT_LE(seen.longest, batch_rows(3));
      EXPECT_EQ(source.most_inside, 1);
    }
  }
}

TEST(TableReader, AWideTableIsReadInGroupsOfColumns) {
  MemoryTable table = numbers(500, 600);
  table.set_batch_rows(200);
  Watched whole(table), source(table);
  source.be_columnar();
  Sums all, parts;
  TableReader(whole).read(all, "test");
  TableReader(source).read(parts, "test");
  EXPECT_EQ(all.groups, 1);
  EXPECT_GT(parts.groups, 1);
  EXPECT_EQ(parts.sums, all.sums);
  EXPECT_EQ(parts.rows, all.rows);
  ASSERT_EQ(source.asked.size(), 1 + static_cast<std::size_t>(parts.groups));
  EXPECT_EQ(source.asked[1].front(), "x0");
  EXPECT_EQ(source.asked.back().back(), "x599");
}

TEST(TableReader, GroupsOfColumnsChangeNothing) {
  MemoryTable table = numbers(3000, 400), other = numbers(2000, 700);
  table.add("t", std::vector<std::string>(3000, "a"));
  Watched plain(table), grouped(table), plain_other(other), grouped_other(other);
  grouped.be_columnar();
  grouped_other.be_columnar();
  TableReader all(plain), parts(grouped), others(plain_other), other_parts(grouped_other);
  const auto frame = make_frame(all), same = make_frame(parts);
  EXPECT_TRUE(*frame == *same);
  const Profile before = count_rows(others, frame), after = count_rows(other_parts, frame);
  EXPECT_EQ(before.rows, after.rows);
  ASSERT_EQ(before.columns.size(), 401u);
  EXPECT_EQ(before.not_in_frame.size(), 300u);
  EXPECT_EQ(after.not_in_frame.size(), 300u);
  for (std::size_t i = 0; i < before.columns.size(); ++i) {
    EXPECT_EQ(before.columns[i].cells, after.columns[i].cells);
    EXPECT_EQ(before.columns[i].values.values(), after.columns[i].values.values());
    EXPECT_EQ(before.columns[i].values.counts(), after.columns[i].values.counts());
  }
}

TEST(TableReader, AStreamThatFailsInTheMiddleIsToldAfterTheRowsBeforeIt) {
  MemoryTable table = numbers(10'000, 4);
  table.set_batch_rows(1000);
  for (const int threads : {1, 4}) {
    const Threads set(threads);
    Watched source(table);
    source.fails_after = 3;
    Sums seen;
    try {
      TableReader(source).read(seen, "test");
      ADD_FAILURE() << "no error";
    } catch (const DomainError& error) {
      EXPECT_STREQ(error.what(), "numbers cannot be read: the disk has gone");
    }
    EXPECT_EQ(seen.rows[0], 3000u);
  }
}

TEST(TableReader, StopsWhereNoMoreRowsAreWanted) {
  MemoryTable table = numbers(10'000, 2);
  table.set_batch_rows(1000);
  Watched source(table);
  Sums seen;
  TableReader(source).read(seen, "test", 2500);
  EXPECT_EQ(seen.rows[1], 3000u);
  EXPECT_EQ(source.batches, 3);
}

/// Says stop at the n-th time it is asked.
class Stop final : public Progress {
 public:
  explicit Stop(int after) : left_(after) {}
  bool advance(std::string_view, double) override { return go_on(); }
  bool go_on() override { return left_-- > 0; }

 private:
  int left_;
};

TEST(TableReader, IsCancelledWhileItReadsAhead) {
  MemoryTable table = numbers(20'000, 5);
  table.set_batch_rows(1000);
  for (const int threads : {1, 4})
    for (const int after : {0, 1, 7, 20}) {
      const Threads set(threads);
      Watched source(table);
      Stop stop(after);
      const ProgressScope scope(stop);
      Sums seen;
      EXPECT_THROW(TableReader(source).read(seen, "test"), Cancelled);
      EXPECT_LT(seen.rows[0], 20'000u);
      EXPECT_EQ(source.inside, 0);
    }
}

}  // namespace
}  // namespace sanov
