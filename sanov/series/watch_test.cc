#include "sanov/series/watch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "sanov/base/error.h"
#include "sanov/data/profile_table.h"
#include "sanov/series/series_test.h"

namespace sanov {
namespace {

using ::testing::HasSubstr;

Profile file_of(const Profile& reference, std::size_t rows, double shift, std::uint64_t seed) {
  Days days(seed);
  days.add_week(0, rows, shift);
  MemoryTable table = days.table("file");
  return profile(table, reference.frame);
}

Profile reference_of(std::size_t rows, std::uint64_t seed) {
  MemoryTable table = Days::reference(rows, seed);
  return profile(table, {.exact_values = 0});
}

TEST(Watch, FindsAChangeAndKeepsIt) {
  Watch watch(reference_of(500, 1));
  for (std::uint64_t i = 0; i < 12; ++i) {
    const WatchAnswer answer =
        watch.take({std::to_string(i), 1, 0}, file_of(watch.reference(), 150, i < 8 ? 0 : 0.8, 10 + i));
    EXPECT_EQ(answer.differs, i >= 8) << i;
    if (i < 8) continue;
    EXPECT_EQ(answer.columns[0].now.column, "x");
    EXPECT_EQ(answer.columns[0].since, "8");
    EXPECT_FALSE(answer.columns[1].differs);
  }
  EXPECT_EQ(watch.files(), 12u);
}

TEST(Watch, GoesOnFromItsText) {
  Watch whole(reference_of(300, 1)), part(reference_of(300, 1));
  for (std::uint64_t i = 0; i < 5; ++i) {
    const Profile file = file_of(whole.reference(), 120, 0.3, 20 + i);
    FileStamp stamp{std::to_string(i), i, -static_cast<std::int64_t>(i)};
    stamp.name += "\xff\"";  // no UTF-8
    whole.take(stamp, file);
    part.take(stamp, file);
    part = Watch::resume(part.text(), "state", reference_of(300, 1));
    EXPECT_EQ(part.text(), whole.text());
    EXPECT_EQ(part.find(stamp.name)->stamp, stamp);
  }
}

TEST(Watch, FilesThatDoNotFitChangeNothing) {
  Watch watch(reference_of(300, 1));
  const std::string before = watch.text();
  MemoryTable lacks("lacks"), kind("kind"), other("other");
  lacks.add("x", std::vector<double>{1, 2});
  kind.add("x", std::vector<std::string>{"red"}).add("y", std::vector<std::string>{"a"});
  other.add("x", std::vector<double>{1, 2}).add("y", std::vector<std::string>{"a", "b"});
  EXPECT_THROW(watch.take({"lacks", 1, 1}, profile(lacks, watch.reference().frame)), DomainError);
  EXPECT_THROW(watch.take({"kind", 1, 1}, profile(kind, watch.reference().frame)), DomainError);
  EXPECT_THROW(watch.take({"other", 1, 1}, profile(other)), DomainError);
  EXPECT_EQ(watch.text(), before);
  EXPECT_THROW(Watch::resume(before, "state", reference_of(300, 2)), DomainError);
  EXPECT_THROW(Watch::resume(before.substr(0, 300), "state", reference_of(300, 1)), DomainError);
  EXPECT_THROW(Watch(reference_of(300, 1), {.alpha = 1}), InvalidArgument);
}

TEST(Watch, CriesWolfNoMoreThanItSays) {
  // 30 references of 200 rows, 30 files of 120 rows each: all share the reference's luck. At most 5% may ever alarm; 6 of 30 is
  // what chance exceeds in less than 1 of 1,000 seeds.
  int alarms = 0;
  for (std::uint64_t run = 0; run < 30; ++run) {
    Watch watch(reference_of(200, 1000 + run));
    for (std::uint64_t i = 0; i < 30; ++i)
      watch.take({std::to_string(i), 1, 0}, file_of(watch.reference(), 120, 0, 100'000 + 100 * run + i));
    alarms += watch.differs();
  }
  EXPECT_LE(alarms, 6);
}

}  // namespace
}  // namespace sanov
