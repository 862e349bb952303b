#include "sanov/base/running_sum.h"

#include <gtest/gtest.h>

#include <limits>

namespace sanov {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

double sum(std::initializer_list<double> numbers) {
  RunningSum running;
  for (const double x : numbers) running.add(x);
  return running.value();
}

TEST(RunningSum, KeepsWhatAPlainSumLoses) {
  EXPECT_EQ(sum({}), 0);
  EXPECT_EQ(sum({1, 1e100, 1, -1e100}), 2);
  EXPECT_EQ(sum({0x1p53, 1, 1}), 0x1p53 + 2);
  EXPECT_EQ(sum({1, 0x1p53, 1}), 0x1p53 + 2);
  // Ten times the double next to 0.1 is 1 + 2⁻⁵⁴, which rounds to 1.
  EXPECT_EQ(sum({0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1}), 1);
}

TEST(RunningSum, AddsDifferencesWithoutRoundingThem) {
  RunningSum running;
  running.add_difference(1, 0x1p-60);
  EXPECT_EQ(running.value(), 1);
  running.add(-1);
  EXPECT_EQ(running.value(), -0x1p-60);
}

TEST(RunningSum, LetsInfinitiesThrough) {
  EXPECT_EQ(sum({1, kInfinity, 1}), kInfinity);
  EXPECT_EQ(sum({-kInfinity, 1}), -kInfinity);
  EXPECT_EQ(sum({1.7e308, 1.7e308, 1}), kInfinity);
}

}  // namespace
}  // namespace sanov
