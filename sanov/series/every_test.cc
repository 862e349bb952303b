#include "sanov/series/every.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "sanov/base/error.h"

namespace sanov {
namespace {

using ::testing::HasSubstr;

std::string refusal(std::string_view text) {
  try {
    parse_every(text);
  } catch (const InvalidArgument& error) {
    return error.what();
  }
  return "";
}

/// What the window that holds a time is called.
std::string window(std::string_view every, std::string_view time) {
  const Every length = parse_every(every);
  return label_of(length, window_of(length, parse_time(time)));
}

TEST(Every, Reads) {
  EXPECT_EQ(parse_every("week"), (Every{WindowUnit::week, 1}));
  EXPECT_EQ(parse_every("weeks"), (Every{WindowUnit::week, 1}));
  EXPECT_EQ(parse_every("2 weeks"), (Every{WindowUnit::week, 2}));
  EXPECT_EQ(parse_every("6hours"), (Every{WindowUnit::hour, 6}));
  EXPECT_EQ(parse_every("500 rows"), (Every{WindowUnit::rows, 500}));
  EXPECT_EQ(parse_every("1 row"), (Every{WindowUnit::rows, 1}));
  for (const char* const text : {"hour", "3 months", "500 rows", "1 row", "year"})
    EXPECT_EQ(parse_every(text).text(), text);
}

TEST(Every, RefusesWithTheNearestWord) {
  EXPECT_THAT(refusal("wek"), HasSubstr("did you mean week?"));
  EXPECT_THAT(refusal("2 monts"), HasSubstr("did you mean month?"));
  EXPECT_THAT(refusal("fortnight"), HasSubstr("no length of a window"));
  EXPECT_THAT(refusal("0 weeks"), HasSubstr("needs from 1"));
  EXPECT_THAT(refusal("rows"), HasSubstr("how many"));
  EXPECT_THAT(refusal("99999999999999999999 rows"), HasSubstr("too long"));
  EXPECT_THAT(refusal("200000 days"), HasSubstr("too long"));
  for (const char* const text : {"", " ", "-1 week", "week 2", "1.5 weeks", "rowss"})
    EXPECT_NE(refusal(text), "") << text;
}

TEST(Every, WeeksAreThoseOfIso8601) {
  // Python's date.isocalendar()
  EXPECT_EQ(window("week", "2008-12-28"), "2008-W52");
  EXPECT_EQ(window("week", "2008-12-29"), "2009-W01");
  EXPECT_EQ(window("week", "2010-01-03"), "2009-W53");
  EXPECT_EQ(window("week", "2010-01-04"), "2010-W01");
  EXPECT_EQ(window("week", "1969-12-28"), "1969-W52");
  EXPECT_EQ(window("week", "1970-01-01"), "1970-W01");
}

TEST(Every, WindowsHaveNames) {
  EXPECT_EQ(window("hour", "1969-12-31T23:59:59"), "1969-12-31 23:00");
  EXPECT_EQ(window("day", "2012-02-29T23:59:59.999"), "2012-02-29");
  EXPECT_EQ(window("month", "2012-02-29"), "2012-02");
  EXPECT_EQ(window("quarter", "2012-03-31"), "2012-Q1");
  EXPECT_EQ(window("quarter", "1969-10-01"), "1969-Q4");
  EXPECT_EQ(window("year", "1969-12-31"), "1969");
  EXPECT_EQ(window("2 years", "1969-12-31"), "1968-01-01");
  EXPECT_EQ(window("2 months", "2012-04-30"), "2012-03-01");
  EXPECT_EQ(label_of(parse_every("500 rows"), 1), "501–1000");
}

TEST(Every, AWindowHoldsJustItsTimes) {
  for (const char* const text :
       {"hour", "5 hours", "day", "3 days", "week", "2 weeks", "month", "5 months", "quarter", "year", "7 years"}) {
    const Every every = parse_every(text);
    for (double seconds = -2e9; seconds < 5e9; seconds += 12'345'678.9) {
      const std::int64_t w = window_of(every, seconds);
      EXPECT_LE(begin_of(every, w), seconds) << text;
      EXPECT_GT(begin_of(every, w + 1), seconds) << text;
      EXPECT_EQ(window_of(every, begin_of(every, w)), w) << text;
      EXPECT_EQ(window_of(every, begin_of(every, w + 1)), w + 1) << text;
    }
    for (const double far : {-kFarthestTime, kFarthestTime})
      EXPECT_LE(begin_of(every, window_of(every, far)), far) << text;
  }
}

TEST(Every, TimesOfIso8601) {
  EXPECT_EQ(parse_time("1970-01-01"), 0);
  EXPECT_EQ(parse_time(" 1970-01-02 "), 86400);
  EXPECT_EQ(parse_time("1970-01-01T01:02:03"), 3723);
  EXPECT_EQ(parse_time("1970-01-01 01:02"), 3720);
  EXPECT_EQ(parse_time("1970-01-01T00:00:00.25Z"), 0.25);
  EXPECT_EQ(parse_time("1970-01-01T00:00:00+01:30"), -5400);
  EXPECT_EQ(parse_time("1970-01-01T00:00:00-0100"), 3600);
  EXPECT_EQ(parse_time("1970-01-01T00:00:00-01"), 3600);
  EXPECT_EQ(parse_time("1969-12-31"), -86400);
  for (const char* const text :
       {"", "x", "2013", "2013-1-1", "2013-02-30", "2013-13-01", "2013-01-01T", "2013-01-01T24:00", "2013-01-01T1:00",
        "2013-01-01T01:00:00.", "2013-01-01T01:00:00x", "2013-01-01T01:00+1", "2013-01-01x", "01/02/2013", "20130101"})
    EXPECT_TRUE(std::isnan(parse_time(text))) << text;
}

}  // namespace
}  // namespace sanov
