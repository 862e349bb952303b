#include "sanov/data/value_counts.h"

#include <gtest/gtest.h>

#include <limits>
#include <map>
#include <random>

namespace sanov {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

ValueCounts counted(const std::vector<double>& numbers, std::size_t limit, std::size_t batch) {
  ValueCounts result(limit);
  for (std::size_t i = 0; i < numbers.size(); i += batch)
    result.add(numbers.data() + i, std::min(batch, numbers.size() - i));
  result.settle();
  return result;
}

TEST(ValueCounts, CountsByHand) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const ValueCounts found = counted({3, nan, -kInfinity, 3, 0.5, kInfinity, 3, nan, -kInfinity}, 10, 4);
  ASSERT_TRUE(found.complete());
  EXPECT_EQ(found.values(), (std::vector<double>{-kInfinity, 0.5, 3, kInfinity}));
  EXPECT_EQ(found.counts(), (std::vector<std::uint64_t>{2, 1, 3, 1}));
}

TEST(ValueCounts, GivesUpAboveTheLimitAndNotAtIt) {
  std::vector<double> numbers;
  for (int i = 0; i < 30000; ++i) numbers.push_back(i * 7919 % 5000);
  for (const std::size_t batch : {1, 999, 30000}) {
    EXPECT_TRUE(counted(numbers, 5000, batch).complete()) << batch;
    const ValueCounts none = counted(numbers, 4999, batch);
    EXPECT_FALSE(none.complete()) << batch;
    EXPECT_TRUE(none.values().empty());
  }
  EXPECT_TRUE(counted({}, 0, 1).complete());
  EXPECT_FALSE(counted({1}, 0, 1).complete());
}

TEST(ValueCounts, AgreesWithAMapForAnyBatches) {
  std::mt19937 engine(3);
  std::vector<double> numbers(20000);
  for (double& x : numbers) x = static_cast<int>(engine() % 3000) / 8.0;
  std::map<double, std::uint64_t> naive;
  for (double x : numbers) ++naive[x];
  for (const std::size_t batch : {1, 977, 20000}) {
    const ValueCounts found = counted(numbers, 4000, batch);
    ASSERT_EQ(found.values().size(), naive.size());
    std::size_t i = 0;
    for (const auto& [value, count] : naive) {
      EXPECT_EQ(found.values()[i], value);
      EXPECT_EQ(found.counts()[i++], count);
    }
  }
}

TEST(ValueCounts, PartsMergeInAnyOrder) {
  const std::vector<std::vector<double>> parts{{1, 2, 2}, {2, 5}, {}, {-1, 5, 5}};
  for (const std::vector<std::size_t>& order : {std::vector<std::size_t>{0, 1, 2, 3}, {3, 0, 2, 1}}) {
    ValueCounts four(4), three(3);
    for (std::size_t part : order) {
      four.merge(counted(parts[part], 4, 2));
      three.merge(counted(parts[part], 3, 2));
    }
    ASSERT_TRUE(four.complete());
    EXPECT_EQ(four.values(), (std::vector<double>{-1, 1, 2, 5}));
    EXPECT_EQ(four.counts(), (std::vector<std::uint64_t>{1, 1, 3, 3}));
    EXPECT_FALSE(three.complete());
  }
}

}  // namespace
}  // namespace sanov
