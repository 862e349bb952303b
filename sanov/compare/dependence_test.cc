#include "sanov/compare/dependence.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>
#include <random>
#include <string>
#include <vector>

#include "sanov/compare/compare.h"
#include "sanov/data/memory_table.h"

namespace sanov {
namespace {

using Numbers = std::vector<double>;

Numbers walk(std::size_t n, double memory, unsigned seed) {
  std::mt19937_64 engine(seed);
  std::normal_distribution<double> draw;
  Numbers x(n);
  for (std::size_t i = 1; i < n; ++i) x[i] = memory * x[i - 1] + draw(engine);
  return x;
}

std::optional<RowDependence> found_in(MemoryTable table) {
  TableReader reader(table);
  return find_dependence(reader);
}

/// Of so many texts each as likely, the last one again with the chance `memory`.
std::vector<std::string> sticky(std::size_t n, unsigned texts, double memory, unsigned seed) {
  std::mt19937_64 engine(seed);
  std::uniform_real_distribution<double> draw;
  std::vector<std::string> found;
  for (std::size_t i = 0; i < n; ++i) {
    const bool again = draw(engine) < memory;
    found.push_back(again && i > 0 ? found.back() : "t" + std::to_string(static_cast<int>(draw(engine) * texts)));
  }
  return found;
}

TEST(Dependence, IsSeenInTheOrderOfRows) {
  const auto found = found_in(std::move(MemoryTable("t").add("noise", walk(2000, 0, 1)).add("x", walk(2000, 0.9, 2))));
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->column, "x");
  EXPECT_NEAR(found->autocorrelation, 0.88, 0.05);
  EXPECT_EQ(found->rows, 2000u);
  EXPECT_EQ(found->date, "");
}

TEST(Dependence, IsSeenByDateHoweverRowsAreOrdered) {
  std::vector<std::int64_t> days(1000);
  std::iota(days.begin(), days.end(), 15000);
  Numbers x = walk(1000, 0.9, 3);
  std::vector<std::size_t> order(1000);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::shuffle(order.begin(), order.end(), std::mt19937(4));
  std::vector<std::int64_t> seconds;
  Numbers shuffled;
  for (const std::size_t i : order) {
    seconds.push_back(days[i] * 86400);
    shuffled.push_back(x[i]);
  }
  const auto found = found_in(std::move(MemoryTable("t").add("x", shuffled).add_times("day", seconds)));
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->date, "day");
  EXPECT_GT(found->autocorrelation, 0.8);
  EXPECT_FALSE(found_in(std::move(MemoryTable("t").add("x", shuffled))).has_value());
}

TEST(Dependence, IndependentRowsHaveNone) {
  Numbers sorted = walk(3000, 0, 5);
  MemoryTable table("t");
  // g++ 12 takes "x" + std::to_string(i) for a copy of half the memory, and warns.
  for (unsigned i = 0; i < 50; ++i) table.add(std::string("x").append(std::to_string(i)), walk(3000, 0, 10 + i));
  std::sort(sorted.begin(), sorted.end());
  table.add("sorted", sorted).add("constant", Numbers(3000, 1)).add("missing", Numbers(3000, std::nan("")));
  table.add("text", std::vector<std::string>(3000, "a"));
  EXPECT_FALSE(found_in(std::move(table)).has_value());
}

TEST(Dependence, IsSeenInTexts) {
  const auto found =
      found_in(std::move(MemoryTable("t").add("noise", sticky(2000, 6, 0, 1)).add("s", sticky(2000, 6, 0.9, 2))));
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->column, "s");
  EXPECT_NEAR(found->autocorrelation, 0.9, 0.03);  // 5 standard errors
  EXPECT_EQ(found->table, "reference");
}

TEST(Dependence, TextsOfIndependentRowsHaveNone) {
  MemoryTable table("t");
  for (unsigned i = 0; i < 50; ++i) table.add("s" + std::to_string(i), sticky(3000, 2 + 20 * i, 0, 100 + i));
  std::vector<std::string> together = sticky(3000, 20, 0, 200), keys;
  std::sort(together.begin(), together.end(), std::greater<>());
  for (int i = 0; i < 3000; ++i) keys.push_back("k" + std::to_string(i));
  table.add("together", together).add("keys", keys);
  EXPECT_FALSE(found_in(std::move(table)).has_value());
}

TEST(Dependence, IsSeenInEitherTable) {
  MemoryTable a("a"), b("b");
  a.add("x", walk(1000, 0, 1));
  b.add("x", walk(1000, 0.9, 2));
  EXPECT_EQ(compare(a, b).dependence.value().table, "current");
  EXPECT_EQ(compare(b, a).dependence.value().table, "reference");
  EXPECT_FALSE(compare(a, a).dependence.has_value());
}

TEST(Dependence, FewRowsSayNothing) {
  EXPECT_FALSE(found_in(std::move(MemoryTable("t").add("x", walk(20, 0.99, 6)))).has_value());
  EXPECT_FALSE(found_in(std::move(MemoryTable("t").add("x", Numbers{}))).has_value());
}

}  // namespace
}  // namespace sanov
