#include "sanov/compare/blocks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <random>

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
  EXPECT_NEAR(e.p.p, 0.1, 5 * std::sqrt(0.1 * 0.9 / 9999));
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
  MemoryTable a = year(15706, 0), b = year(16071, 1);                                        // 2013, 2014
  EXPECT_LE(x_of(compare(a, b, {.columns = {"x"}, .block = "month"})).evidence.p.p, 0.003);  // 2 of 2^12
  // One block each: both orders are as far apart.
  EXPECT_EQ(x_of(compare(a, b, {.columns = {"x"}, .block = "year"})).evidence.p.p, 1);
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
  EXPECT_THAT(complaint("month"), HasSubstr("block month needs a column of dates, and a.csv has none"));
}

}  // namespace
}  // namespace sanov
