#include "sanov/groups/groups.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "sanov/base/error.h"
#include "sanov/compare/compare.h"
#include "sanov/data/memory_table.h"
#include "sanov/numerics/parallel.h"
#include "sanov/numerics/random.h"

namespace sanov {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

struct Rows {
  std::vector<std::string> group;
  std::vector<double> value;

  void add(const std::string& name, double x) {
    group.push_back(name);
    value.push_back(x);
  }
  GroupsAnswer answer(GroupsOptions options = {}) const {
    MemoryTable table("t");
    table.add("group", group).add("age", value);
    options.by = {"group"};
    options.of = "age";
    return groups(table, options);
  }
};

std::string message_of(const std::function<void()>& call) {
  try {
    call();
  } catch (const std::exception& error) {
    return error.what();
  }
  return "";
}

/// Twenty groups of 12 to 200 rows, of which g7 is half a deviation younger.
Rows example() {
  Rows rows;
  Random random(3);
  for (int g = 0; g < 20; ++g)
    for (int i = 0; i < 10 * (g + 1) + 2; ++i)
      rows.add(fmt::format("g{}", g), std::round(40 + 12 * (random.normal() - (g == 7 ? 0.8 : 0))));
  return rows;
}

TEST(Groups, FindTheOneThatIsYounger) {
  const GroupsAnswer answer = example().answer();
  EXPECT_TRUE(answer.differs);
  ASSERT_EQ(answer.levels.size(), 1u);
  const GroupsLevel& level = answer.levels[0];
  EXPECT_EQ(level.groups, 20u);
  EXPECT_EQ(level.tested, 20u);
  EXPECT_EQ(level.differing, 1u);
  const GroupFinding& first = level.found.front();
  EXPECT_EQ(first.name, "g7");
  EXPECT_TRUE(first.differs);
  EXPECT_THAT(first.difference, testing::StartsWith("younger by "));
  EXPECT_THAT(first.difference, HasSubstr("δ −0."));
  EXPECT_LT(first.direction->cliffs_delta.interval.upper, 0);
  EXPECT_GT(first.js_distance.interval.lower, 0);
}

/// δ, the middle difference, the medians and the counts, by all pairs of rows.
TEST(Groups, EffectsAreThoseOfAllPairs) {
  const Rows rows = example();
  const GroupsAnswer answer = rows.answer();
  for (const GroupFinding& finding : answer.levels[0].found) {
    std::vector<double> ours, others, differences;
    for (std::size_t i = 0; i < rows.value.size(); ++i)
      (rows.group[i] == finding.name ? ours : others).push_back(rows.value[i]);
    double sum = 0;
    for (const double x : ours)
      for (const double y : others) {
        sum += (x > y) - (x < y);
        differences.push_back(x - y);
      }
    const auto median = [](std::vector<double> all) {
      std::sort(all.begin(), all.end());
      return (all[(all.size() - 1) / 2] + all[all.size() / 2]) / 2;
    };
    EXPECT_EQ(finding.values, ours.size());
    EXPECT_EQ(finding.others, others.size());
    EXPECT_NEAR(finding.direction->cliffs_delta.value, sum / static_cast<double>(differences.size()), 1e-12);
    EXPECT_EQ(finding.direction->shift.value, median(differences));
    EXPECT_EQ(finding.direction->median, median(ours));
    EXPECT_EQ(finding.direction->others_median, median(others));
  }
}

/// Of two groups each is the other's complement: the answer is that of comparing the two.
TEST(Groups, TwoAreAComparison) {
  Random random(5);
  std::vector<std::string> group, kind, parts[2];
  for (int i = 0; i < 900; ++i) {
    const bool second = random.below(3) == 0;
    kind.push_back(std::string(1, static_cast<char>('a' + random.below(second ? 4 : 6))));
    group.push_back(second ? "second" : "first");
    parts[second].push_back(kind.back());
  }
  MemoryTable table("t"), first("first"), second("second");
  table.add("group", group).add("kind", kind);
  first.add("kind", parts[0]);
  second.add("kind", parts[1]);
  const GroupsAnswer answer = groups(table, {.by = {"group"}, .of = "kind"});
  const Comparison comparison = compare(first, second);
  const Evidence& expected = comparison.findings[0].evidence;
  for (const GroupFinding& finding : answer.levels[0].found) {
    EXPECT_NEAR(finding.js_distance.value, expected.js_distance.value, 1e-12);
    EXPECT_NEAR(finding.js_distance.interval.lower, expected.js_distance.interval.lower, 1e-7);
    EXPECT_NEAR(finding.js_distance.interval.upper, expected.js_distance.interval.upper, 1e-7);
    EXPECT_NEAR(finding.p.log_p, expected.p.log_p, 1e-6);
    const double ours = static_cast<double>(std::count(parts[finding.name == "second"].begin(),
                                                       parts[finding.name == "second"].end(), finding.moved.label));
    EXPECT_EQ(finding.moved.share, ours / static_cast<double>(finding.values));
  }
}

/// What does not depend on the order of rows or on what groups are called.
std::map<std::string, std::vector<double>> numbers(const GroupsAnswer& answer) {
  std::map<std::string, std::vector<double>> found;
  for (const GroupsLevel& level : answer.levels)
    for (const GroupFinding& each : level.found)
      found[each.name] = {each.p.log_p,
                          each.log_adjusted_p,
                          each.js_distance.value,
                          each.js_distance.interval.lower,
                          each.js_distance.interval.upper,
                          each.direction->shift.value,
                          each.direction->cliffs_delta.value,
                          static_cast<double>(each.values)};
  return found;
}

TEST(Groups, OrderOfRowsAndNamesDoNotMatter) {
  const Rows rows = example();
  const auto expected = numbers(rows.answer());
  std::vector<std::size_t> order(rows.value.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  Random random(9);
  std::shuffle(order.begin(), order.end(), random);
  Rows shuffled, renamed;
  for (const std::size_t i : order) shuffled.add(rows.group[i], rows.value[i]);
  EXPECT_EQ(numbers(shuffled.answer()), expected);
  for (std::size_t i = 0; i < order.size(); ++i) renamed.add("x" + rows.group[i], rows.value[i]);
  for (const auto& [name, found] : numbers(renamed.answer())) EXPECT_EQ(found, expected.at(name.substr(1)));
}

TEST(Groups, TheSameBitsForAnyThreadsAndBatches) {
  const Rows rows = example();
  const auto expected = numbers(rows.answer());
  for (const int threads : {1, 3}) {
    set_thread_count(threads);
    MemoryTable table("t");
    table.add("group", rows.group).add("age", rows.value).set_batch_rows(37);
    EXPECT_EQ(numbers(groups(table, {.by = {"group"}, .of = "age"})), expected);
  }
  set_thread_count(0);
}

/// 200 groups of skewed sizes, 5 to 155 rows, the planted one 60.
Rows skewed(std::uint64_t table, bool planted) {
  Random random(100, table);
  Rows rows;
  for (int g = 0; g < 200; ++g) {
    const bool here = planted && g == 150;
    const int size = here ? 60 : 5 + 150 / (1 + g % 50);
    for (int i = 0; i < size; ++i) rows.add(fmt::format("{}", g), std::round(10 * random.normal() + (here ? 10 : 0)));
  }
  return rows;
}

/// A false alarm in a table has odds of at most 5%, so that more than 6 in 30 tables have odds of 1 in 1,500.
TEST(Groups, OfOneLawSeldomDiffer) {
  int alarms = 0;
  for (std::uint64_t table = 0; table < 30; ++table) alarms += skewed(table, false).answer({.top = 1}).differs;
  EXPECT_LE(alarms, 6);
}

/// One that lies a deviation higher is found every time. It comes first unless chance has another differ too, whose
/// interval begins further out: of odds of at most 5% a table, so that more than 3 in 8 have odds of 1 in 2,700.
TEST(Groups, ThePlantedOneIsFound) {
  int others = 0;
  for (std::uint64_t table = 0; table < 8; ++table) {
    const GroupsAnswer answer = skewed(table, true).answer({.top = 10});
    ASSERT_NE(answer.find("150"), nullptr);
    EXPECT_TRUE(answer.find("150")->differs);
    EXPECT_THAT(answer.find("150")->difference, testing::StartsWith("older by "));
    others += answer.levels[0].found.front().name != "150";
  }
  EXPECT_LE(others, 3);
}

TEST(Groups, WhatIsMissingOrSmallIsTold) {
  Rows rows = example();
  for (int i = 0; i < 7; ++i) rows.add("", 40);
  for (int i = 0; i < 9; ++i) rows.add("g3", kNaN);
  for (int i = 0; i < 4; ++i) rows.add("few", 1000);
  rows.add("none", kNaN);
  const GroupsAnswer answer = rows.answer({.top = 0});
  const GroupsLevel& level = answer.levels[0];
  EXPECT_EQ(answer.missing, 10u);
  EXPECT_EQ(level.without_key, 7u);
  EXPECT_EQ(level.groups, 22u);
  EXPECT_EQ(level.too_small, 2u);
  EXPECT_EQ(level.too_small_values, 4u);
  EXPECT_THAT(level.too_small_names, ElementsAre("few", "none"));
  EXPECT_EQ(level.found.size(), 20u);
  EXPECT_EQ(answer.find("g3")->missing, 9u);
  EXPECT_EQ(answer.find("g3")->rows, answer.find("g3")->values + 9);
  // With fewer values asked for, the four are a group that differs.
  EXPECT_TRUE(rows.answer({.min_rows = 4}).find("few") != nullptr);
}

TEST(Groups, AskedForByName) {
  const Rows rows = example();
  const GroupsAnswer answer = rows.answer({.top = 1, .only = {"g0", "g3"}});
  ASSERT_EQ(answer.levels[0].found.size(), 2u);
  EXPECT_EQ(answer.levels[0].tested, 20u);
  EXPECT_EQ(answer.find("g3")->adjusted_p, rows.answer().find("g3")->adjusted_p);
  EXPECT_THAT(message_of([&] { rows.answer({.only = {"g33"}}); }), HasSubstr("group g33 is not in t; did you mean g3"));
}

/// Every movie is held against the rest of its genre: that all of a genre are younger is said of the genre alone.
TEST(Groups, OfSeveralLevelsAreHeldAgainstTheRestOfTheirOwn) {
  std::vector<std::string> genre, movie;
  std::vector<std::int64_t> age;
  Random random(8);
  for (int g = 0; g < 4; ++g)
    for (int m = 0; m < 6; ++m)
      for (int i = 0; i < 80; ++i) {
        genre.push_back(fmt::format("genre {}", g));
        movie.push_back(m == 5 ? "" : fmt::format("movie {}", m));  // the same names in each genre
        age.push_back(std::llround(40 + 10 * random.normal() - (g == 1 ? 9 : 0) + (g == 2 && m == 3 ? 9 : 0)));
      }
  MemoryTable table("t");
  table.add("genre", genre).add("movie", movie).add("age", age);
  const GroupsAnswer answer = groups(table, {.by = {"genre", "movie"}, .of = "age"});
  ASSERT_EQ(answer.levels.size(), 2u);
  EXPECT_EQ(answer.levels[0].groups, 4u);
  EXPECT_EQ(answer.levels[0].found.front().name, "genre 1");
  EXPECT_EQ(answer.levels[0].found.front().others, 3u * 480);
  EXPECT_EQ(answer.levels[0].without_key, 0u);
  const GroupsLevel& movies = answer.levels[1];
  EXPECT_EQ(movies.groups, 20u);
  EXPECT_EQ(movies.without_key, 4u * 80);
  EXPECT_THAT(movies.by, ElementsAre("genre", "movie"));
  EXPECT_EQ(movies.found.front().name, "genre 2 / movie 3");
  EXPECT_EQ(movies.found.front().others, 4u * 80);
  EXPECT_EQ(movies.differing, 1u);
  EXPECT_EQ(answer.find("genre 1 / movie 0")->differs, false);
}

TEST(Groups, KeysOfNumbersAndDates) {
  MemoryTable table("t");
  std::vector<std::int64_t> day;
  std::vector<double> size, value;
  for (int i = 0; i < 60; ++i) {
    day.push_back(86400 * (i % 2));
    size.push_back(i % 3 == 0 ? kNaN : 0.5 * (i % 3));
    value.push_back(i % 7);
  }
  table.add_times("day", day).add("size", size).add("value", value);
  const GroupsAnswer answer = groups(table, {.by = {"day", "size"}, .of = "value"});
  EXPECT_NE(answer.find("1970-01-02 / 0.5"), nullptr);
  EXPECT_EQ(answer.levels[1].without_key, 20u);
  const GroupsAnswer times = groups(table, {.by = {"size"}, .of = "day"});
  EXPECT_EQ(times.levels[0].found.size(), 2u);
}

TEST(Groups, BadInputIsSaid) {
  const Rows rows = example();
  const auto asked = [&](GroupsOptions options) {
    return message_of([&] {
      MemoryTable table("t");
      table.add("group", rows.group).add("age", rows.value);
      groups(table, options);
    });
  };
  EXPECT_THAT(asked({.by = {"grou"}, .of = "age"}), HasSubstr("column grou is not in t; did you mean group?"));
  EXPECT_THAT(asked({.by = {"group"}, .of = "agee"}), HasSubstr("did you mean age?"));
  EXPECT_THAT(asked({.by = {"age"}, .of = "age"}), HasSubstr("column age cannot be what is grouped by"));
  EXPECT_THAT(asked({.by = {"group", "group"}, .of = "age"}), HasSubstr("column group is named twice"));
  EXPECT_THAT(asked({.by = {}, .of = "age"}), HasSubstr("by names no column"));
  EXPECT_THAT(asked({.by = {"group"}, .of = "age", .level = 1}), HasSubstr("level is 1; it must be between 0 and 1"));
  EXPECT_THAT(asked({.by = {"group"}, .of = "age", .bins = 1}), HasSubstr("bins is 1"));
  EXPECT_THAT(asked({.by = {"group"}, .of = "age", .min_rows = 0}), HasSubstr("min_rows is 0"));
  Rows none;
  EXPECT_THAT(message_of([&] { none.answer(); }), HasSubstr("t has no rows"));
  none.add("a", kNaN);
  EXPECT_THAT(message_of([&] { none.answer(); }), HasSubstr("column age has no value"));
}

TEST(Groups, NothingToTellApart) {
  Rows constant, one;
  for (int i = 0; i < 100; ++i) {
    constant.add(i % 2 == 0 ? "a" : "b", 7);
    one.add("a", i);
  }
  const GroupsAnswer same = constant.answer();
  EXPECT_FALSE(same.differs);
  EXPECT_EQ(same.find("a")->p.p, 1);
  EXPECT_EQ(same.find("a")->js_distance.value, 0);
  // All rows are in one group: there is nobody else.
  const GroupsAnswer alone = one.answer();
  EXPECT_FALSE(alone.differs);
  EXPECT_EQ(alone.levels[0].tested, 0u);
  EXPECT_THAT(alone.levels[0].too_small_names, ElementsAre("a"));
}

}  // namespace
}  // namespace sanov
