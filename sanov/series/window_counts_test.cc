#include "sanov/series/window_counts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <cmath>

#include "sanov/base/error.h"
#include "sanov/data/memory_table.h"

namespace sanov {
namespace {

using ::testing::HasSubstr;

RC_GTEST_PROP(WindowCounts, AddUpToThoseOfTheWhole, ()) {
  const auto rows = *rc::gen::inRange<std::size_t>(1, 200);
  const auto numbers = [&](std::size_t n) {
    return *rc::gen::container<std::vector<double>>(
        n, rc::gen::weightedOneOf<double>({{8, rc::gen::map(rc::gen::inRange(-9, 9), [](int i) { return i / 2.; })},
                                           {1, rc::gen::element<double>(NAN, INFINITY, -INFINITY)}}));
  };
  const auto texts = [&](std::size_t n) {
    return *rc::gen::container<std::vector<std::string>>(n, rc::gen::element<std::string>("", "a", "b", "new", "dd"));
  };
  MemoryTable reference("reference"), table("table");
  reference.add("x", numbers(rows)).add("y", texts(rows));
  const auto m = *rc::gen::inRange<std::size_t>(1, 200);
  const auto times =
      *rc::gen::container<std::vector<std::int64_t>>(m, rc::gen::inRange<std::int64_t>(-1'000'000'000, 1'000'000'000));
  table.add_times("t", times).add("x", numbers(m)).add("y", texts(m));
  table.set_batch_rows(*rc::gen::inRange<std::size_t>(0, 50));
  TableReader before(reference);
  const auto frame = make_frame(before, {.max_categories = *rc::gen::element<std::size_t>(1, 2, 1024)});
  TableReader whole(table, {"x", "y"}), windows(table, {"x", "y", "t"});
  const Profile all = count_rows(whole, frame);
  const Every every = parse_every(*rc::gen::element("hour", "day", "3 weeks", "month", "quarter", "year"));
  const CountedWindows counted = count_windows(windows, frame, "t", every);
  const WindowCounts sum = sum_of(counted, *frame);
  RC_ASSERT(sum.rows == all.rows && counted.rows == all.rows && counted.undated == 0);
  for (std::size_t j = 0; j < 2; ++j) {
    RC_ASSERT(sum.columns[j].cells == all.columns[j].cells);
    RC_ASSERT(sum.columns[j].minimum == all.columns[j].minimum && sum.columns[j].maximum == all.columns[j].maximum);
    RC_ASSERT(sum.columns[j].unseen == all.columns[j].unseen);
  }
  for (std::size_t w = 1; w < counted.windows.size(); ++w)
    RC_ASSERT(counted.windows[w - 1].window < counted.windows[w].window);
}

TEST(WindowCounts, TooManyAreRefused) {
  MemoryTable reference("reference"), table("table");
  const std::vector<double> values{1, 2, 3};  // three cells, and one of missing values
  reference.add("x", values);
  table.add_times("t", {0, 86400, 2 * 86400}).add("x", values);
  TableReader before(reference), rows(table);
  const auto frame = make_frame(before);
  EXPECT_EQ(count_windows(rows, frame, "t", parse_every("day"), 12).windows.size(), 3u);
  try {
    count_windows(rows, frame, "t", parse_every("day"), 11);
    FAIL();
  } catch (const DomainError& error) {
    EXPECT_THAT(error.what(), HasSubstr("over 2 windows of table"));
    EXPECT_THAT(error.what(), HasSubstr("choose longer ones, or fewer columns"));
  }
}

TEST(WindowCounts, ColumnsThatOneSideLacksAValueOf) {
  MemoryTable reference("reference"), table("table");
  const std::vector<double> none(4, NAN);
  reference.add("x", std::vector<double>{1, 2, 3, 4}).add("y", none).add("z", none);
  table.add("x", std::vector<std::string>{"a", "", "b", "c"}).add("y", std::vector<double>{1, NAN, 2, 3});
  table.add("z", none);
  TableReader before(reference), rows(table, {"x", "y", "z"}), whole(table, {"x", "y", "z"});
  const auto frame = make_frame(before);
  const CountedWindows counted = count_windows(rows, frame, "", parse_every("3 rows"));
  const Profile all = count_rows(whole, frame);
  ASSERT_EQ(counted.windows.size(), 2u);
  EXPECT_FALSE(counted.windows[0].columns[0].countable);
  EXPECT_EQ(counted.windows[0].columns[1].cells.back(), 1u);
  EXPECT_EQ(sum_of(counted, *frame).columns[1].cells, all.columns[1].cells);
  EXPECT_EQ(sum_of(counted, *frame).columns[2].cells.back(), 4u);
}

}  // namespace
}  // namespace sanov
