#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>

#include "sanov/compare/compare.h"
#include "sanov/data/memory_table.h"
#include "sanov/numerics/parallel.h"
#include "sanov/numerics/random.h"

/// What the frame's open cells cannot see, and cells that are empty in the reference because it was there that they were cut.
namespace sanov {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;
using Numbers = std::vector<double>;
using Texts = std::vector<std::string>;

constexpr double kInfinity = std::numeric_limits<double>::infinity();

template <class T>
Comparison compared(const std::vector<T>& reference, const std::vector<T>& current) {
  MemoryTable a("a"), b("b");
  a.add("x", reference);
  b.add("x", current);
  return compare(a, b);
}

Numbers normals(std::size_t n, double mean, unsigned seed) {
  std::mt19937_64 engine(seed);
  std::normal_distribution<double> draw(mean, 1);
  Numbers values(n);
  for (double& x : values) x = draw(engine);
  return values;
}

TEST(Ends, WhatWasConstantAndIsNoLonger) {
  const Comparison found = compared(Numbers(1000, 7), normals(1000, 7, 1));
  EXPECT_EQ(found.judgement.differing, 1u);
  EXPECT_GT(found.findings[0].js_distance, 0.8);
  EXPECT_TRUE(std::isinf(found.findings[0].kl));
  ASSERT_THAT(found.findings[0].cells, SizeIs(3));
  for (const CellChange& cell : found.findings[0].cells)
    EXPECT_TRUE(cell.label == "7" || cell.label == "< 7" || cell.label == "> 7") << cell.label;
}

TEST(Ends, AValueBeyondTheLastIsAnother) {
  Numbers before(5000), after(5000);
  for (std::size_t i = 0; i < before.size(); ++i) before[i] = i % 2 == 0 ? 0 : 1, after[i] = i % 2 == 0 ? 0 : 7;
  const Comparison found = compared(before, after);
  EXPECT_EQ(found.judgement.differing, 1u);
  EXPECT_NEAR(found.findings[0].js, 0.5 * std::log(2.), 1e-12);  // half of the rows are of what only one table has
}

TEST(Ends, InfiniteValuesAreAValueOfTheirOwn) {
  Numbers after = normals(1000, 0, 2);
  std::fill(after.begin(), after.begin() + 20, kInfinity);
  const Comparison found = compared(normals(1000, 0, 1), after);
  EXPECT_EQ(found.judgement.differing, 1u);
  ASSERT_THAT(found.findings[0].infinite_cells, SizeIs(1));
  EXPECT_EQ(found.findings[0].infinite_cells[0].label, "+∞");
  EXPECT_EQ(found.findings[0].infinite_cells[0].rows, 20u);
  EXPECT_THAT(compared(after, after).findings[0].infinite_cells, IsEmpty());
}

/// Of whole numbers the largest so far is no wall, and the next larger no change.
TEST(Ends, ANewLargestCountIsNoCellOfItsOwn) {
  const Comparison found = compared(Numbers{0, 0, 0, 1, 1, 1, 2, 2, 3, 4}, Numbers{0, 0, 0, 1, 1, 1, 2, 2, 3, 9});
  EXPECT_TRUE(std::isfinite(found.findings[0].kl));
}

TEST(Ends, OneRowSaysNothing) {
  const Evidence e = compared(Texts{"a"}, Texts(50, "b")).findings[0].evidence;
  EXPECT_TRUE(e.too_sparse);
  EXPECT_EQ(e.js_distance.interval.lower, 0);
  EXPECT_DOUBLE_EQ(e.js_distance.interval.upper, std::sqrt(std::log(2.)));
  EXPECT_NE(e.verdict, Verdict::same);
}

TEST(Ends, AKeyThatIsNoneAnyMoreIsNoKey) {
  Numbers id(1000), micro(1000);
  Texts name;
  for (std::size_t i = 0; i < id.size(); ++i) id[i] = static_cast<double>(i), name.push_back("u" + std::to_string(i));
  MemoryTable a("a"), b("b"), c("c");
  a.add("id", std::vector<std::int64_t>(id.begin(), id.end()));
  a.add("name", name);
  for (double& x : id) x = -1;
  b.add("id", std::vector<std::int64_t>(id.begin(), id.end()));
  b.add("name", Texts(1000, "UNKNOWN"));
  EXPECT_EQ(compare(a, b).judgement.differing, 2u);
  EXPECT_THAT(compare(a, b).ranges, IsEmpty());
  std::vector<std::int64_t> next(1000);
  for (std::size_t i = 0; i < next.size(); ++i) next[i] = static_cast<std::int64_t>(1000 + i);
  c.add("id", next);
  EXPECT_THAT(compare(a, c).ranges, SizeIs(1));  // a counter that goes on
}

/// How often nothing has changed and yet the JS distance's interval begins above 0, or its value lies above the floor.
/// Binomial(200, 0.05) is above 22 in one case of a thousand. With the cell of texts that the reference lacks it was always.
TEST(Ends, RareTextsMakeNoDivergence) {
  Numbers share(300);
  for (std::size_t i = 0; i < share.size(); ++i)
    share[i] = (i > 0 ? share[i - 1] : 0) + std::pow(static_cast<double>(i + 1), -1.2);
  std::vector<char> above_zero(200), above_floor(200);
  parallel_chunks(above_zero.size(), 4, [&](std::size_t from, std::size_t to) {
    for (std::size_t s = from; s < to; ++s) {
      Random random(41, s);
      Texts tables[2];
      for (Texts& table : tables)
        for (int i = 0; i < 1000; ++i)
          table.push_back(
              "t" + std::to_string(std::ranges::lower_bound(share, random.uniform() * share.back()) - share.begin()));
      const Evidence e = compared(tables[0], tables[1]).findings[0].evidence;
      above_zero[s] = e.js_distance.interval.lower > 0;
      above_floor[s] = e.js_distance.value > e.js_distance.floor;
    }
  });
  EXPECT_LE(std::ranges::count(above_zero, 1), 22);
  EXPECT_LE(std::ranges::count(above_floor, 1), 22);
}

TEST(Ends, ValuesOfAnySizeHaveIntervals) {
  for (const double size : {1.7e308, 3e-310}) {
    Numbers before, after;
    for (int i = 0; i < 300; ++i)
      before.push_back(i % 3 == 0 ? -size : size), after.push_back(i % 2 == 0 ? -size : size);
    const DistanceEstimate w1 = compared(before, after).findings[0].evidence.axis->wasserstein;
    EXPECT_LE(w1.interval.lower, w1.value);
    EXPECT_GE(w1.interval.upper, w1.value);
    EXPECT_TRUE(std::isfinite(w1.value) && std::isfinite(w1.floor));
  }
}

}  // namespace
}  // namespace sanov
