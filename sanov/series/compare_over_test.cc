#include "sanov/series/compare_over.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "sanov/base/error.h"
#include "sanov/data/memory_table.h"
#include "sanov/data/profile_table.h"
#include "sanov/numerics/parallel.h"
#include "sanov/numerics/random.h"
#include "sanov/series/series_test.h"

namespace sanov {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

template <class Call>
std::string refusal(const Call& call) {
  try {
    call();
  } catch (const InvalidArgument& error) {
    return error.what();
  } catch (const DomainError& error) {
    return error.what();
  }
  return "";
}

TEST(CompareOver, FindsWhenAndWhat) {
  // 10 weeks of 200 rows; in the sixth and later x is higher by a standard deviation, and y stays as it was.
  Days current;
  for (int week = 0; week < 10; ++week) current.add_week(week, 200, week >= 5 ? 1 : 0);
  MemoryTable reference = Days::reference(1000), now = current.table();
  const Series found = compare_over(reference, now, {.over = "day"});
  ASSERT_EQ(found.windows.size(), 10u);
  EXPECT_EQ(found.every, "week");
  ASSERT_TRUE(found.first.has_value());
  EXPECT_EQ(*found.first, 5u);
  EXPECT_EQ(found.windows[5].label, "2013-W06");
  EXPECT_EQ(found.windows[5].from, "2013-02-04");
  EXPECT_EQ(found.windows[5].to, "2013-02-11");
  EXPECT_EQ(found.differing, 5u);
  const auto blamed = found.blamed(5);
  ASSERT_EQ(blamed.size(), 1u);
  EXPECT_EQ(blamed[0]->column, "x");
  EXPECT_THAT(blamed[0]->changed, HasSubstr("median"));
  EXPECT_EQ(found.columns[0].column, "x");
  EXPECT_EQ(found.columns[0].differing, 5u);
  EXPECT_FALSE(found.columns[1].first.has_value());
  EXPECT_EQ(found.tests, 20u);
}

TEST(CompareOver, WindowsAreComparedAsTablesAre) {
  Days current;
  for (int week = 0; week < 3; ++week) current.add_week(week, 150, 0.2 * week);
  MemoryTable reference = Days::reference(800), now = current.table();
  const Series found = compare_over(reference, now, {.over = "day"});
  const Profile before = profile(reference);
  for (std::size_t w = 0; w < 3; ++w) {
    Days alone;
    alone.take(current, 150 * w, 150);
    MemoryTable table = alone.table();
    const Comparison whole = compare(before, profile(table, before.frame), {.columns = {"x", "y"}});
    for (const WindowFinding& each : found.windows[w].columns) {
      const Evidence& e = whole.find(each.column)->evidence;
      EXPECT_EQ(each.p.log_p, e.p.log_p) << each.column;
      EXPECT_EQ(each.js_distance.value, e.js_distance.value);
      EXPECT_EQ(each.js_distance.interval.lower, e.js_distance.interval.lower);
      EXPECT_EQ(each.js_distance.floor, e.js_distance.floor);
      EXPECT_EQ(each.corrected, e.js.corrected);
    }
  }
}

TEST(CompareOver, TheOrderOfRowsAndThreadsDoNotMatter) {
  Days current, shuffled;
  for (int week = 0; week < 6; ++week) current.add_week(week, 120, week > 3 ? 0.7 : 0);
  shuffled.shuffle(current, 5);
  MemoryTable reference = Days::reference(500), a = current.table(), b = shuffled.table();
  b.set_batch_rows(37);
  const Series found = compare_over(reference, a, {.over = "day"});
  for (const int threads : {1, 3}) {
    set_thread_count(threads);
    const Series again = compare_over(reference, b, {.over = "day"});
    ASSERT_EQ(again.windows.size(), found.windows.size());
    for (std::size_t w = 0; w < found.windows.size(); ++w)
      for (std::size_t c = 0; c < 2; ++c) {
        EXPECT_EQ(again.windows[w].columns[c].log_adjusted_p, found.windows[w].columns[c].log_adjusted_p);
        EXPECT_EQ(again.windows[w].columns[c].js_distance.value, found.windows[w].columns[c].js_distance.value);
      }
    EXPECT_EQ(again.first, found.first);
  }
  set_thread_count(0);
}

TEST(CompareOver, WhatIsSaidOfAGrowingSeriesStays) {
  Days early, late;
  for (int week = 0; week < 12; ++week) late.add_week(week, 80, week > 5 ? 0.8 : 0);
  early.take(late, 0, 8 * 80);
  MemoryTable reference = Days::reference(500), a = early.table(), b = late.table();
  const OverOptions options{.over = "day", .looks = Looks::growing};
  const Series before = compare_over(reference, a, options), after = compare_over(reference, b, options);
  for (std::size_t w = 0; w < 8; ++w)
    for (const WindowFinding& each : before.windows[w].columns) {
      const auto& all = after.windows[w].columns;
      const auto same = std::find_if(all.begin(), all.end(), [&](const auto& x) { return x.column == each.column; });
      EXPECT_EQ(same->log_adjusted_p, each.log_adjusted_p);
      // At least k(k + 1), and Holm's 2 or 1.
      const double k = static_cast<double>(w) + 1,
                   factor = std::exp(each.log_adjusted_p - each.p.log_p) / (k * (k + 1));
      if (each.adjusted_p < 1) {
        EXPECT_GE(factor, 1 - 1e-9);
      }
    }
}

TEST(CompareOver, WindowsOfRows) {
  Days current;
  current.add_week(0, 250, 0);
  MemoryTable reference = Days::reference(400), now = current.table();
  const Series found = compare_over(reference, now, {.every = parse_every("100 rows"), .columns = {"x"}});
  ASSERT_EQ(found.windows.size(), 3u);
  EXPECT_EQ(found.windows[0].label, "1–100");
  EXPECT_EQ(found.windows[2].label, "201–250");
  EXPECT_EQ(found.windows[2].rows, 50u);
  EXPECT_EQ(found.time_zone, "");
  EXPECT_THAT(refusal([&] { compare_over(reference, now, {.over = "day", .every = parse_every("100 rows")}); }),
              HasSubstr("two orders of rows"));
}

TEST(CompareOver, TextsAreDatesToo) {
  MemoryTable reference = Days::reference(300), now("now");
  Random random(4);
  std::vector<std::string> days;
  std::vector<double> x;
  for (int i = 0; i < 300; ++i) {
    days.push_back(i % 50 == 0   ? ""
                   : i % 50 == 1 ? "soon"
                   : i < 150     ? "2013-01-0" + std::to_string(1 + i % 5) + "T10:00:00+02:00"
                                 : "2013-03-01");
    x.push_back(random.normal());
  }
  now.add("when", days).add("x", x);
  const Series found = compare_over(reference, now, {.over = "when", .every = parse_every("month")});
  EXPECT_EQ(found.undated, 6u);
  EXPECT_EQ(found.unreadable, 6u);
  EXPECT_EQ(found.unreadable_text, "soon");
  ASSERT_EQ(found.windows.size(), 2u);
  EXPECT_EQ(found.windows[0].rows + found.windows[1].rows, 288u);
  EXPECT_EQ(found.windows[1].empty_before, 1u);
  EXPECT_EQ(found.empty_windows, 1u);
  EXPECT_EQ(found.time_zone, "as written");
}

TEST(CompareOver, SeasonsAreComparedWithTheirLike) {
  // x is as high as the month: against the whole year every month differs, against its like none does.
  const auto year = [](int days, std::uint64_t seed, double first) {
    Random random(seed);
    std::vector<std::int64_t> seconds;
    std::vector<double> x;
    for (int day = 0; day < days; ++day)
      for (int i = 0; i < 5; ++i) {
        seconds.push_back(static_cast<std::int64_t>(first) + 86400 * std::int64_t{day});
        x.push_back(random.normal() + 3 * std::sin(day * 6.28318 / 365));
      }
    MemoryTable table("table");
    table.add_times("day", seconds).add("x", x);
    return table;
  };
  MemoryTable reference = year(365, 1, parse_time("2011-01-01")), now = year(365, 2, parse_time("2013-01-01"));
  const OverOptions all{.over = "day", .every = parse_every("month")};
  EXPECT_GE(compare_over(reference, now, all).differing, 9u);
  OverOptions like = all;
  like.season = Season::month;
  const Series found = compare_over(reference, now, like);
  EXPECT_EQ(found.differing, 0u);  // fails for 1 seed in 20
  EXPECT_EQ(found.windows[1].reference_rows, 140u);
  like.every = parse_every("week");
  EXPECT_THAT(refusal([&] { compare_over(reference, now, like); }),
              HasSubstr("needs windows of one month, not of week"));
  MemoryTable spring = year(100, 3, parse_time("2012-01-01"));
  like.every = parse_every("month");
  EXPECT_EQ(compare_over(spring, now, like).seasons_lacked.size(), 8u);  // January to April are there
}

TEST(CompareOver, AProfileIsAReference) {
  Days current;
  for (int week = 0; week < 4; ++week) current.add_week(week, 100, 0);
  MemoryTable reference = Days::reference(500), now = current.table();
  const Profile counted = profile(reference);
  const Series a = compare_over(reference, now, {.over = "day"}), b = compare_over(counted, now, {.over = "day"});
  ASSERT_EQ(a.windows.size(), b.windows.size());
  for (std::size_t w = 0; w < a.windows.size(); ++w)
    EXPECT_EQ(a.windows[w].columns[0].p.log_p, b.windows[w].columns[0].p.log_p);
  EXPECT_THAT(refusal([&] { compare_over(counted, now, {.over = "day", .bins = 5}); }), HasSubstr("bins"));
}

TEST(CompareOver, Refuses) {
  Days current;
  current.add_week(0, 50, 0);
  MemoryTable reference = Days::reference(100), now = current.table();
  const auto with = [&](OverOptions options) { return refusal([&] { compare_over(reference, now, options); }); };
  EXPECT_THAT(with({.over = "dya"}), HasSubstr("did you mean day?"));
  EXPECT_THAT(with({.over = "x"}), HasSubstr("not of dates"));
  EXPECT_THAT(with({}), HasSubstr("is needed: the column that says when a row is; now has day"));
  EXPECT_THAT(with({.over = "day", .columns = {"day"}}), HasSubstr("cannot be compared as well"));
  EXPECT_THAT(with({.over = "day", .columns = {"z"}}), HasSubstr("is not in"));
  EXPECT_THAT(with({.over = "day", .alpha = 0}), HasSubstr("alpha is 0"));
  EXPECT_THAT(with({.over = "day", .level = 1}), HasSubstr("level is 1"));
  EXPECT_THAT(with({.over = "day", .same_within = 0.9}), HasSubstr("same_within"));
  MemoryTable none("none");
  none.add_times("day", {}).add("x", std::vector<double>{});
  EXPECT_THAT(refusal([&] { compare_over(reference, none, {.over = "day"}); }), HasSubstr("has no rows"));
  MemoryTable undated("undated"), words("words"), apart("apart");
  undated.add("when", std::vector<std::string>{"", ""}).add("x", std::vector<double>{1, 2});
  words.add("when", std::vector<std::string>{"", "soon"}).add("x", std::vector<double>{1, 2});
  apart.add_times("day", {0}).add("z", std::vector<double>{1});
  EXPECT_THAT(refusal([&] { compare_over(reference, undated, {.over = "when"}); }), HasSubstr("no value in any row"));
  EXPECT_THAT(refusal([&] { compare_over(reference, words, {.over = "when"}); }), HasSubstr("'soon' is none"));
  EXPECT_THAT(refusal([&] { compare_over(reference, apart, {.over = "day"}); }), HasSubstr("no column in common"));
  EXPECT_THAT(refusal([&] { parse_season("mont"); }), HasSubstr("did you mean month?"));
}

TEST(CompareOver, AOneRowWindowIsNoTrouble) {
  MemoryTable reference = Days::reference(100), now("now");
  now.add_times("day", {0, 86400 * 30, 86400 * 60}).add("x", std::vector<double>{0, NAN, INFINITY});
  now.add("y", std::vector<std::string>{"a", "", "new"});
  const Series found = compare_over(reference, now, {.over = "day"});
  EXPECT_EQ(found.windows.size(), 3u);
  for (const SeriesWindow& window : found.windows)
    for (const WindowFinding& each : window.columns) {
      EXPECT_GE(each.p.p, 0);
      EXPECT_LE(each.p.p, 1);
      EXPECT_FALSE(std::isnan(each.js_distance.interval.lower) || std::isnan(each.js_distance.interval.upper));
    }
}

}  // namespace
}  // namespace sanov
