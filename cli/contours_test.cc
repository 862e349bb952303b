#include "cli/contours.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numbers>

namespace sanov::cli {
namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();

std::vector<double> map_of(std::size_t columns, std::size_t rows, double (*f)(double, double)) {
  std::vector<double> map;
  for (std::size_t r = 0; r < rows; ++r)
    for (std::size_t c = 0; c < columns; ++c) map.push_back(f(static_cast<double>(c), static_cast<double>(r)));
  return map;
}

TEST(Contours, OfABowlAreCircles) {
  const auto map = map_of(41, 41, [](double x, double y) { return std::hypot(x - 20, y - 20); });
  const double levels[] = {5, 12};
  const std::vector<Contour> found = contours(map, 41, levels);
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].level, 1u);  // the larger first
  for (const Contour& each : found) {
    const double radius = levels[each.level];
    EXPECT_TRUE(each.holds_lower);
    EXPECT_NEAR(each.area, std::numbers::pi * radius * radius, 0.02 * each.area);
    for (const Spot& s : each.spots) EXPECT_NEAR(std::hypot(s.x - 20, s.y - 20), radius, 0.05);
  }
}

TEST(Contours, AHillIsAHoleInItsPlain) {
  const auto map = map_of(21, 21, [](double x, double y) { return -std::hypot(x - 10, y - 10); });
  const double levels[] = {-4};
  const std::vector<Contour> found = contours(map, 21, levels);
  ASSERT_EQ(found.size(), 2u);
  EXPECT_TRUE(found[0].holds_lower);  // the whole map, along its edge
  EXPECT_NEAR(found[0].area, 400, 1e-9);
  EXPECT_FALSE(found[1].holds_lower);
  EXPECT_NEAR(found[1].area, std::numbers::pi * 16, 1.5);
}

TEST(Contours, WhatIsInfiniteIsOutside) {
  const auto map = map_of(11, 5, [](double x, double) { return x < 4 ? kInf : x; });
  const double levels[] = {7.5, 100};
  const std::vector<Contour> found = contours(map, 11, levels);
  ASSERT_EQ(found.size(), 2u);
  EXPECT_NEAR(found[0].area, 6 * 4, 1e-9);
  EXPECT_NEAR(found[1].area, 3.5 * 4, 1e-9);
}

TEST(Contours, TwoValleysWithASaddleBetween) {
  const auto map =
      map_of(31, 11, [](double x, double y) { return std::min(std::hypot(x - 8, y - 5), std::hypot(x - 22, y - 5)); });
  const double levels[] = {3, 20};
  const std::vector<Contour> found = contours(map, 31, levels);
  ASSERT_EQ(found.size(), 3u);
  EXPECT_EQ(found[0].level, 1u);
  EXPECT_NEAR(found[1].area, found[2].area, 1e-9);
  EXPECT_TRUE(contours(map, 31, std::vector<double>{-1}).empty());
}

}  // namespace
}  // namespace sanov::cli
