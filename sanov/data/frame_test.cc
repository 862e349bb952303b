#include "sanov/data/frame.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numeric>
#include <random>
#include <set>

#include "sanov/base/error.h"
#include "sanov/data/cut.h"
#include "sanov/data/memory_table.h"
#include "sanov/data/profile.h"
#include "sanov/numerics/parallel.h"

namespace sanov {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

std::vector<double> normals(std::size_t n, unsigned seed) {
  std::mt19937_64 engine(seed);
  std::normal_distribution<double> draw;
  std::vector<double> values(n);
  for (double& x : values) x = draw(engine);
  return values;
}

std::shared_ptr<const Frame> frame_of(MemoryTable& table, const FrameOptions& options = {}) {
  TableReader reader(table);
  return make_frame(reader, options);
}

Profile profile_of(MemoryTable& table, const std::shared_ptr<const Frame>& frame) {
  TableReader reader(table);
  return count_rows(reader, frame);
}

TEST(Frame, FewValuesHaveACellEach) {
  MemoryTable table("t");
  table.add("x", std::vector<std::int64_t>{3, 1, 1, 7, 3, 1});
  const auto frame = frame_of(table, {.bins = 20});
  const FrameColumn& x = frame->columns[0];
  EXPECT_EQ(x.kind, ColumnKind::integer);
  EXPECT_TRUE(x.one_value_a_cell);
  EXPECT_EQ(x.edges, (std::vector<double>{1, 3}));
  EXPECT_EQ(x.labels, (std::vector<std::string>{"≤ 1", "3", "≥ 4", "missing"}));
  EXPECT_EQ(profile_of(table, frame).columns[0].cells, (std::vector<std::uint64_t>{3, 2, 1, 0}));

  MemoryTable other("other");
  other.add("x", std::vector<double>{-5, 2.5, 3, 100, kNaN, 7});
  const Profile counted = profile_of(other, frame);
  EXPECT_EQ(counted.columns[0].cells, (std::vector<std::uint64_t>{1, 2, 2, 1}));
  EXPECT_EQ(counted.columns[0].below, 1u);
  EXPECT_EQ(counted.columns[0].above, 1u);
  EXPECT_EQ(counted.columns[0].minimum, -5);
  EXPECT_EQ(counted.columns[0].maximum, 100);
}

TEST(Frame, QuantileCellsHoldAboutEqualCounts) {
  MemoryTable table("t");
  table.add("x", normals(20000, 1));
  const auto frame = frame_of(table);
  const FrameColumn& x = frame->columns[0];
  // The outermost cells, of 19 or 20 values each, are cut below 9, 4, 2 and 1 of the values from the end.
  EXPECT_EQ(x.edges.size(), kFineCells - 1 + 2 * 4);
  const Profile counts = profile_of(table, frame);
  const std::vector<std::uint64_t>& cells = counts.columns[0].cells;
  for (std::size_t i = 5; i < kFineCells + 3; ++i) EXPECT_NEAR(cells[i], 20000. / kFineCells, 1.0);
  EXPECT_EQ(std::vector(cells.begin(), cells.begin() + 4), (std::vector<std::uint64_t>{1, 1, 2, 5}));
  EXPECT_EQ(std::vector(cells.end() - 5, cells.end()), (std::vector<std::uint64_t>{5, 2, 1, 1, 0}));
  const std::vector<std::uint64_t> coarse = counts.coarse(0);
  ASSERT_EQ(coarse.size(), 21u);
  for (std::size_t i = 0; i < 20; ++i) EXPECT_NEAR(coarse[i], 1000, 21);
}

TEST(Frame, BeyondTheSampleCellsDouble) {
  std::mt19937_64 engine(11);
  std::uniform_real_distribution<double> uniform;
  std::vector<double> pareto(300000);
  for (double& x : pareto) x = std::pow(1 - uniform(engine), -2.);
  MemoryTable table("t");
  table.add("x", pareto);
  const auto frame = frame_of(table);
  const FrameColumn& x = frame->columns[0];
  ASSERT_TRUE(frame->sampled);
  EXPECT_LT(x.edges.back(), x.maximum);
  EXPECT_GT(2 * x.edges.back(), x.maximum);
  const Profile counts = profile_of(table, frame);
  for (std::uint64_t count : counts.coarse(0)) EXPECT_TRUE(count == 0 || count > 10000);
}

TEST(Frame, ASmallReferenceHasFewerCoarseCells) {
  MemoryTable table("t");
  table.add("x", normals(70, 2));
  EXPECT_EQ(frame_of(table)->columns[0].coarse_size(), 7u + 1);
  EXPECT_EQ(frame_of(table, {.bins = 10})->columns[0].coarse_size(), 10u + 1);
}

TEST(Frame, AHeavyTieStandsAlone) {
  std::vector<double> values = normals(10000, 3);
  for (std::size_t i = 0; i < values.size(); i += 2) values[i] = 0.25;
  MemoryTable table("t");
  table.add("x", values);
  const auto frame = frame_of(table);
  const FrameColumn& x = frame->columns[0];
  const Profile counts = profile_of(table, frame);
  const std::vector<std::uint64_t> coarse = counts.coarse(0);
  const auto heaviest = *std::max_element(coarse.begin(), coarse.end());
  EXPECT_GE(heaviest, 5000u);
  EXPECT_LE(heaviest, 5000u + 10000 / kFineCells + 1);
  EXPECT_LE(coarse.size(), 22u);
  for (std::size_t i = 0; i + 1 < coarse.size(); ++i) EXPECT_GT(coarse[i], 300u);
  EXPECT_TRUE(std::is_sorted(x.edges.begin(), x.edges.end()));
}

TEST(Frame, WhatIsBesideAVeryHeavyTieHasItsOwnCell) {
  std::vector<double> values(2000, 0);  // a cost: 98% zeros
  for (std::size_t i = 0; i < 40; ++i) values[50 * i] = 100 + 17.0 * static_cast<double>(i);
  MemoryTable table("t");
  table.add("x", values);
  const auto frame = frame_of(table);
  EXPECT_EQ(profile_of(table, frame).coarse(0), (std::vector<std::uint64_t>{1960, 40, 0}));
  EXPECT_EQ(frame->columns[0].labels, (std::vector<std::string>{"≤ 0", "> 0", "missing"}));
}

TEST(Frame, InfinitiesFallIntoTheOpenCells) {
  MemoryTable table("t");
  table.add("x", std::vector<double>{-kInfinity, 1, 2, 3, kInfinity, kInfinity});
  const auto frame = frame_of(table, {.bins = 10});
  const Profile counts = profile_of(table, frame);
  EXPECT_EQ(frame->columns[0].edges, (std::vector<double>{-kInfinity, 1, 2, 3}));
  EXPECT_EQ(counts.columns[0].cells, (std::vector<std::uint64_t>{1, 1, 1, 1, 2, 0}));
  EXPECT_EQ(counts.columns[0].infinite_below, 1u);
  EXPECT_EQ(counts.columns[0].infinite_above, 2u);
}

TEST(Frame, AColumnWithoutValuesIsOneCell) {
  MemoryTable table("t");
  table.add("x", std::vector<double>{kNaN, kNaN}).add("t", std::vector<std::string>{"", ""});
  const auto frame = frame_of(table);
  const Profile counts = profile_of(table, frame);
  EXPECT_EQ(counts.columns[0].cells, (std::vector<std::uint64_t>{0, 2}));
  EXPECT_EQ(counts.columns[1].cells, (std::vector<std::uint64_t>{0, 2}));
}

TEST(Frame, CategoriesByCountThenName) {
  MemoryTable table("t");
  table.add("w", std::vector<std::string>{"sun", "rain", "fog", "sun", "rain", "", "snow"});
  const auto frame = frame_of(table);
  const FrameColumn& w = frame->columns[0];
  EXPECT_EQ(w.labels, (std::vector<std::string>{"rain", "sun", "fog", "snow", "unseen", "missing"}));
  MemoryTable other("o");
  other.add("w", std::vector<std::string>{"hail", "sun", "hail", "sleet", "", ""});
  const Profile counts = profile_of(other, frame);
  EXPECT_EQ(counts.columns[0].cells, (std::vector<std::uint64_t>{0, 1, 0, 0, 3, 2}));
  ASSERT_EQ(counts.columns[0].unseen.size(), 2u);
  std::map<std::string, std::uint64_t> names;
  for (const auto& [hash, category] : counts.columns[0].unseen) names[category.name] = category.count;
  EXPECT_EQ(names, (std::map<std::string, std::uint64_t>{{"hail", 2}, {"sleet", 1}}));
}

TEST(Frame, CategoriesBeyondTheLimitAreFoldedButNotUnseen) {
  std::vector<std::string> texts;
  for (int i = 0; i < 5000; ++i) texts.push_back(fmt::format("name {}", i % 2000));
  MemoryTable table("t");
  table.add("w", texts);
  const auto frame = frame_of(table, {.max_categories = 100});
  const FrameColumn& w = frame->columns[0];
  EXPECT_TRUE(w.has_rest);
  EXPECT_EQ(w.fine_size(), 100 + kRestCells + 2);
  EXPECT_EQ(w.coarse_size(), 100 + kRestGroups + 2);
  const Profile counts = profile_of(table, frame);
  EXPECT_EQ(counts.columns[0].cells[w.unseen_cell()], 0u);
  EXPECT_EQ(std::accumulate(counts.columns[0].cells.begin(), counts.columns[0].cells.end(), std::uint64_t{0}), 5000u);
}

TEST(Frame, KeysOfAnyNumberAreBoundedAndTheFrequentOnesKept) {
  std::vector<std::string> texts;
  for (int i = 0; i < 400000; ++i) texts.push_back(i % 4 == 3 ? "often" : fmt::format("key {}", i));
  MemoryTable table("t");
  table.add("w", texts);
  const auto frame = frame_of(table, {.max_categories = 10});
  const FrameColumn& w = frame->columns[0];
  EXPECT_EQ(w.categories.front().name, "often");
  const Profile counts = profile_of(table, frame);
  EXPECT_EQ(counts.columns[0].cells[0], 100000u);
  EXPECT_EQ(counts.columns[0].cells[w.unseen_cell()], 0u);
}

TEST(Frame, UnseenNamesAreBoundedAndMergeInAnyOrder) {
  MemoryTable reference("r");
  reference.add("w", std::vector<std::string>{"a"});
  const auto frame = frame_of(reference);
  std::vector<Profile> parts;
  std::vector<std::string> all;
  for (int part = 0; part < 4; ++part) {
    std::vector<std::string> texts;
    for (int i = 0; i < 3000; ++i) texts.push_back(fmt::format("new {}", (part * 1777 + i * 13) % 5000));
    all.insert(all.end(), texts.begin(), texts.end());
    MemoryTable table("part");
    table.add("w", texts);
    parts.push_back(profile_of(table, frame));
  }
  MemoryTable whole_table("whole");
  whole_table.add("w", all);
  const Profile whole = profile_of(whole_table, frame);
  EXPECT_EQ(whole.columns[0].unseen.size(), kNamedUnseen);
  for (const std::vector<int>& order : {std::vector<int>{0, 1, 2, 3}, {3, 1, 0, 2}}) {
    Profile merged(frame);
    for (int part : order) merged.merge(parts[static_cast<std::size_t>(part)]);
    EXPECT_EQ(merged.columns[0].cells, whole.columns[0].cells);
    ASSERT_EQ(merged.columns[0].unseen.size(), whole.columns[0].unseen.size());
    for (const auto& [hash, category] : whole.columns[0].unseen)
      EXPECT_EQ(merged.columns[0].unseen.at(hash).count, category.count);
  }
}

/// Everything that a frame and counts hold, as text to compare.
std::string dump(const Profile& profile) {
  std::string text;
  const auto put = [&](auto value) { text += std::to_string(value) + " "; };
  for (std::size_t i = 0; i < profile.columns.size(); ++i) {
    const FrameColumn& frame = profile.frame->columns[i];
    const ColumnCounts& counts = profile.columns[i];
    for (double edge : frame.edges) put(edge);
    for (const std::string& label : frame.labels) text += label + " ";
    for (std::uint32_t cell : frame.coarse) put(cell);
    for (std::uint64_t count : counts.cells) put(count);
    for (Int128 sum : counts.sums) put(static_cast<std::int64_t>(sum >> 64)), put(static_cast<std::uint64_t>(sum));
    put(counts.below), put(counts.above), put(counts.minimum), put(counts.maximum);
  }
  return text;
}

MemoryTable mixed_table(std::size_t rows, unsigned seed) {
  MemoryTable table("mixed");
  std::vector<std::string> texts;
  std::vector<std::int64_t> integers;
  for (std::size_t i = 0; i < rows; ++i) {
    texts.push_back(fmt::format("c{}", i * i % 17));
    integers.push_back(static_cast<std::int64_t>(i * 7919 % 101));
  }
  table.add("x", normals(rows, seed)).add("i", integers).add("t", texts);
  return table;
}

TEST(Frame, DoesNotDependOnBatchesOrThreads) {
  MemoryTable table = mixed_table(150000, 5);
  const auto first = dump(profile_of(table, frame_of(table)));
  for (const std::size_t rows : {997, 65536, 100000}) {
    table.set_batch_rows(rows);
    EXPECT_EQ(dump(profile_of(table, frame_of(table))), first) << rows;
  }
  for (const int threads : {1, 2, 4}) {
    set_thread_count(threads);
    EXPECT_EQ(dump(profile_of(table, frame_of(table))), first) << threads;
  }
  set_thread_count(0);
}

TEST(Profile, PartsMergeIntoTheWholeInAnyOrder) {
  MemoryTable reference = mixed_table(3000, 6), whole_table = mixed_table(2400, 7);
  const auto frame = frame_of(reference);
  std::vector<double> x = normals(2400, 7);
  const Profile whole = profile_of(whole_table, frame);
  std::vector<Profile> parts;
  for (std::size_t part = 0; part < 8; ++part) {
    std::vector<double> numbers;
    std::vector<std::int64_t> integers;
    std::vector<std::string> texts;
    for (std::size_t i = part; i < 2400; i += 8) {
      numbers.push_back(x[i]);
      integers.push_back(static_cast<std::int64_t>(i * 7919 % 101));
      texts.push_back(fmt::format("c{}", i * i % 17));
    }
    MemoryTable table("part");
    table.add("t", texts).add("x", numbers).add("i", integers);
    parts.push_back(profile_of(table, frame));
  }
  for (const std::vector<int>& order : {std::vector<int>{0, 1, 2, 3, 4, 5, 6, 7}, {5, 2, 7, 0, 1, 6, 3, 4}}) {
    Profile merged(frame);
    for (int part : order) merged.merge(parts[static_cast<std::size_t>(part)]);
    EXPECT_EQ(dump(merged), dump(whole));
    EXPECT_EQ(merged.rows, whole.rows);
  }
}

TEST(Profile, OfAnotherFrameDoesNotMerge) {
  MemoryTable table = mixed_table(100, 8), other = mixed_table(100, 9);
  Profile a = profile_of(table, frame_of(table));
  EXPECT_THROW(a.merge(profile_of(table, frame_of(other))), InvalidArgument);
  EXPECT_THROW(a.merge(profile_of(table, frame_of(table, {.bins = 5}))), InvalidArgument);
  a.merge(profile_of(table, frame_of(table)));  // the same frame, made again
  EXPECT_EQ(a.rows, 200u);
}

TEST(Profile, OfAnotherKindDoesNotMerge) {
  MemoryTable reference("r"), numbers("n"), texts("t");
  reference.add("x", std::vector<double>{1, 2}).add("y", std::vector<double>{1, 2});
  numbers.add("x", std::vector<double>{1, 2}).add("y", std::vector<double>{1, 2});
  texts.add("x", std::vector<double>{1, 2}).add("y", std::vector<std::string>{"a", "b"});
  const auto frame = frame_of(reference);
  Profile profile = profile_of(numbers, frame);
  EXPECT_THROW(profile.merge(profile_of(texts, frame)), InvalidArgument);
  EXPECT_EQ(profile.rows, 2u);
  EXPECT_EQ(profile.columns[0].cells, profile_of(numbers, frame).columns[0].cells);
}

TEST(Profile, MergesTypesAndWhatTheFrameLacks) {
  MemoryTable reference("r"), floats("f"), integers("i"), none("n");
  reference.add("x", std::vector<double>{1, 2});
  floats.add("x", std::vector<double>{1, 2}).add("more", std::vector<double>{1, 2});
  integers.add("x", std::vector<std::int64_t>{1, 2}).add("other", std::vector<double>{1, 2});
  none.add("more", std::vector<double>{1, 2, 3});
  const auto frame = frame_of(reference);
  const std::vector<Profile> parts{profile_of(floats, frame), profile_of(integers, frame), profile_of(none, frame)};
  for (const std::vector<std::size_t>& order : {std::vector<std::size_t>{0, 1, 2}, {2, 1, 0}, {1, 0, 2}, {0, 2, 1}}) {
    Profile merged(frame);
    for (std::size_t part : order) merged.merge(parts[part]);
    EXPECT_EQ(merged.columns[0].declared, "float64");
    EXPECT_EQ(merged.columns[0].kind, ColumnKind::numeric);
    EXPECT_EQ(merged.missing(0), 3u);
    EXPECT_EQ(merged.columns[0].values.values(), (std::vector<double>{1, 2}));
    EXPECT_EQ(merged.columns[0].values.counts(), (std::vector<std::uint64_t>{2, 2}));
    std::set<std::string> names;
    for (const ColumnType& column : merged.not_in_frame) names.insert(column.name);
    EXPECT_EQ(names, (std::set<std::string>{"more", "other"}));
    EXPECT_EQ(merged.not_in_frame.size(), 2u);
  }
}

TEST(Frame, ManyTextsOfWhichSomeComeAgainAreNoKeys) {
  std::vector<std::string> keys, twice;
  for (int i = 0; i < 300000; ++i) keys.push_back(fmt::format("key {}", i));
  for (int i = 0; i < 300000; ++i) twice.push_back(fmt::format("key {}", i / 2));
  MemoryTable a("a"), b("b");
  a.add("k", keys);
  b.add("k", twice);
  EXPECT_TRUE(frame_of(a)->columns[0].all_different);
  EXPECT_FALSE(frame_of(b)->columns[0].all_different);
}

TEST(Profile, SumsOfIntegersAreExact) {
  MemoryTable table("t");
  table.add("i", std::vector<std::int64_t>{1000000007, -3, 12, 1000000007, 5});
  const auto frame = frame_of(table);
  const Profile counts = profile_of(table, frame);
  Int128 total = 0;
  for (Int128 sum : counts.columns[0].sums) total += sum;
  EXPECT_EQ(std::ldexp(static_cast<double>(total), frame->columns[0].quantum), 2000000028.);
}

TEST(Profile, ListsColumnsThatAreMissingOrNew) {
  MemoryTable reference("r"), current("c");
  reference.add("a", std::vector<double>{1, 2}).add("b", std::vector<double>{1, 2});
  current.add("b", std::vector<std::string>{"x", ""}).add("c", std::vector<double>{1, 2});
  const Profile counts = profile_of(current, frame_of(reference));
  EXPECT_FALSE(counts.columns[0].present);
  EXPECT_TRUE(counts.columns[1].present);
  EXPECT_FALSE(counts.columns[1].countable);
  EXPECT_EQ(counts.missing(1), 1u);
  ASSERT_EQ(counts.not_in_frame.size(), 1u);
  EXPECT_EQ(counts.not_in_frame[0].name, "c");
}

TEST(Frame, RefusesEmptyTablesAndBadOptions) {
  MemoryTable table("nothing.csv");
  table.add("x", std::vector<double>{});
  EXPECT_THROW(frame_of(table), DomainError);
  MemoryTable good("good");
  good.add("x", std::vector<double>{1});
  EXPECT_THROW(frame_of(good, {.bins = 1}), InvalidArgument);
  EXPECT_THROW(frame_of(good, {.bins = 5000}), InvalidArgument);
  EXPECT_THROW(frame_of(good, {.max_categories = 0}), InvalidArgument);
}

TEST(GroupCells, SharesOutEvenly) {
  const auto groups = group_cells(std::vector<std::uint64_t>(100, 7), 20);
  for (std::size_t i = 0; i < 100; ++i) EXPECT_EQ(groups[i], i / 5);
}

TEST(TableReader, KeepsSmallTablesAndReadsLargeOnesAgain) {
  struct Counted final : TableSource {
    MemoryTable table = mixed_table(5000, 9);
    int opened = 0;
    std::string name() const override { return "counted"; }
    ArrowStream open(const std::vector<std::string>& columns) override {
      ++opened;
      return table.open(columns);
    }
  };
  Counted source;
  source.table.set_batch_rows(512);
  TableReader keeping(source, {}, 1 << 20), forgetting(source, {}, 1000);
  const auto kept = dump(count_rows(keeping, make_frame(keeping)));
  EXPECT_EQ(source.opened, 1);
  EXPECT_EQ(dump(count_rows(forgetting, make_frame(forgetting))), kept);
  EXPECT_EQ(source.opened, 3);
}

}  // namespace
}  // namespace sanov
