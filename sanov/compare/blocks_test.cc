#include "sanov/compare/blocks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <set>

#include "sanov/base/error.h"
#include "sanov/compare/compare.h"
#include "sanov/data/memory_table.h"

namespace sanov {
namespace {

using ::testing::HasSubstr;
using Numbers = std::vector<double>;
using Texts = std::vector<std::string>;

/// Rows of so many customers, each with a mean of its own.
MemoryTable customers(std::size_t count, std::size_t rows_each, double shift, unsigned seed) {
  std::mt19937_64 engine(seed);
  std::normal_distribution<double> draw;
  Numbers x;
  Texts who;
  for (std::size_t i = 0; i < count; ++i) {
    const double mean = shift + draw(engine);
    for (std::size_t j = 0; j < rows_each; ++j) {
      x.push_back(mean + 0.5 * draw(engine));
      who.push_back("customer " + std::to_string(i));
    }
  }
  return std::move(MemoryTable("t").add("x", x).add("who", who));
}

const Finding& x_of(const Comparison& comparison) { return *comparison.find("x"); }

/// Rows of one customer are alike: independent rows would be refused nearly always. P(p ≤ 5%) ≤ 5% by permuting customers:
/// over 14 of 100 such p have odds of 3e-4.
TEST(Blocks, HoldTheirSizeWhereRowsDoNot) {
  int rows = 0, blocks = 0;
  for (unsigned seed = 0; seed < 100; ++seed) {
    MemoryTable a = customers(20, 25, 0, 2 * seed), b = customers(20, 25, 0, 2 * seed + 1);
    const CompareOptions plain{.columns = {"x"}};
    const CompareOptions clustered{.columns = {"x"}, .block = "who"};
    rows += x_of(compare(a, b, plain)).evidence.p.p <= 0.05;
    const Finding found = x_of(compare(a, b, clustered));
    blocks += found.evidence.p.p <= 0.05;
    EXPECT_EQ(found.evidence.test, "permuted blocks");
    EXPECT_GT(found.evidence.design_effect, 2);
  }
  EXPECT_GT(rows, 60);
  EXPECT_LE(blocks, 14);
}

/// 20 customers of 25 rows, whose means scatter twice as much as the rows of one: intervals for 500 independent rows would miss
/// the truth more often than not. Of 200 that cover 95%, fewer than 180 hold it with odds of 7e-4.
TEST(Blocks, WidenIntervalsAlongTheAxis) {
  constexpr int kTrials = 200;
  constexpr double kShift = 1;
  const double ks =
      std::erf(kShift / 2 / std::sqrt(2 * 1.25));  // of normal distributions of variance 1.25, kShift apart
  int shift = 0, delta = 0, w1 = 0, kolmogorov = 0, narrow = 0;
  for (unsigned seed = 0; seed < kTrials; ++seed) {
    MemoryTable a = customers(20, 25, 0, 1000 + 2 * seed), b = customers(20, 25, kShift, 1001 + 2 * seed);
    const AxisEvidence axis = *x_of(compare(a, b, {.columns = {"x"}, .block = "who"})).evidence.axis;
    const AxisEvidence alone = *x_of(compare(a, b, {.columns = {"x"}})).evidence.axis;
    const auto holds = [](const Interval& interval, double truth) {
      return interval.lower <= truth && truth <= interval.upper;
    };
    shift += holds(axis.shift.interval, kShift);
    narrow += holds(alone.shift.interval, kShift);
    delta += holds(axis.cliffs_delta.interval, std::erf(kShift / std::sqrt(2 * 2.5) / std::sqrt(2)));
    w1 += holds(axis.wasserstein.interval, kShift);
    kolmogorov += holds(axis.kolmogorov_smirnov.interval, ks);
    EXPECT_GT(axis.design_effect, 5);
    EXPECT_EQ(alone.design_effect, 1);
    EXPECT_EQ(axis.shift.value, alone.shift.value);
    EXPECT_GT(axis.wasserstein.floor, 2 * alone.wasserstein.floor);
  }
  EXPECT_LT(narrow, 120);
  EXPECT_GE(shift, 180);
  EXPECT_GE(delta, 180);
  EXPECT_GE(w1, 180);
  EXPECT_GE(kolmogorov, 180);
}

/// Blocks of one row each are rows.
TEST(Blocks, OfOneRowChangeNoInterval) {
  MemoryTable a = customers(300, 1, 0, 1), b = customers(200, 1, 0.5, 2);
  const AxisEvidence axis = *x_of(compare(a, b, {.columns = {"x"}, .block = "who"})).evidence.axis;
  const AxisEvidence alone = *x_of(compare(a, b, {.columns = {"x"}})).evidence.axis;
  EXPECT_LT(axis.design_effect,
            1.1);  // 200 draws of χ² with 19 degrees have a mean within 0.07 of 1, three times in four
  EXPECT_NEAR(axis.shift.interval.upper, alone.shift.interval.upper,
              0.06 * (alone.shift.interval.upper - alone.shift.interval.lower));
}

TEST(Blocks, SeeWhatIsThere) {
  MemoryTable a = customers(40, 5, 0, 1), b = customers(40, 5, 1.5, 2);
  const Comparison found = compare(a, b, {.columns = {"x"}, .block = "who"});
  EXPECT_LT(x_of(found).evidence.p.p, 0.001);
  EXPECT_EQ(found.reference_blocks, 40u);
  EXPECT_EQ(found.current_blocks, 40u);
  EXPECT_EQ(x_of(found).evidence.p.method, Method::permutation);
}

TEST(Blocks, AgainstAllPermutations) {
  // Three blocks of each table, all of one category: two of the 20 ways to choose three are as far apart as this.
  MemoryTable a("a"), b("b");
  a.add("t", Texts{"u", "u", "u", "u", "u", "u"}).add("g", Numbers{1, 1, 2, 2, 3, 3});
  b.add("t", Texts{"v", "v", "v", "v", "v", "v"}).add("g", Numbers{1, 1, 2, 2, 3, 3});
  const Evidence e = compare(a, b, {.columns = {"t"}, .block = "g"}).findings.at(0).evidence;
  EXPECT_DOUBLE_EQ(e.p.p, 0.1);
}

TEST(Blocks, PeriodsOfDates) {
  MemoryTable a("a"), b("b");
  std::vector<std::int64_t> days;
  Numbers x;
  for (std::int64_t day = 15340; day < 15340 + 366; ++day) {  // 2012, from a Sunday to a Monday
    days.push_back(86400 * day + 3600);
    x.push_back(std::fmod(static_cast<double>(day), 7));
  }
  a.add_times("when", days).add("x", x);
  b.add_times("when", days).add("x", x);
  for (const auto& [by, count] : {std::pair{"day", 366u}, {"week", 54u}, {"month", 12u}, {"year", 1u}})
    EXPECT_EQ(compare(a, b, {.columns = {}, .block = by}).reference_blocks, count) << by;
}

TEST(Blocks, MonthsChangePlacesWithTheSameMonthOfOtherYears) {
  // Warm summers, cold winters, and each day of the second year a little warmer: 12 pairs of months.
  const auto year = [](std::int64_t first_day, double warmer) {
    std::vector<std::int64_t> days;
    Numbers x;
    for (std::int64_t day = first_day; day < first_day + 365; ++day) {
      days.push_back(86400 * day);
      x.push_back(10 * std::sin(static_cast<double>(day - first_day) / 58.1) + warmer);
    }
    return std::move(MemoryTable("t").add_times("when", days).add("x", x));
  };
  MemoryTable a = year(15706, 0), b = year(16071, 1);  // 2013, 2014
  EXPECT_DOUBLE_EQ(x_of(compare(a, b, {.columns = {"x"}, .block = "month"})).evidence.p.p, 2. / 4096);
  // One block each: both orders are as far apart.
  EXPECT_EQ(x_of(compare(a, b, {.columns = {"x"}, .block = "year"})).evidence.p.p, 1);
}

/// Rows of days from one on, so many a day, each day with a mean of its own.
MemoryTable days_from(std::int64_t first_day, std::size_t count, std::size_t rows_a_day, double shift, unsigned seed) {
  std::mt19937_64 engine(seed);
  std::normal_distribution<double> draw;
  std::vector<std::int64_t> when;
  Numbers x;
  for (std::size_t day = 0; day < count; ++day)
    for (std::size_t row = 0; row < rows_a_day; ++row) {
      when.push_back(86400 * (first_day + static_cast<std::int64_t>(day)));
      x.push_back(shift + draw(engine));
    }
  return std::move(MemoryTable("t").add_times("when", when).add("x", x));
}

constexpr std::int64_t kNewYear2024 = 19723;

TEST(Blocks, AFewSeasonsInCommonHideNothing) {
  // 60 days each, of which one has the same place in the year: two arrangements. Over all of them there are enough.
  MemoryTable a = days_from(kNewYear2024, 60, 20, 0, 1), b = days_from(kNewYear2024 + 59, 60, 20, 5, 2);
  const Comparison found = compare(a, b, {.columns = {"x"}, .block = "day"});
  EXPECT_EQ(x_of(found).evidence.p.p, 1e-4);
  ASSERT_TRUE(found.blocks.has_value());
  EXPECT_TRUE(found.blocks->across_seasons);
  EXPECT_EQ(found.blocks->reference, 60u);
  EXPECT_EQ(found.blocks->smallest_p, 1e-4);
  EXPECT_TRUE(found.judgement.differs);
}

TEST(Blocks, DaysOfTheSameTimeAreComparedAlone) {
  // Of 366 days, 31 are compared with the same of the next year; the others, five standard deviations off, take no part.
  MemoryTable a = days_from(kNewYear2024, 31, 20, 0, 1), c = days_from(kNewYear2024 + 366, 31, 20, 0, 3);
  std::vector<std::int64_t> when;
  Numbers x;
  std::mt19937_64 engine(4);
  std::normal_distribution<double> draw;
  for (std::int64_t day = 0; day < 366; ++day)
    for (int row = 0; row < 20; ++row) {
      when.push_back(86400 * (kNewYear2024 + day));
      x.push_back((day < 31 ? 0 : 5) + draw(engine));
    }
  MemoryTable year = std::move(MemoryTable("year").add_times("when", when).add("x", x));
  const Comparison found = compare(year, c, {.columns = {"x"}, .block = "day"});
  EXPECT_GT(x_of(found).evidence.p.p, 0.05);
  EXPECT_EQ(found.reference_blocks, 366u);
  EXPECT_EQ(found.blocks->reference, 31u);
  EXPECT_EQ(found.blocks->current, 31u);
  EXPECT_FALSE(found.blocks->across_seasons);
}

TEST(Blocks, FewBlocksAreAllArranged) {
  // A year of months against the next January: 13 ways to choose it, and none of the others is as far off.
  MemoryTable a = days_from(kNewYear2024 - 365, 365, 2, 0, 1), b = days_from(kNewYear2024, 31, 2, 5, 2);
  const Comparison found = compare(a, b, {.columns = {"x"}, .block = "month"});
  EXPECT_DOUBLE_EQ(x_of(found).evidence.p.p, 1. / 13);
  EXPECT_DOUBLE_EQ(found.blocks->smallest_p, 1. / 13);
  EXPECT_EQ(found.blocks->reference, 12u);
  EXPECT_TRUE(found.blocks->across_seasons);
  EXPECT_FALSE(found.judgement.differs);
}

/// Blocks of rows that are independent: 60 in each table, of 20 rows, with texts of Zipf's law.
MemoryTable zipf_days(std::size_t columns, std::size_t texts, unsigned seed) {
  std::mt19937_64 engine(seed);
  std::vector<double> weights(texts);
  for (std::size_t i = 0; i < texts; ++i) weights[i] = std::pow(static_cast<double>(i + 1), -1.5);
  std::discrete_distribution<int> draw(weights.begin(), weights.end());
  MemoryTable table("t");
  Numbers block;
  for (std::size_t row = 0; row < 1200; ++row) block.push_back(static_cast<double>(row / 20));
  for (std::size_t c = 0; c < columns; ++c) {
    Texts column;
    for (std::size_t row = 0; row < 1200; ++row) column.push_back("t" + std::to_string(draw(engine)));
    table.add("c" + std::to_string(c), column);
  }
  table.add("block", block);
  return table;
}

/// Of 100 columns that have not changed, over 14 have p of at most 5% with odds of 1e-4; cells cut at the reference gave 40.
TEST(Blocks, RareTextsHoldTheirSize) {
  int small = 0;
  for (unsigned seed = 0; seed < 5; ++seed) {
    MemoryTable a = zipf_days(20, 100, 2 * seed), b = zipf_days(20, 100, 2 * seed + 1);
    for (const Finding& finding : compare(a, b, {.block = "block"}).findings)
      if (finding.column != "block") small += finding.evidence.p.p <= 0.05;
  }
  EXPECT_LE(small, 14);
}

TEST(Blocks, NewTextsAreSeen) {
  std::mt19937_64 engine(1);
  std::uniform_int_distribution<int> draw(0, 49);
  Texts before, after;
  Numbers block;
  for (int row = 0; row < 1200; ++row) {
    block.push_back(row / 20);
    before.push_back("t" + std::to_string(draw(engine)));
    after.push_back("t" + std::to_string(row % 15 == 0 ? 99 : draw(engine)));
  }
  MemoryTable a("a"), b("b");
  a.add("s", before).add("block", block);
  b.add("s", after).add("block", block);
  EXPECT_EQ(compare(a, b, {.columns = {"s"}, .block = "block"}).findings.at(0).evidence.p.p, 1e-4);
}

/// Half of the values are missing now, and those left are as before; a column without any value is one too.
TEST(Blocks, MissingValuesAreSeen) {
  std::mt19937_64 engine(1);
  std::normal_distribution<double> draw;
  Numbers before, after, block;
  const double nothing = std::nan("");
  for (int row = 0; row < 600; ++row) {
    block.push_back(row / 20);
    before.push_back(draw(engine));
    after.push_back(row % 2 == 0 ? draw(engine) : nothing);
  }
  MemoryTable a("a"), b("b"), none("none");
  a.add("x", before).add("block", block);
  b.add("x", after).add("block", block);
  none.add("x", Numbers(600, nothing)).add("block", block);
  const CompareOptions options{.columns = {"x"}, .block = "block"};
  const Evidence found = x_of(compare(a, b, options)).evidence;
  EXPECT_LE(found.p.p, 2e-4);
  ASSERT_TRUE(found.missing_p.has_value());
  EXPECT_EQ(found.missing_p->p, 1e-4);
  EXPECT_EQ(found.missing_p->method, Method::permutation);
  EXPECT_LE(x_of(compare(a, none, options)).evidence.p.p, 2e-4);
  EXPECT_LE(x_of(compare(none, a, options)).evidence.p.p, 2e-4);
  EXPECT_FALSE(x_of(compare(a, a, options)).evidence.missing_p.has_value());
}

TEST(BlockArrangements, EveryOneOnce) {
  // Seasons 7, 8 and 9; 8 is in the reference alone, so 3 over 1 times 2 over 1 arrangements.
  const BlockArrangements all({7, 7, 8, 9, 7, 9}, 4, 1);
  EXPECT_TRUE(all.every());
  ASSERT_EQ(all.draws(), 6u);
  std::set<std::set<std::uint32_t>> seen;
  for (std::uint64_t draw = 0; draw < 6; ++draw) {
    const std::vector<std::uint32_t> current = all.draw(draw);
    seen.insert({current.begin(), current.end()});
  }
  using Set = std::set<std::uint32_t>;
  EXPECT_EQ(seen, (std::set<Set>{{0, 3}, {1, 3}, {4, 3}, {0, 5}, {1, 5}, {4, 5}}));
  EXPECT_DOUBLE_EQ(all.plan().smallest_p, 1. / 6);
  EXPECT_EQ(all.plan().reference, 3u);
  EXPECT_EQ(all.plan().current, 2u);
  EXPECT_FALSE(all.plan().across_seasons);
}

TEST(BlockArrangements, AnEvenSplitHasATwin) {
  EXPECT_DOUBLE_EQ(BlockArrangements({0, 0, 0, 0, 0, 0}, 3, 1).plan().smallest_p, 0.1);
  EXPECT_DOUBLE_EQ(BlockArrangements({0, 0}, 1, 0.01).plan().smallest_p, 1);
  EXPECT_DOUBLE_EQ(BlockArrangements({0, 0, 0}, 1, 0.01).plan().smallest_p, 1. / 3);
  EXPECT_FALSE(BlockArrangements({0, 0, 0}, 1, 0.01).plan().across_seasons);
}

TEST(BlockArrangements, ManyAreDrawn) {
  const BlockArrangements many(std::vector<std::uint32_t>(40, 0), 20, 0.01);
  EXPECT_FALSE(many.every());
  EXPECT_EQ(many.draws(), 9999u);
  EXPECT_EQ(many.draw(5), many.random_draw(5));
  EXPECT_EQ(BlockArrangements(std::vector<std::uint32_t>(2000, 0), 1000, 0.01).draws(), 1999u);
}

TEST(Blocks, TheSameForAnyNumberOfThreadsAndSizesOfBatches) {
  MemoryTable a = customers(20, 5, 0, 1), b = customers(20, 5, 0.5, 2);
  const CompareOptions options{.columns = {"x"}, .block = "who"};
  const double p = x_of(compare(a, b, options)).evidence.p.p;
  a.set_batch_rows(7);
  b.set_batch_rows(13);
  EXPECT_EQ(x_of(compare(a, b, options)).evidence.p.p, p);
}

TEST(Blocks, Refuse) {
  MemoryTable a("a.csv");
  a.add("x", Numbers{1, 2, 3});
  const auto complaint = [&](const std::string& by) -> std::string {
    try {
      compare(a, a, {.columns = {}, .block = by});
    } catch (const InvalidArgument& error) {
      return error.what();
    }
    return "";
  };
  EXPECT_THAT(complaint("mnth"), HasSubstr("block mnth is no column of a.csv, nor day, week, month or year"));
  const auto together = [&](const TogetherOptions& asked) -> std::string {
    try {
      compare(a, a, {.columns = {}, .block = "x", .together = asked});
    } catch (const InvalidArgument& error) {
      return error.what();
    }
    return "";
  };
  EXPECT_THAT(together({.joint = {"x", "y"}}),
              HasSubstr("block x does not go with joint, which takes rows for independent"));
  EXPECT_THAT(together({.target = "x"}),
              HasSubstr("block x does not go with target, which takes rows for independent"));
  EXPECT_THAT(complaint("month"), HasSubstr("block month needs a column of dates, and a.csv has none"));
}

}  // namespace
}  // namespace sanov
